using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>What a sending did.</summary>
internal sealed record SendReport(int Sent, int Failed, int Dead)
{
    public static readonly SendReport Nothing = new(0, 0, 0);
}

/// <summary>
/// Sends one platform's waiting grades until none is due: one instance at a time, over few connections. A platform that fails as a whole is
/// left alone for a while; one row that fails by itself waits by itself.
/// </summary>
internal sealed class GradeSender(
    Database database, WriteQueue writes, Leases leases, AccessTokens tokens, LineItemMaker lineItems, ScorePost post, TimeProvider clock)
{
    /// <summary>What has waited for longer is given up.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(5);

    /// <summary>Sends what is due; nothing while another instance does, or the platform is left alone.</summary>
    public async Task<SendReport> RunAsync(Platform platform, CancellationToken cancel = default)
    {
        await using var lease = await leases.TryTakeAsync($"grades {platform.Id}", LeaseLength);
        if (lease is null)
            return SendReport.Nothing;
        GradePlatform settings;
        await using (var session = await database.ReadAsync(cancel))
            settings = await GradePlatform.ReadAsync(session, platform.Id, cancel);
        await writes.RunAsync(unit => GradeRows.GiveUpAsync(unit, platform.Id, clock.GetUtcNow() - Longest));
        if (settings.PausedUntil > clock.GetUtcNow())
            return SendReport.Nothing;
        var run = new SendRun(settings);
        try
        {
            // What the token endpoint says is said of the whole platform.
            await tokens.GetAsync(platform, [GradeScopes.Score], cancel);
            await lineItems.RunAsync(platform, settings, cancel);
        }
        catch (PlatformServiceException e)
        {
            run.Stop(e);
        }
        while (!run.IsStopped && await SendNextAsync(platform, run, lease, cancel))
        {
            // Until nothing more is due.
        }
        if (run.Stopped is { } failure)
            await PauseAsync(platform, run.TookAny ? 1 : settings.Failures + 1, failure);
        return run.Report;
    }

    /// <summary>Sends some; whether there may be more.</summary>
    private async Task<bool> SendNextAsync(Platform platform, SendRun run, Lease lease, CancellationToken cancel)
    {
        if (!await lease.RenewAsync())
            return false;
        // After a failure the platform is asked with one grade first.
        var most = run.IsProving ? 1 : run.AtATime;
        var begun = clock.GetTimestamp();
        var claimed = await writes.RunAsync(unit => GradeRows.ClaimAsync(unit, platform.Id, clock.GetUtcNow(), most));
        using var gate = new SemaphoreSlim(PlatformHttp.MostConnections);
        // Twice as many as connections: while one's answer is being stored, another uses its connection.
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = 2 * PlatformHttp.MostConnections, CancellationToken = cancel },
            async (grade, stop) => await SendOneAsync(platform, run, grade, gate, stop));
        run.Took(clock.GetElapsedTime(begun));
        if (run.TookAny)
            await writes.RunAsync(unit => GradePlatform.SucceededAsync(unit, platform.Id, clock.GetUtcNow()));
        if (run.EndProving())
            await writes.RunAsync(unit => GradeRows.DueNowAsync(unit, platform.Id, clock.GetUtcNow()));
        return claimed.Count > 0;
    }

    private async Task SendOneAsync(Platform platform, SendRun run, ClaimedGrade grade, SemaphoreSlim gate, CancellationToken cancel)
    {
        if (run.IsStopped || run.IsHeld(grade.LineItem.Id))
        {
            await writes.RunAsync(unit => GradeRows.ReleaseAsync(unit, grade, clock.GetUtcNow()));
            return;
        }
        PostOutcome outcome;
        await gate.WaitAsync(cancel);
        try
        {
            outcome = await post.SendAsync(platform, grade, cancel);
        }
        finally
        {
            gate.Release();
        }
        var holds = run.Note(grade.LineItem.Id, outcome);
        await writes.RunAsync(async unit =>
        {
            await outcome.Store(unit, run.Settings);
            if (holds)
                await LineItemRows.HoldAsync(unit, grade.LineItem, clock.GetUtcNow() + ScorePost.LongestHold, GradeProblems.Refused, null);
        });
    }

    private Task PauseAsync(Platform platform, int failures, PlatformServiceException e) => writes.RunAsync(
        unit => GradePlatform.PauseAsync(unit, platform.Id, failures, e.RetryAfter, e.Problem(), e.Detail, clock.GetUtcNow()));
}

