using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>A claimed reading of one context's roster. Its number is what lets it write.</summary>
/// <param name="ContextId">The context's row.</param>
/// <param name="Number">Grows with each claim of the context.</param>
/// <param name="PlatformId">Whose roster it is.</param>
/// <param name="MembershipsUrl">Where the roster is.</param>
/// <param name="GroupsUrl">Where the groups are; null where there is no such service.</param>
/// <param name="GroupSetsUrl">Where the sets of groups are; null where there is no such service.</param>
/// <param name="DifferencesUrl">Where what has changed since the last reading is told; null for a whole reading.</param>
/// <param name="LearnersOnly">Whether learners alone are asked for: by the platform's setting, or this once.</param>
/// <param name="IsPartial">Whether fewer are asked for than are kept: nobody is taken to have left by such a reading.</param>
/// <param name="Link">Asks for those alone who may open this link; null for everybody.</param>
internal sealed record RosterRun(
    long ContextId, long Number, long PlatformId, string MembershipsUrl, string? GroupsUrl, string? GroupSetsUrl, string? DifferencesUrl,
    bool LearnersOnly, bool IsPartial, string? Link);

/// <summary>What a reading is to be.</summary>
/// <param name="LearnersOnly">Asks for learners alone, this once. Nobody is taken to have left by it.</param>
/// <param name="Whole">Not only what has changed.</param>
/// <param name="Link">The platform's id of a link: asks for those alone who may open it (NRPS 2.0 §2.4.3). Nobody is taken to have left by it.</param>
internal sealed record RosterOrder(bool LearnersOnly = false, bool Whole = false, string? Link = null);

/// <summary>How much further a reading has come.</summary>
/// <param name="Pages">Pages read.</param>
/// <param name="Members">Members met.</param>
/// <param name="Added">How many of them are new.</param>
/// <param name="Skipped">Entries that could not be understood.</param>
/// <param name="Numbered">Entries that name somebody by personal identity number.</param>
internal readonly record struct RosterProgress(int Pages = 0, int Members = 0, int Added = 0, int Skipped = 0, int Numbered = 0);

/// <summary>
/// The rows of readings. One instance at a time reads a context's roster; one that has died is followed after <see cref="Lease"/>. A lease beside
/// the data (<see cref="Leases"/>) would not keep an instance that wakes up late from writing: the run's number does, in the same commit.
/// </summary>
internal static class RosterRuns
{
    /// <summary>How long a reading may be silent before another takes it up: longer than any one request may take with its token and a second attempt.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(4);

    /// <summary>How often a roster is read.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <summary>How often it is read whole where the platform tells differences.</summary>
    public static readonly TimeSpan WholeInterval = TimeSpan.FromDays(1);

    /// <summary>A context that nobody has launched from for so long is left alone.</summary>
    public static readonly TimeSpan Used = TimeSpan.FromDays(90);

    /// <summary>Platforms that have a roster to be read now and are not left alone, the longest waiting first.</summary>
    public static Task<List<long>> PlatformsAsync(SqlSession session, DateTimeOffset now, CancellationToken cancel = default) => session.QueryAsync($"""
        select d.platform_id from lti_context c join deployment d on d.id = c.deployment_id left join roster_sync s on s.context_id = c.id
          left join roster_platform w on w.platform_id = d.platform_id
        where c.memberships_url is not null and d.approved = {true} and c.said > {now - Used} and (w.paused_until is null or w.paused_until <= {now})
          and (s.due is null or s.due <= {now}) and (s.lease_until is null or s.lease_until <= {now})
        group by d.platform_id order by min(coalesce(s.due, 0)), d.platform_id
        """, r => r.GetInt64(0), cancel);

    /// <summary>A platform's contexts whose roster is to be read now, the longest waiting first; none while the platform is left alone.</summary>
    public static Task<List<long>> DueAsync(SqlSession session, long platform, DateTimeOffset now, int atMost, CancellationToken cancel = default) => session.QueryAsync($"""
        select c.id from lti_context c join deployment d on d.id = c.deployment_id left join roster_sync s on s.context_id = c.id
          left join roster_platform w on w.platform_id = d.platform_id
        where d.platform_id = {platform} and c.memberships_url is not null and d.approved = {true} and c.said > {now - Used} and (w.paused_until is null or w.paused_until <= {now})
          and (s.due is null or s.due <= {now}) and (s.lease_until is null or s.lease_until <= {now})
        order by coalesce(s.due, 0), c.id limit {atMost}
        """, r => r.GetInt64(0), cancel);

    /// <summary>Begins a reading; null when somebody else is at it, or when the context has no roster.</summary>
    public static async Task<RosterRun?> ClaimAsync(WriteUnit unit, long context, RosterOrder order, DateTimeOffset now)
    {
        await unit.ExecuteAsync($"""
            insert into roster_sync (context_id, due, run, differences, learners_only, pages, members, added, removed, failures)
            select id, {now}, 0, {false}, {false}, 0, 0, 0, 0, 0 from lti_context where id = {context} and memberships_url is not null
            on conflict (context_id) do nothing
            """);
        var keepsLearners = await unit.ScalarAsync<bool>($"""
            select w.learners_only from lti_context c join deployment d on d.id = c.deployment_id join roster_platform w on w.platform_id = d.platform_id where c.id = {context}
            """);
        var learnersOnly = keepsLearners || order.LearnersOnly;
        // Whether differences heed the filter of the reading that told of them, no specification says.
        var mayDiffer = !learnersOnly && !order.Whole && order.Link is null;
        var number = await unit.ScalarAsync<long>($"""
            update roster_sync set run = run + 1, lease_until = {now + Lease}, began = {now}, pages = 0, members = 0, added = 0, removed = 0, skipped = 0, numbered = 0,
              learners_only = {learnersOnly}, differences = case when differences_url is not null and full_read > {now - WholeInterval} and {mayDiffer} then {true} else {false} end
            where context_id = {context} and (lease_until is null or lease_until <= {now}) returning run
            """);
        return number == 0 ? null : await unit.FirstOrDefaultAsync($"""
            select d.platform_id, c.memberships_url, c.groups_url, c.group_sets_url, case when s.differences = {true} then s.differences_url end
            from roster_sync s join lti_context c on c.id = s.context_id join deployment d on d.id = c.deployment_id where s.context_id = {context}
            """, r => new RosterRun(
                context, number, r.GetInt64(0), r.GetString(1), r.GetStringOrNull(2), r.GetStringOrNull(3), r.GetStringOrNull(4),
                learnersOnly, IsPartial: order.Link is not null || order.LearnersOnly && !keepsLearners, order.Link));
    }

