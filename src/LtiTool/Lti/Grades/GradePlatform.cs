using System.Data.Common;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>How grades go to one platform: what an administrator has set, and how it stands.</summary>
/// <param name="PlatformId">The platform.</param>
/// <param name="Remakes">Whether a line item that somebody deleted there is made again.</param>
/// <param name="Declares">Whether the tool makes line items of its own.</param>
/// <param name="Resends">Whether a check sends again what the gradebook says otherwise.</param>
/// <param name="Failures">How often in a row the platform has failed.</param>
/// <param name="PausedUntil">When it is tried again.</param>
/// <param name="Problem">Why it is paused.</param>
/// <param name="Detail">What it answered.</param>
/// <param name="LastSuccess">When it last took a grade.</param>
/// <param name="Checked">When its gradebook was last compared.</param>
/// <param name="Differences">How many grades it then had otherwise; null where the comparing was broken off.</param>
internal sealed record GradePlatform(
    long PlatformId, bool Remakes, bool Declares, bool Resends, int Failures, DateTimeOffset? PausedUntil, string? Problem, string? Detail,
    DateTimeOffset? LastSuccess, DateTimeOffset? Checked, int? Differences)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(24);

    /// <summary>As it is until somebody says otherwise.</summary>
    public static GradePlatform New(long platformId) => new(platformId, true, true, false, 0, null, null, null, null, null, null);

    public static async Task<GradePlatform> ReadAsync(SqlSession session, long platformId, CancellationToken cancel = default) =>
        await session.FirstOrDefaultAsync($"""
            select platform_id, remakes, declares, resends, failures, paused_until, problem, detail, last_success, checked, differences
            from grade_platform where platform_id = {platformId}
            """, Read, cancel) ?? New(platformId);

    private static GradePlatform Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetBoolean(1), r.GetBoolean(2), r.GetBoolean(3), r.GetInt32(4), r.GetInstantOrNull(5), r.GetStringOrNull(6), r.GetStringOrNull(7),
        r.GetInstantOrNull(8), r.GetInstantOrNull(9), r.IsDBNull(10) ? null : r.GetInt32(10));

    /// <summary>Sets what an administrator may set.</summary>
    public static async Task ConfigureAsync(WriteUnit unit, long platform, bool? remakes, bool? declares, bool? resends)
    {
        await EnsureAsync(unit, platform);
        await unit.ExecuteAsync($"""
            update grade_platform set remakes = case when {remakes is null} then remakes else {remakes ?? false} end,
              declares = case when {declares is null} then declares else {declares ?? false} end,
              resends = case when {resends is null} then resends else {resends ?? false} end
            where platform_id = {platform}
            """);
    }

    /// <summary>The platform has failed as a whole: it is left alone for a while, longer each time, by about as long as it asks for.</summary>
    public static async Task PauseAsync(WriteUnit unit, long platform, int failures, TimeSpan? askedFor, string problem, string? detail, DateTimeOffset now)
    {
        await EnsureAsync(unit, platform);
        var pause = Backoff.After(failures, LongestPause);
        if (askedFor is { } asked && asked > pause)
            pause = asked < LongestAskedFor ? asked : LongestAskedFor;
        await unit.ExecuteAsync($"""
            update grade_platform set failures = {failures}, paused_until = {now + pause}, problem = {problem}, detail = {detail} where platform_id = {platform}
            """);
    }

    /// <summary>The platform has taken grades.</summary>
    public static async Task SucceededAsync(WriteUnit unit, long platform, DateTimeOffset now)
    {
        await EnsureAsync(unit, platform);
        await unit.ExecuteAsync($"""
            update grade_platform set failures = 0, paused_until = null, problem = null, detail = null, last_success = {now} where platform_id = {platform}
            """);
    }

    /// <summary>Its gradebook was compared; without differences where it could not be done whole.</summary>
    public static async Task CheckedAsync(WriteUnit unit, long platform, int? differences, DateTimeOffset now)
    {
        await EnsureAsync(unit, platform);
        await unit.ExecuteAsync($"update grade_platform set checked = {now}, differences = {differences} where platform_id = {platform}");
    }

    /// <summary>Ends a pause: an administrator has mended what was wrong.</summary>
    public static Task ResumeAsync(WriteUnit unit, long platform) =>
        unit.ExecuteAsync($"update grade_platform set paused_until = null where platform_id = {platform}");

    private static Task<int> EnsureAsync(WriteUnit unit, long platform) => unit.ExecuteAsync($"""
        insert into grade_platform (platform_id, remakes, declares, resends, failures) values ({platform}, {true}, {true}, {false}, 0) on conflict do nothing
        """);
}

/// <summary>How long to wait after a failure: twice as long each time, and not all at once.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <param name="failures">How many in a row, from 1.</param>
    /// <param name="longest">The longest.</param>
    public static TimeSpan After(int failures, TimeSpan longest)
    {
        var wait = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30)), longest.TotalSeconds);
        // Up to a fifth sooner: instances and rows that failed together do not come back together.
        return TimeSpan.FromSeconds(wait * (1 - Random.Shared.NextDouble() / 5));
    }
}
