using System.Data.Common;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>A course room and what is known of its members.</summary>
/// <param name="Context">The context's row.</param>
/// <param name="PlatformId">Whose it is.</param>
/// <param name="Title">What the platform calls it; null when it does not say.</param>
/// <param name="HasRoster">Whether the platform has said where its roster is.</param>
/// <param name="LastLaunch">The day of the last launch from it, to within a day.</param>
/// <param name="Active">Members.</param>
/// <param name="Learners">How many of them are learners.</param>
/// <param name="Inactive">Members who are shut out for now.</param>
/// <param name="Left">Those who have left, as long as that is remembered.</param>
/// <param name="NotYetHere">Members who have never opened the service.</param>
/// <param name="Reading">The last reading; null before the first.</param>
internal sealed record RosterEntry(
    long Context, long PlatformId, string? Title, bool HasRoster, DateTimeOffset LastLaunch, int Active, int Learners, int Inactive, int Left, int NotYetHere, RosterReading? Reading);

/// <summary>A reading as it stands.</summary>
/// <param name="Began">When it began; null when it has only been asked for.</param>
/// <param name="IsRunning">Whether somebody is at it.</param>
/// <param name="Pages">How many pages have been read.</param>
/// <param name="Members">How many members have been met.</param>
/// <param name="Added">How many of them were new.</param>
/// <param name="Removed">How many were found to have left.</param>
/// <param name="Ended">When the last one ended; null before the first end.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What the platform said.</param>
/// <param name="Differences">Whether only changes were asked for.</param>
/// <param name="Due">When the next begins.</param>
/// <param name="Skipped">How many entries could not be understood.</param>
/// <param name="Numbered">How many are not taken because the platform names them by personal identity number.</param>
internal sealed record RosterReading(
    DateTimeOffset? Began, bool IsRunning, int Pages, int Members, int Added, int Removed, DateTimeOffset? Ended, RosterOutcome? Outcome, string? Detail, bool Differences, DateTimeOffset Due,
    int Skipped, int Numbered);

/// <summary>Course rooms and their rosters, for administrators.</summary>
internal static class RosterList
{
    /// <summary>A page of the course rooms of some platforms, the newest in use first; and how many there are.</summary>
    public static async Task<(List<RosterEntry> Entries, int Total)> ReadAsync(
        SqlSession session, IReadOnlySet<long> platforms, DateTimeOffset now, int skip, int take, CancellationToken cancel = default)
    {
        // Platforms are few; which of them the reader may see is a matter of grants, not of SQL.
        var all = (await session.QueryAsync($"""
            select c.id, d.platform_id from lti_context c join deployment d on d.id = c.deployment_id order by c.said desc, c.id
            """, r => (Context: r.GetInt64(0), Platform: r.GetInt64(1)), cancel)).Where(c => platforms.Contains(c.Platform)).ToList();
        var entries = new List<RosterEntry>();
        foreach (var (context, platform) in all.Skip(skip).Take(take))
            entries.Add((await FindAsync(session, context, platform, now, cancel))!);
        return (entries, all.Count);
    }

    /// <summary>The platform of a context; null when there is no such context.</summary>
    public static Task<long?> PlatformOfAsync(SqlSession session, long context, CancellationToken cancel = default) => session.FirstOrDefaultAsync(
        $"select d.platform_id from lti_context c join deployment d on d.id = c.deployment_id where c.id = {context}", r => (long?)r.GetInt64(0), cancel);

    /// <summary>One course room.</summary>
    public static Task<RosterEntry?> FindAsync(SqlSession session, long context, long platform, DateTimeOffset now, CancellationToken cancel = default) => session.FirstOrDefaultAsync($"""
        select c.title, c.memberships_url is not null, c.said,
          (select count(*) from lti_member m where m.context_id = c.id and m.status = 'active'),
          (select count(*) from lti_member m where m.context_id = c.id and m.status = 'active' and m.is_learner = {true}),
          (select count(*) from lti_member m where m.context_id = c.id and m.status = 'inactive'),
          (select count(*) from lti_member m where m.context_id = c.id and m.status = 'left'),
          (select count(*) from lti_member m join person p on p.id = m.person_id where m.context_id = c.id and m.status = 'active' and p.last_seen is null),
          s.context_id, s.began, s.lease_until, s.pages, s.members, s.added, s.removed, s.ended, s.outcome, s.detail, s.differences, s.due, s.skipped, s.numbered
        from lti_context c left join roster_sync s on s.context_id = c.id where c.id = {context}
        """, r => new RosterEntry(
            context, platform, r.GetStringOrNull(0), r.GetBoolean(1), r.GetInstant(2), r.GetInt32(3), r.GetInt32(4), r.GetInt32(5), r.GetInt32(6), r.GetInt32(7),
            r.IsDBNull(8) ? null : Reading(r, now)), cancel);

    private static RosterReading Reading(DbDataReader r, DateTimeOffset now) => new(
        r.GetInstantOrNull(9), r.GetInstantOrNull(10) > now, r.GetInt32(11), r.GetInt32(12), r.GetInt32(13), r.GetInt32(14), r.GetInstantOrNull(15),
        Enum.TryParse<RosterOutcome>(r.GetStringOrNull(16), out var outcome) ? outcome : null, r.GetStringOrNull(17), r.GetBoolean(18), r.GetInstant(19),
        r.GetInt32(20), r.GetInt32(21));
}
