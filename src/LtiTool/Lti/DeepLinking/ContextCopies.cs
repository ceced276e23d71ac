using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>
/// Courses that are copies of others, as a notice says it (Platform Notification Service 1.0, <c>LtiContextCopyNotice</c>) or a launch does
/// (<c>Context.id.history</c>): a link in the copy leads where the link of the same title led in the original.
/// </summary>
internal static class ContextCopies
{
    /// <summary>The most originals remembered of a course.</summary>
    private const int MostOriginals = 100;

    /// <summary>What no other unit may touch while <see cref="NoteAsync"/> is at it.</summary>
    public static long KeyOf(long deployment, string context) => DbValue.LockKey($"lti_context_copy {deployment} {context}");

    /// <summary>
    /// Remembers what a course is a copy of, before anybody launches from it. A notice tells of one copying, into a course that is new or has
    /// been there before; a course that is filled from several is a copy of each, the latest first.
    /// </summary>
    /// <param name="unit">The commit it belongs to; holds <see cref="KeyOf"/>.</param>
    /// <param name="deployment">The deployment's row.</param>
    /// <param name="context">The copy's id.</param>
    /// <param name="originals">The ids of what it was copied from this time, the latest first.</param>
    public static async Task NoteAsync(WriteUnit unit, long deployment, string context, IReadOnlyList<string> originals)
    {
        var before = await unit.QueryAsync(
            $"select original_id from lti_context_copy where deployment_id = {deployment} and context_id = {context} order by position", r => r.GetString(0));
        await unit.ExecuteAsync($"delete from lti_context_copy where deployment_id = {deployment} and context_id = {context}");
        var position = 0L;
        foreach (var original in originals.Where(o => o != context).Concat(before).Distinct(StringComparer.Ordinal).Take(MostOriginals))
            await unit.ExecuteAsync($"insert into lti_context_copy (deployment_id, context_id, position, original_id) values ({deployment}, {context}, {position++}, {original})");
    }

    /// <summary>The place of the one link of this title in the nearest original that has one; null where there is none, or several lead elsewhere.</summary>
    /// <param name="unit">Read in.</param>
    /// <param name="deployment">The deployment's row.</param>
    /// <param name="context">The copy's id.</param>
    /// <param name="said">The originals that the launch names, the latest first.</param>
    /// <param name="title">The link's title.</param>
    public static async Task<Place?> PlaceOfAsync(SqlSession unit, long deployment, string context, IReadOnlyList<string> said, string title)
    {
        foreach (var original in await OriginalsAsync(unit, deployment, context, said))
        {
            var places = (await unit.QueryAsync($"""
                select l.placed, l.place from lti_link l join lti_context c on c.id = l.context_id
                where c.deployment_id = {deployment} and c.context_id = {original} and l.title = {title}
                """, r => Places.Parse(r.GetStringOrNull(0)) ?? Places.OfPath(r.GetStringOrNull(1)))).OfType<Place>().Distinct().Take(2).ToList();
            if (places is [var only])
                return only;
        }
        return null;
    }

    /// <summary>What the launch says, then what notices have said, also of the originals' own originals: nobody need have launched from a copy in between.</summary>
    private static async Task<List<string>> OriginalsAsync(SqlSession unit, long deployment, string context, IReadOnlyList<string> said)
    {
        const int most = 20;
        List<string> all = [.. said];
        for (var (i, at) = (-1, context); i < all.Count && all.Count < most; at = ++i < all.Count ? all[i] : at)
        {
            var more = await unit.QueryAsync(
                $"select original_id from lti_context_copy where deployment_id = {deployment} and context_id = {at} order by position", r => r.GetString(0));
            all.AddRange(more.Where(o => o != context && !all.Contains(o)).ToList());
        }
        return all;
    }
}
