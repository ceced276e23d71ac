using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>
/// Reads a context's roster (NRPS 2.0) to its last page, a page at a time, and keeps who is a member. What it has read is kept whatever comes
/// after; that somebody has left is concluded from a whole reading that came to its end, and from nothing else.
/// </summary>
internal sealed class RosterSync(
    PlatformDirectory platforms, AccessTokens tokens, ServicePages pages, CourseGroups groups, Database database, WriteQueue writes, TimeProvider clock, ILogger<RosterSync> log)
{
    public const string Scope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
    public const string MediaType = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

    /// <summary>More members than this are not read.</summary>
    public const int MostMembers = 100_000;

    /// <summary>Asked for as a page's length; platforms give fewer, or more, as they like.</summary>
    private const int PageLength = 200;

    /// <summary>So many pages in a row without anybody new are a list without an end; one or two are a platform's repetition.</summary>
    private const int MostIdlePages = 3;

    /// <summary>Reads now; null when another is at it, or when the context has no roster.</summary>
    public async Task<RosterEnding?> RunAsync(long context, RosterOrder order, CancellationToken cancel = default)
    {
        if (await writes.RunAsync(unit => RosterRuns.ClaimAsync(unit, context, order, clock.GetUtcNow())) is not { } run)
            return null;
        try
        {
            var ending = await EndingAsync(run, cancel);
            await writes.RunAsync(async unit =>
            {
                var (failures, now) = (await unit.ScalarAsync<int>($"select failures from roster_sync where context_id = {context}"), clock.GetUtcNow());
                if (await RosterRuns.EndAsync(unit, run, ending, now + Wait(ending, failures), now))
                    await RosterPlatform.NoteAsync(unit, run.PlatformId, ending, now);
            });
            return ending;
        }
        catch (RosterTakenException)
        {
            return null;
        }
    }

    private async Task<RosterEnding> EndingAsync(RosterRun run, CancellationToken cancel)
    {
        try
        {
            if (await platforms.FindAsync(run.PlatformId, cancel) is not { } platform)
                return Failed(run, RosterOutcome.Gone, "The platform has been removed.");
            if (await TokenAsync(run, platform, cancel) is { } denied)
                return denied;
            if (run.DifferencesUrl is { } differences && await DifferencesAsync(run, platform, differences, cancel) is { } told)
                return told;
            return await AllAsync(run, platform, cancel);
        }
        catch (PagesException e)
        {
            return Failed(run, e.Fault switch { PagesFault.Circle => RosterOutcome.Circle, PagesFault.Gone => RosterOutcome.Gone, _ => RosterOutcome.TooMany }, e.Detail);
        }
        catch (PlatformServiceException e)
        {
            log.LogInformation("The roster of context {Context} could not be read: {Reason}", run.ContextId, e.Message);
            return Failed(run, e) with { IsOfPlatform = e.Failure is ServiceFailure.Unavailable or ServiceFailure.Throttled };
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Failed(run, RosterOutcome.Stopped, null);
        }
        catch (Exception e) when (e is not RosterTakenException)
        {
            // Whatever it is, it is this roster's: no other waits for it, and it is tried again when it is due.
            log.LogError(e, "The roster of context {Context} could not be read.", run.ContextId);
            return Failed(run, RosterOutcome.Unintelligible, e.GetType().Name);
        }
    }

    /// <summary>Asks for a token first: what is wrong with it is wrong with every roster of the platform. Null when there is one.</summary>
    private async Task<RosterEnding?> TokenAsync(RosterRun run, Platform platform, CancellationToken cancel)
    {
        try
        {
            await tokens.GetAsync(platform, [Scope], cancel);
            return null;
        }
        catch (PlatformServiceException e)
        {
            log.LogInformation("Platform {Platform} gives no token for rosters: {Reason}", platform.Id, e.Message);
            return Failed(run, e) with { IsOfPlatform = true };
        }
    }

    private async Task<RosterEnding> AllAsync(RosterRun run, Platform platform, CancellationToken cancel)
    {
        var address = ServicePages.With(run.MembershipsUrl, "limit", $"{PageLength}");
        if (run.LearnersOnly)
            address = ServicePages.With(address, "role", LaunchRoles.Learner);
        if (run.Link is { } link)
            address = ServicePages.With(address, "rlid", link);
        if (run.GroupsUrl is not null)
            address = ServicePages.With(address, "groups", "true");
        var read = await ReadAsync(run, platform, address, cancel);
        var removed = 0;
        if (!run.IsPartial)
        {
            if (read.Members == 0 && await AnybodyAsync(run))
                return Failed(run, RosterOutcome.Empty, null);
            for (var left = 1; left > 0; removed += left)
                left = await writes.RunAsync(async unit =>
                {
                    await RosterRuns.NoteAsync(unit, run, new RosterProgress(), clock.GetUtcNow());
                    return await RosterRows.LeaveAsync(unit, run, clock.GetUtcNow());
                });
        }
        var differences = run.LearnersOnly ? null : read.DifferencesUrl;
        return new RosterEnding(RosterOutcome.Done, await GroupsAsync(run, platform, cancel), removed, WasWhole: !run.IsPartial, run.IsPartial, differences);
    }

    /// <summary>Reads the groups; says what was wrong with them, which takes nothing from the roster.</summary>
    private async Task<string?> GroupsAsync(RosterRun run, Platform platform, CancellationToken cancel)
    {
        try
        {
            await groups.ReadAsync(run, platform, cancel);
            return null;
        }
        catch (PlatformServiceException e)
        {
            return e.Detail;
        }
    }

    /// <summary>Reads what has changed; null when the platform will not tell, so that all must be read.</summary>
    private async Task<RosterEnding?> DifferencesAsync(RosterRun run, Platform platform, string address, CancellationToken cancel)
    {
        try
        {
            var read = await ReadAsync(run, platform, address, cancel);
            return new RosterEnding(RosterOutcome.Done, null, read.Left, WasWhole: false, IsPartial: false, read.DifferencesUrl);
        }
        catch (PlatformServiceException e) when (e is PagesException or { Failure: ServiceFailure.Unintelligible })
        {
            // Such an address may lose its meaning with time (§2.5.4 promises nothing of how long it holds).
            await writes.RunAsync(unit => RosterRuns.TurnWholeAsync(unit, run));
            return null;
        }
    }

    private async Task<RosterRead> ReadAsync(RosterRun run, Platform platform, string address, CancellationToken cancel)
    {
        var read = new RosterRead(0, 0, null);
        var idle = 0;
        var page = RosterPage.None;
        var reader = new AnswerReader(RosterPage.Largest, RosterPage.Longest, async (answer, stop) => page = await RosterPage.ReadAsync(answer, stop));
        await foreach (var answer in pages.ReadAsync(platform, Scope, address, MediaType, reader, cancel: cancel))
        {
            // Not every platform heeds the filter it was asked for.
            var kept = run.LearnersOnly ? page with { Members = [.. page.Members.Where(m => m.IsLearner)] } : page;
            // The first page's is the earliest: what changed while the others were read is told next time.
            read = read with { DifferencesUrl = read.DifferencesUrl ?? DifferencesOf(platform, answer, address) };
            var met = await KeepAsync(run, kept);
            read = read with { Members = read.Members + page.Members.Count, Left = read.Left + page.Members.Count(m => m.Status == MemberStatus.Left) };
            if (read.Members > MostMembers)
                throw new PagesException(PagesFault.TooMany, $"The roster has more than {MostMembers} members.");
            // A page that the filter has emptied may be followed by others.
            idle = met == 0 && !run.LearnersOnly ? idle + 1 : 0;
            if (idle > MostIdlePages)
                throw new PagesException(PagesFault.Circle, $"The last {idle} pages had nobody new, and there are more.");
            cancel.ThrowIfCancellationRequested();
        }
        return read;
    }

    /// <summary>Where differences will be told; null where the platform tells none, or not by an address.</summary>
    private static string? DifferencesOf(Platform platform, ServiceAnswer answer, string address)
    {
        try
        {
            return LinkHeader.Find(answer.Links.Select(platform.Quirks.LinkHeaderOf), "differences") is { } link ? ServicePages.Resolve(ServicePages.AddressOf(address), link) : null;
        }
        catch (PlatformServiceException)
        {
            return null;
        }
    }

    /// <summary>Keeps a page, in parts, and says how many on it had not been met in this run.</summary>
    private async Task<int> KeepAsync(RosterRun run, RosterPage page)
    {
        var met = 0;
        for (var from = 0; from == 0 || from < page.Members.Count; from += RosterRows.Part)
        {
            var part = page.Members.Skip(from).Take(RosterRows.Part).ToList();
            met += await writes.RunAsync(async unit =>
            {
                var now = clock.GetUtcNow();
                var (newlyMet, added) = part.Count > 0 ? await RosterRows.WriteAsync(unit, run, part, now) : (0, 0);
                var progress = new RosterProgress { Members = newlyMet, Added = added };
                await RosterRuns.NoteAsync(unit, run, from == 0 ? progress with { Pages = 1, Skipped = page.Skipped, Numbered = page.Numbered } : progress, now);
                return newlyMet;
            });
        }
        return met;
    }

    private async Task<bool> AnybodyAsync(RosterRun run)
    {
        await using var session = await database.ReadAsync();
        return await session.ScalarAsync<long>($"select count(*) from (select 1 from lti_member where context_id = {run.ContextId} and status <> 'left' limit 1) x") > 0;
    }

    private static RosterEnding Failed(RosterRun run, RosterOutcome outcome, string? detail) =>
        new(outcome, detail, 0, WasWhole: false, run.IsPartial, null);

    private static RosterEnding Failed(RosterRun run, PlatformServiceException e) => Failed(run, OutcomeOf(e.Failure), e.Detail) with { RetryAfter = e.RetryAfter };

    private static RosterOutcome OutcomeOf(ServiceFailure failure) => failure switch
    {
        ServiceFailure.Unavailable => RosterOutcome.Unavailable,
        ServiceFailure.Throttled => RosterOutcome.Throttled,
        ServiceFailure.Denied => RosterOutcome.Denied,
        _ => RosterOutcome.Unintelligible,
    };

    /// <summary>Until the next reading: spread, so that all rosters of a platform are not read at once; sooner after what may pass by itself.</summary>
    private static TimeSpan Wait(RosterEnding ending, int failures)
    {
        var soon = TimeSpan.FromMinutes(Math.Min(15 * Math.Pow(2, Math.Min(failures, 6)), RosterRuns.Interval.TotalMinutes));
        var wait = ending.Outcome switch
        {
            RosterOutcome.Stopped => TimeSpan.Zero,
            RosterOutcome.Unavailable => soon,
            RosterOutcome.Throttled => ending.RetryAfter is { } asked && asked > soon ? asked : soon,
            _ => RosterRuns.Interval,
        };
        return TimeSpan.FromTicks((long)(wait.Ticks * (0.9 + 0.2 * Random.Shared.NextDouble())));
    }

    private sealed record RosterRead(int Members, int Left, string? DifferencesUrl);
}