/// <summary>One sending under way: counts, and stops when the platform as a whole fails.</summary>
internal sealed class SendRun(GradePlatform settings)
{
    /// <summary>So many in a row are not one row's fault.</summary>
    private const int MostInARow = 5;

    private const int Fewest = 32;
    private const int Most = 512;

    /// <summary>How long a batch may take: much less than a claim, and than the lease, hold.</summary>
    private static readonly TimeSpan LongBatch = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private int _sent;
    private int _failed;
    private int _dead;
    private readonly HashSet<long> _held = [];
    private readonly Dictionary<long, int> _refused = [];
    private int _heldInARow;
    private int _inARow;
    private bool _answered;

    public GradePlatform Settings => settings;

    /// <summary>Whether it must first be seen that the platform answers again.</summary>
    public bool IsProving { get; private set; } = settings.Failures > 0;

    public PlatformServiceException? Stopped { get; private set; }

    /// <summary>How many are taken at a time: more from a quick platform, few from a slow one, so that no claim runs out on the way.</summary>
    public int AtATime { get; private set; } = Fewest;

    /// <summary>Notes how long a batch took.</summary>
    public void Took(TimeSpan elapsed) => AtATime = elapsed < LongBatch / 2 ? Math.Min(Most, AtATime * 2) : elapsed > LongBatch ? Math.Max(Fewest, AtATime / 2) : AtATime;

    /// <summary>Whether nothing more goes to this line item now.</summary>
    public bool IsHeld(long lineItem)
    {
        lock (_lock)
            return _held.Contains(lineItem);
    }

    public bool IsStopped => Volatile.Read(ref _inARow) >= MostInARow || Stopped is not null;

    public bool TookAny => _sent > 0;

    public SendReport Report => new(_sent, _failed, _dead);

    public void Stop(PlatformServiceException e)
    {
        lock (_lock)
            Stopped ??= e;
    }

    /// <summary>Notes what became of a post; whether its line item has refused so many in a row that it is to be held.</summary>
    public bool Note(long lineItem, PostOutcome outcome)
    {
        lock (_lock)
        {
            (_sent, _failed, _dead) = outcome.Kind switch
            {
                PostKind.Taken => (_sent + 1, _failed, _dead),
                PostKind.Refused => (_sent, _failed, _dead + 1),
                _ => (_sent, _failed + 1, _dead),
            };
            if (outcome.Kind == PostKind.Held)
                return NoteHeld(lineItem, outcome);
            if (outcome.Failure is not { } failure)
            {
                (_inARow, _answered) = (0, true);
                return NoteTakenOrRefused(lineItem, outcome.Kind);
            }
            _inARow++;
            if (failure.Failure == ServiceFailure.Throttled || IsProving || _inARow >= MostInARow)
                Stopped ??= failure;
            return false;
        }
    }

    /// <summary>One line item is its course room's affair; so many different ones in a row are the registration's.</summary>
    private bool NoteHeld(long lineItem, PostOutcome outcome)
    {
        (_inARow, _answered) = (0, true);
        if (_held.Add(lineItem) && outcome.Failure is { } failure && ++_heldInARow >= MostInARow)
            Stopped ??= failure;
        return false;
    }

    private bool NoteTakenOrRefused(long lineItem, PostKind kind)
    {
        if (kind != PostKind.Refused)
        {
            _refused.Remove(lineItem);
            _heldInARow = 0;
            return false;
        }
        _refused[lineItem] = _refused.GetValueOrDefault(lineItem) + 1;
        return _refused[lineItem] >= MostInARow && _held.Add(lineItem);
    }

    /// <summary>Whether the platform has just shown that it answers again.</summary>
    public bool EndProving()
    {
        if (!IsProving || !_answered)
            return false;
        IsProving = false;
        return true;
    }
}
