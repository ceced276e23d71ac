using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>A line item that is to be found or made.</summary>
/// <param name="Id">Our row.</param>
/// <param name="JourneyId">The journey.</param>
/// <param name="CourseId">The course.</param>
/// <param name="LineItemsUrl">The course room's line items; null when the platform has not said where.</param>
/// <param name="Scopes">What the platform lets us do there.</param>
/// <param name="SaidUrl">The address that the latest launch of its link has said; null for one of our own, or when none has.</param>
/// <param name="ResourceLinkId">The link that it is coupled to; null for one of our own.</param>
/// <param name="Attempts">How often it has failed.</param>
/// <param name="Due">When it was to be tried; what a claim is checked against.</param>
internal sealed record WantedLineItem(long Id, string JourneyId, string CourseId, string? LineItemsUrl, string Scopes, string? SaidUrl, string? ResourceLinkId, int Attempts, DateTimeOffset Due);

/// <summary>The rows of line items.</summary>
internal static class LineItemRows
{
    /// <summary>A line item made more often than this is being deleted by somebody who means it.</summary>
    public const int MostRemade = 5;

    /// <summary>A line item of our own for a course; gives its row, made or found.</summary>
    public static async Task<long> DeclareAsync(WriteUnit unit, GradedRoom room, string journeyId, string courseId, DateTimeOffset now) =>
        await unit.ScalarAsync<long>($"""
            insert into line_item (platform_id, context_id, journey_id, course_id, link_id, url, state, due, attempts, remade)
            values ({room.PlatformId}, {room.ContextRow}, {journeyId}, {courseId}, 0, null, 0, {now}, 0, 0)
            on conflict (context_id, journey_id, course_id, link_id) do update set context_id = excluded.context_id
            returning id
            """);

    /// <summary>The line item that a link's launch names; true when it is new or another than before: then all that is known is to be sent to it.</summary>
    public static async Task<bool> CoupleAsync(WriteUnit unit, long platform, long context, long link, (string JourneyId, string CourseId) course, string url, DateTimeOffset now)
    {
        // A column of the gradebook says one thing: what it said for another link or course is over; what we made or found there ourselves becomes the link's.
        await unit.ExecuteAsync($"""
            update line_item set link_id = {link} where context_id = {context} and journey_id = {course.JourneyId} and course_id = {course.CourseId} and link_id = 0 and url = {url}
              and not exists (select 1 from line_item o where o.context_id = {context} and o.journey_id = {course.JourneyId} and o.course_id = {course.CourseId} and o.link_id = {link})
            """);
        await unit.ExecuteAsync($"""
            delete from line_item where context_id = {context} and (url = {url} or link_id = {link})
              and not (journey_id = {course.JourneyId} and course_id = {course.CourseId} and link_id = {link})
            """);
        var id = await unit.FirstOrDefaultAsync($"""
            insert into line_item (platform_id, context_id, journey_id, course_id, link_id, url, state, due, attempts, remade, made)
            values ({platform}, {context}, {course.JourneyId}, {course.CourseId}, {link}, {url}, 1, {now}, 0, 0, {now})
            on conflict (context_id, journey_id, course_id, link_id) do update set url = excluded.url, state = 1, due = excluded.due, attempts = 0, problem = null, detail = null, made = excluded.made
              where coalesce(line_item.url, '') <> excluded.url or line_item.state <> 1
            returning id
            """, r => (long?)r.GetInt64(0));
        if (id is { } changed)
            await SendAnewAsync(unit, changed, now);
        return id is not null;
    }

    /// <summary>Those of a platform that grades wait for.</summary>
    public static Task<List<WantedLineItem>> WantedAsync(SqlSession session, long platform, DateTimeOffset now, int most) => session.QueryAsync($"""
        select i.id, i.journey_id, i.course_id, c.line_items_url, c.grade_scopes, l.line_item_url, l.resource_link_id, i.attempts, i.due
        from line_item i join lti_context c on c.id = i.context_id left join lti_link l on l.id = i.link_id
        where i.platform_id = {platform} and i.state = 0 and i.due <= {now} and exists (
            select 1 from grade g join lti_participant p on p.context_id = g.context_id and p.subject = g.subject
            where g.line_item_id = i.id and g.state = 0 and p.is_learner and not p.is_staff)
        order by i.due, i.id limit {most}
        """, r => new WantedLineItem(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetStringOrNull(3), r.GetString(4), r.GetStringOrNull(5), r.GetStringOrNull(6), r.GetInt32(7), r.GetInstant(8)));

    /// <summary>Takes one for as long as finding and making it may last; false when another instance was quicker.</summary>
    public static async Task<bool> ClaimAsync(WriteUnit unit, WantedLineItem item, DateTimeOffset until) =>
        await unit.ExecuteAsync($"update line_item set due = {until} where id = {item.Id} and state = 0 and due = {item.Due}") == 1;

