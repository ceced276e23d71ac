using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>The course rooms of the platforms that an administrator looks after: how many members, how the last reading went, and a button to read now.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class RostersModel(Database database, WriteQueue writes, RosterJob job, TimeProvider clock) : PageModel
{
    private const int PageSize = 20;

    /// <summary>The page of the list, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    public int Pages { get; private set; }

    /// <summary>Course rooms by platform.</summary>
    public IReadOnlyList<(Platform Platform, RosterPlatform Settings, IReadOnlyList<ShownRoster> Rosters)> Platforms { get; private set; } = [];

    /// <summary>Whether a reading is under way or asked for, so that the page is worth loading again.</summary>
    public bool IsBusy => Platforms.SelectMany(p => p.Rosters).Any(r => r.Entry.Reading is { IsRunning: true } || r.Waits);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        var now = clock.GetUtcNow();
        await using var session = await database.ReadAsync(cancel);
        var platforms = reader.Administered(await PlatformStore.AllAsync(session, cancel)).ToDictionary(p => p.Id);
        var (entries, total) = await RosterList.ReadAsync(session, platforms.Keys.ToHashSet(), now, (Math.Max(1, Number) - 1) * PageSize, PageSize, cancel);
        Pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        var shown = new List<ShownRoster>();
        foreach (var entry in entries)
            shown.Add(new ShownRoster(entry, await GroupRows.OfAsync(session, entry.Context, cancel), now));
        var all = new List<(Platform Platform, RosterPlatform Settings, IReadOnlyList<ShownRoster> Rosters)>();
        foreach (var of in shown.GroupBy(s => s.Entry.PlatformId))
        {
            var settings = await RosterPlatform.ReadAsync(session, of.Key, cancel);
            all.Add((platforms[of.Key], settings with { PausedUntil = settings.PausedUntil > now ? settings.PausedUntil : null }, [.. of]));
        }
        Platforms = [.. all.OrderBy(a => a.Platform.Name, Words.Alphabet)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] long context)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        await using (var session = await database.ReadAsync())
        {
            if (await RosterList.PlatformOfAsync(session, context) is not { } platform || !await MayAsync(session, reader, platform))
                return NotFound();
        }
        return await job.AskAsync(context) ? new SeeOtherResult($"/platforms/rosters?number={Math.Max(1, Number)}#kursrum-{context}") : BadRequest();
    }

    /// <summary>Sets whose membership is read and kept.</summary>
    public async Task<IActionResult> OnPostWhoAsync([FromForm] long platform, [FromForm] string who)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        if (who is not ("everybody" or "learners"))
            return BadRequest();
        await using (var session = await database.ReadAsync())
        {
            if (!await MayAsync(session, reader, platform))
                return NotFound();
        }
        await writes.RunAsync(unit => RosterPlatform.ConfigureAsync(unit, platform, who == "learners", clock.GetUtcNow()));
        job.Wake();
        return new SeeOtherResult($"/platforms/rosters?number={Math.Max(1, Number)}#plattform-{platform}");
    }

    private static async Task<bool> MayAsync(SqlSession session, SignedIn reader, long platform) =>
        (await PlatformStore.AllAsync(session)).FirstOrDefault(p => p.Id == platform) is { } found && reader.MayAdminister(found);
}

/// <summary>A course room as it is shown.</summary>
/// <param name="Entry">What is known.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Now">When it is shown.</param>
internal sealed record ShownRoster(RosterEntry Entry, IReadOnlyList<CourseGroup> Groups, DateTimeOffset Now)
{
    /// <summary>Whether nobody has come from it for so long that its roster is not read.</summary>
    public bool IsUnused => Entry.HasRoster && Entry.LastLaunch <= Now - RosterRuns.Used;

    /// <summary>Whether its roster is due and nobody has begun.</summary>
    public bool Waits => Entry.HasRoster && !IsUnused && (Entry.Reading is null || !Entry.Reading.IsRunning && Entry.Reading.Due <= Now);

    /// <summary>The key of the text about the state: one sentence that says how it is.</summary>
    public string State => Entry switch
    {
        { HasRoster: false } => "State.None",
        { Reading: { IsRunning: true } } => "State.Running",
        _ when IsUnused => "State.Unused",
        { Reading: null or { Ended: null } } => "State.Waiting",
        { Reading: { Outcome: { } outcome } } => $"State.{outcome}",
        _ => "State.Waiting",
    };

    /// <summary>Whether something is wrong that somebody may have to mend.</summary>
    public bool IsFault => Entry.Reading is { IsRunning: false, Outcome: not (null or RosterOutcome.Done or RosterOutcome.Stopped) };
}