    /// <summary>Notes how far it has come, and holds on to the lease.</summary>
    /// <exception cref="RosterTakenException">Another reading of the context has begun meanwhile.</exception>
    public static async Task NoteAsync(WriteUnit unit, RosterRun run, RosterProgress more, DateTimeOffset now)
    {
        if (await unit.ExecuteAsync($"""
            update roster_sync set lease_until = {now + Lease}, pages = pages + {more.Pages}, members = members + {more.Members}, added = added + {more.Added},
              skipped = skipped + {more.Skipped}, numbered = numbered + {more.Numbered}
            where context_id = {run.ContextId} and run = {run.Number}
            """) == 0)
            throw new RosterTakenException();
    }

    /// <summary>Goes over from differences to a whole reading, within the same run.</summary>
    public static Task TurnWholeAsync(WriteUnit unit, RosterRun run) =>
        unit.ExecuteAsync($"update roster_sync set differences = {false}, differences_url = {null} where context_id = {run.ContextId} and run = {run.Number}");

    /// <summary>Ends a reading; false where another has begun meanwhile. One that asked for fewer than are kept leaves the next where it was.</summary>
    public static async Task<bool> EndAsync(WriteUnit unit, RosterRun run, RosterEnding ending, DateTimeOffset due, DateTimeOffset now) => await unit.ExecuteAsync($"""
        update roster_sync set lease_until = {null}, ended = {now}, outcome = {ending.Outcome.ToString()}, detail = {Fit(ending.Detail)}, removed = {ending.Removed},
          due = case when {ending.IsPartial} then due else {due} end,
          failures = case when {ending.Outcome == RosterOutcome.Done} then 0 else failures + 1 end,
          full_read = case when {ending.WasWhole && ending.Outcome == RosterOutcome.Done} then {now} else full_read end,
          differences_url = case when {ending.Outcome == RosterOutcome.Done && !ending.IsPartial} then {ending.DifferencesUrl} else differences_url end
        where context_id = {run.ContextId} and run = {run.Number}
        """) == 1;

    /// <summary>What a platform has said, as it can be stored and shown: bounded, without control characters or halves of characters.</summary>
    private static string? Fit(string? detail) => detail is null ? null : string.Concat(detail.EnumerateRunes().Where(r => !Rune.IsControl(r)).Take(LongestDetail));

    private const int LongestDetail = 1000;

    /// <summary>Asks for a reading as soon as somebody is free; false when the context has no roster.</summary>
    public static async Task<bool> AskAsync(WriteUnit unit, long context, DateTimeOffset now) => await unit.ExecuteAsync($"""
        insert into roster_sync (context_id, due, run, differences, learners_only, pages, members, added, removed, failures)
        select id, {now}, 0, {false}, {false}, 0, 0, 0, 0, 0 from lti_context where id = {context} and memberships_url is not null
        on conflict (context_id) do update set due = excluded.due
        """) == 1;
}

/// <summary>Rolls a write of a reading back that another has taken the place of.</summary>
internal sealed class RosterTakenException() : Exception("Another reading of this roster has begun meanwhile.");

/// <summary>How a reading ended.</summary>
internal enum RosterOutcome
{
    /// <summary>Read to the last page.</summary>
    Done,

    /// <summary>The pages have no end; what was read is kept, nobody is taken to have left.</summary>
    Circle,

    /// <summary>More than is read.</summary>
    TooMany,

    /// <summary>The platform does not know the course room, or the tool in it, any more.</summary>
    Gone,

    /// <summary>Nobody is said to be there, where there were members before: believed of no platform at once.</summary>
    Empty,

    /// <summary>The platform did not answer.</summary>
    Unavailable,

    /// <summary>The platform asks us to wait.</summary>
    Throttled,

    /// <summary>The platform does not let us in.</summary>
    Denied,

    /// <summary>The answer is no roster.</summary>
    Unintelligible,

    /// <summary>The service was stopped meanwhile; it is taken up again.</summary>
    Stopped,
}

/// <summary>The end of a reading.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What the platform said, for administrators; null when all was well.</param>
/// <param name="Removed">How many are no longer members.</param>
/// <param name="WasWhole">Whether the whole roster was read, and not only what has changed.</param>
/// <param name="IsPartial">Whether fewer were asked for than are kept.</param>
/// <param name="DifferencesUrl">Where the next differences are; null where the platform tells none.</param>
/// <param name="RetryAfter">How long the platform asks us to wait.</param>
internal sealed record RosterEnding(
    RosterOutcome Outcome, string? Detail, int Removed, bool WasWhole, bool IsPartial, string? DifferencesUrl, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether no other roster of the platform could be read either: it does not answer, asks us to wait, or gives no token.</summary>
    public bool IsOfPlatform { get; init; }
}