    /// <summary>It was found or made. One that another row of ours writes to already is left to that row.</summary>
    public static async Task ReadyAsync(WriteUnit unit, long id, string url, DateTimeOffset now)
    {
        var context = await unit.FirstOrDefaultAsync($"""
            select i.context_id from line_item i where i.id = {id} and i.state = 0
              and exists (select 1 from line_item o where o.context_id = i.context_id and o.url = {url} and o.id <> i.id)
            """, r => (long?)r.GetInt64(0));
        if (context is not { } shared)
        {
            await unit.ExecuteAsync($"update line_item set url = {url}, state = 1, due = {now}, attempts = 0, problem = null, detail = null, made = {now} where id = {id} and state = 0");
            return;
        }
        await unit.ExecuteAsync($"delete from line_item where id = {id}");
        await GradeFill.MarkRoomAsync(unit, shared);
    }

    /// <summary>Nothing comes through to it: its grades wait, and no other's.</summary>
    public static Task HoldAsync(WriteUnit unit, ReadyLineItem item, DateTimeOffset due, string problem, string? detail) => unit.ExecuteAsync(
        $"update line_item set due = {due}, attempts = attempts + 1, problem = {problem}, detail = {detail} where id = {item.Id} and state = 1 and url = {item.Url} and due < {due}");

    /// <summary>Its results could not be read. Why its grades do not come through says more.</summary>
    public static Task NoteAsync(WriteUnit unit, ReadyLineItem item, string problem, string? detail) =>
        unit.ExecuteAsync($"update line_item set problem = {problem}, detail = {detail} where id = {item.Id} and state = 1 and url = {item.Url} and problem is null");

    /// <summary>Something comes through again.</summary>
    public static Task FreeAsync(WriteUnit unit, ReadyLineItem item) => unit.ExecuteAsync(
        $"update line_item set attempts = 0, problem = null, detail = null where id = {item.Id} and state = 1 and (attempts > 0 or problem is not null)");

    /// <summary>It cannot be made: the link that it belongs to is gone. It is let be, and its grades are given up.</summary>
    public static async Task LetBeAsync(WriteUnit unit, long id, string? detail)
    {
        if (await unit.ExecuteAsync($"update line_item set state = {(int)LineItemState.Deleted}, problem = {GradeProblems.LineItemDeleted}, detail = {detail} where id = {id} and state = 0") == 1)
            await unit.ExecuteAsync($"update grade set state = 2, problem = {GradeProblems.LineItemDeleted}, detail = null where line_item_id = {id} and state = 0");
    }

    /// <summary>It could not be found or made; is tried again.</summary>
    public static Task FailedAsync(WriteUnit unit, long id, DateTimeOffset due, string problem, string? detail) =>
        unit.ExecuteAsync($"update line_item set due = {due}, attempts = attempts + 1, problem = {problem}, detail = {detail} where id = {id} and state = 0");

    /// <summary>
    /// Somebody has deleted it on the platform: it is made again, and all its grades are sent anew, or it is let be and its waiting grades are
    /// given up. Nothing happens when the row has another address by now.
    /// </summary>
    public static async Task DeletedAsync(WriteUnit unit, long id, string url, bool remake, DateTimeOffset now)
    {
        if (await unit.ExecuteAsync($"""
            update line_item set url = null, state = {(int)LineItemState.Wanted}, due = {now}, attempts = 0, remade = remade + 1, problem = {GradeProblems.LineItemDeleted}, detail = null
            where id = {id} and state = 1 and url = {url} and {remake} and remade < {MostRemade}
            """) == 1)
        {
            await SendAnewAsync(unit, id, now);
        }
        else if (await unit.ExecuteAsync($"update line_item set state = {(int)LineItemState.Deleted}, problem = {GradeProblems.LineItemDeleted} where id = {id} and state = 1 and url = {url}") == 1)
        {
            await unit.ExecuteAsync($"update grade set state = 2, problem = {GradeProblems.LineItemDeleted}, detail = null where line_item_id = {id} and state = 0");
        }
    }

    /// <summary>Makes again those of a platform that were let be, and sends their grades anew; gives how many.</summary>
    public static async Task<int> MakeAgainAsync(WriteUnit unit, long platform, DateTimeOffset now)
    {
        var ids = await unit.QueryAsync($"select id from line_item where platform_id = {platform} and state = 2", r => r.GetInt64(0));
        foreach (var id in ids)
        {
            await unit.ExecuteAsync($"update line_item set url = null, state = 0, due = {now}, attempts = 0, remade = 0, problem = null, detail = null where id = {id}");
            await SendAnewAsync(unit, id, now);
        }
        return ids.Count;
    }

    private static Task<int> SendAnewAsync(WriteUnit unit, long id, DateTimeOffset now) => unit.ExecuteAsync($"""
        update grade set state = 0, due = {now}, since = {now}, attempts = 0, revision = revision + 1, problem = null, detail = null
        where line_item_id = {id} and score is not null
        """);
}
