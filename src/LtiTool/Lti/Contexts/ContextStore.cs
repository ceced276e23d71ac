using System.Collections.Concurrent;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Contexts;

/// <summary>The rows that a launch came through; null where it named none.</summary>
internal sealed record OriginRows(long? ContextRow, long? LinkRow)
{
    /// <summary>Whether the launch said something of them that was not remembered.</summary>
    public bool IsNews { get; init; }
}

/// <summary>
/// Keeps what launches say of contexts, links and participants, within the launch's commit. What was said last time and is said again costs
/// nothing: it is remembered in memory, where it may be lost.
/// </summary>
internal sealed class ContextStore
{
    private const int MostRemembered = 20_000;
    /// <summary>How exactly it is known when a context was last launched from.</summary>
    private static readonly TimeSpan SaidExactness = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<(long Deployment, string? Context, string? Link), (LaunchOrigin Origin, OriginRows Rows, DateTimeOffset At)> _known = new();

    /// <summary>The rows of where a launch comes from, where they are remembered and nothing new is said of them; else null.</summary>
    public OriginRows? Known(long deployment, LaunchOrigin origin, DateTimeOffset now) =>
        _known.TryGetValue(KeyOf(deployment, origin), out var known) && known.Origin == origin && now - known.At < SaidExactness ? known.Rows : null;

    /// <summary>The rows of where a launch comes from, made or brought up to date.</summary>
    public async Task<OriginRows> NoteAsync(WriteUnit unit, long deployment, LaunchOrigin origin, DateTimeOffset now)
    {
        if (Known(deployment, origin, now) is { } rows)
            return rows;
        var context = origin.Context is { } c ? await NoteContextAsync(unit, deployment, c, now) : null;
        if (origin.Context?.Notices is { } notices)
            await NoticeService.NoteAsync(unit, deployment, notices);
        return new OriginRows(context, origin.Link is { } l ? await NoteLinkAsync(unit, deployment, context, l, now) : null) { IsNews = true };
    }

    /// <summary>Remembers rows, once they are committed.</summary>
    public void Remember(long deployment, LaunchOrigin origin, OriginRows rows, DateTimeOffset now)
    {
        if (_known.Count >= MostRemembered)
            _known.Clear();
        // What was remembered and still holds was not written now: it keeps its age.
        var key = KeyOf(deployment, origin);
        if (!_known.TryGetValue(key, out var known) || known.Origin != origin || now - known.At >= SaidExactness)
            _known[key] = (origin, rows with { IsNews = false }, now);
    }

    /// <summary>Notes who came, and as what; true when it is new or has changed. Who is staff too is a learner who is never graded.</summary>
    public static async Task<bool> NoteParticipantAsync(WriteUnit unit, long context, string subject, Guid person, bool isLearner, bool isStaff, DateTimeOffset now) =>
        await unit.ExecuteAsync($"""
            insert into lti_participant (context_id, subject, person_id, is_learner, is_staff, since) values ({context}, {subject}, {person}, {isLearner}, {isStaff}, {now})
            on conflict (context_id, subject) do update set person_id = excluded.person_id, is_learner = excluded.is_learner, is_staff = excluded.is_staff
              where lti_participant.person_id <> excluded.person_id or lti_participant.is_learner <> excluded.is_learner or lti_participant.is_staff <> excluded.is_staff
            """) > 0;

    private static async Task<long?> NoteContextAsync(WriteUnit unit, long deployment, LaunchContext c, DateTimeOffset now) =>
        // A launch whose token carries no service (a role that may not use it, a message that has none) takes nothing back.
        await unit.ScalarAsync<long>($"""
            insert into lti_context (deployment_id, context_id, title, label, memberships_url, line_items_url, grade_scopes, groups_url, group_sets_url, said)
            values ({deployment}, {c.ContextId}, {c.Title}, {c.Label}, {c.MembershipsUrl}, {c.LineItemsUrl}, {c.GradeScopes}, {c.GroupsUrl}, {c.GroupSetsUrl}, {now})
            on conflict (deployment_id, context_id) do update set
              title = coalesce(excluded.title, lti_context.title), label = coalesce(excluded.label, lti_context.label),
              memberships_url = coalesce(excluded.memberships_url, lti_context.memberships_url),
              line_items_url = coalesce(excluded.line_items_url, lti_context.line_items_url),
              grade_scopes = case when excluded.grade_scopes = '' then lti_context.grade_scopes else excluded.grade_scopes end,
              groups_url = coalesce(excluded.groups_url, lti_context.groups_url), group_sets_url = coalesce(excluded.group_sets_url, lti_context.group_sets_url),
              said = excluded.said
            returning id
            """);

    private static async Task<long?> NoteLinkAsync(WriteUnit unit, long deployment, long? context, LaunchLink l, DateTimeOffset now) =>
        await unit.ScalarAsync<long>($"""
            insert into lti_link (deployment_id, resource_link_id, context_id, title, line_item_url, place, said)
            values ({deployment}, {l.ResourceLinkId}, {context}, {l.Title}, {l.LineItemUrl}, {l.Place}, {now})
            on conflict (deployment_id, resource_link_id) do update set
              context_id = coalesce(excluded.context_id, lti_link.context_id), title = coalesce(excluded.title, lti_link.title),
              line_item_url = coalesce(excluded.line_item_url, lti_link.line_item_url), place = coalesce(excluded.place, lti_link.place), said = excluded.said
            returning id
            """);

    private static (long, string?, string?) KeyOf(long deployment, LaunchOrigin origin) => (deployment, origin.Context?.ContextId, origin.Link?.ResourceLinkId);
}
