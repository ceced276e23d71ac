using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>How one platform's rosters are read: whose, and whether it is left alone for a while.</summary>
/// <param name="PlatformId">The platform.</param>
/// <param name="LearnersOnly">Whether learners alone are asked for and kept; everybody until an administrator says otherwise.</param>
/// <param name="PausedUntil">When it is asked again; null while it answers.</param>
/// <param name="Problem">Why it is left alone.</param>
internal sealed record RosterPlatform(long PlatformId, bool LearnersOnly, DateTimeOffset? PausedUntil, RosterOutcome? Problem)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(24);

    /// <summary>Of a platform; as it is until somebody says otherwise.</summary>
    public static async Task<RosterPlatform> ReadAsync(SqlSession session, long platform, CancellationToken cancel = default) =>
        await session.FirstOrDefaultAsync(
            $"select learners_only, paused_until, problem from roster_platform where platform_id = {platform}",
            r => new RosterPlatform(platform, r.GetBoolean(0), r.GetInstantOrNull(1), Enum.TryParse<RosterOutcome>(r.GetStringOrNull(2), out var problem) ? problem : null), cancel)
        ?? new RosterPlatform(platform, LearnersOnly: false, null, null);

    /// <summary>Notes whether the platform answers: where it does not, or asks us to wait, it is left alone, longer each time, by as long as it asks for.</summary>
    public static async Task NoteAsync(WriteUnit unit, long platform, RosterEnding ending, DateTimeOffset now)
    {
        if (!ending.IsOfPlatform)
        {
            if (ending.Outcome is not RosterOutcome.Stopped)
                await unit.ExecuteAsync($"update roster_platform set failures = 0, paused_until = {null}, problem = {null} where platform_id = {platform} and failures > 0");
            return;
        }
        await EnsureAsync(unit, platform);
        var failures = await unit.ScalarAsync<int>($"update roster_platform set failures = failures + 1 where platform_id = {platform} returning failures");
        var pause = TimeSpan.FromSeconds(Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), LongestPause.TotalSeconds));
        if (ending.RetryAfter is { } asked && asked > pause)
            pause = asked < LongestAskedFor ? asked : LongestAskedFor;
        await unit.ExecuteAsync($"update roster_platform set paused_until = {now + pause}, problem = {ending.Outcome.ToString()} where platform_id = {platform}");
    }

    /// <summary>
    /// Sets whose rosters are kept. Those who are no learners are forgotten as members at once where they are not to be kept; everybody is asked for
    /// anew where they are.
    /// </summary>
    public static async Task ConfigureAsync(WriteUnit unit, long platform, bool learnersOnly, DateTimeOffset now)
    {
        await EnsureAsync(unit, platform);
        if (await unit.ExecuteAsync($"update roster_platform set learners_only = {learnersOnly} where platform_id = {platform} and learners_only <> {learnersOnly}") == 0)
            return;
        await unit.ExecuteAsync($"""
            update roster_sync set due = {now}, full_read = {null}, differences_url = {null}
            where context_id in (select c.id from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {platform})
            """);
        if (!learnersOnly)
            return;
        await unit.ExecuteAsync($"""
            delete from lti_group_member where (context_id, subject) in (
              select m.context_id, m.subject from lti_member m join lti_context c on c.id = m.context_id join deployment d on d.id = c.deployment_id
              where d.platform_id = {platform} and m.is_learner = {false})
            """);
        await unit.ExecuteAsync($"""
            delete from lti_member where is_learner = {false} and context_id in (
              select c.id from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {platform})
            """);
    }

    /// <summary>Asks again at once where somebody may have mended what was wrong; not where the platform has asked us to wait.</summary>
    public static Task ResumeAsync(WriteUnit unit, long context) => unit.ExecuteAsync($"""
        update roster_platform set paused_until = {null} where problem <> {nameof(RosterOutcome.Throttled)} and platform_id in (
          select d.platform_id from lti_context c join deployment d on d.id = c.deployment_id where c.id = {context})
        """);

    /// <summary>Asks again at once, whatever the pause was for: it is asked at another address, or as another.</summary>
    public static Task ResumePlatformAsync(WriteUnit unit, long platform) =>
        unit.ExecuteAsync($"update roster_platform set paused_until = {null} where platform_id = {platform}");

    private static Task<int> EnsureAsync(WriteUnit unit, long platform) => unit.ExecuteAsync(
        $"insert into roster_platform (platform_id, learners_only, failures) values ({platform}, {false}, 0) on conflict do nothing");
}
