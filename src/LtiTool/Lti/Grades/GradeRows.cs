using System.Data.Common;
using System.Globalization;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>A grade taken to be sent.</summary>
/// <param name="LineItem">Its line item.</param>
/// <param name="Subject">How the platform names the learner.</param>
/// <param name="Score">What is to be said.</param>
/// <param name="Revision">Which wish it is; a later one is another.</param>
/// <param name="Second">The Unix second that it is dated with: later than any before for this line item and learner.</param>
/// <param name="Attempts">How often it has failed.</param>
internal sealed record ClaimedGrade(ReadyLineItem LineItem, string Subject, CourseScore Score, long Revision, long Second, int Attempts)
{
    /// <summary>Its date and time, written with the parts of a second as AGS 2.0 §3.4.7 has it; they are none, because a platform need not compare them.</summary>
    public string Timestamp => DateTimeOffset.FromUnixTimeSeconds(Second).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A line item whose address is known.</summary>
/// <param name="Id">Our row.</param>
/// <param name="Url">AGS 2.0 §3.2 <c>id</c>.</param>
/// <param name="Scopes">What the platform lets us do in its course room.</param>
/// <param name="LineItemsUrl">The course room's line items; null when the platform has not said where.</param>
/// <param name="Attempts">How often in a row it has failed, whichever learner's grade.</param>
internal sealed record ReadyLineItem(long Id, string Url, string Scopes, string? LineItemsUrl, int Attempts)
{
    /// <summary>Those of a platform.</summary>
    public static Task<List<ReadyLineItem>> AllAsync(SqlSession session, long platform, CancellationToken cancel) => session.QueryAsync(
        $"select i.id, i.url, c.grade_scopes, c.line_items_url, i.attempts from line_item i join lti_context c on c.id = i.context_id where i.platform_id = {platform} and i.state = 1 order by i.id", Read, cancel);

    public static Task<ReadyLineItem?> FindAsync(SqlSession session, long id) => session.FirstOrDefaultAsync(
        $"select i.id, i.url, c.grade_scopes, c.line_items_url, i.attempts from line_item i join lti_context c on c.id = i.context_id where i.id = {id}", Read);

    private static ReadyLineItem Read(DbDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetStringOrNull(3), r.GetInt32(4));
}

/// <summary>
/// The rows of grades. A row is waiting until the platform's answer is stored: a process that is killed in between leaves it waiting, and it
/// is sent again, with a later second, when the claim has run out. An answer counts only for the claim that it belongs to.
/// </summary>
internal static class GradeRows
{
    /// <summary>For how long a claim holds: much longer than the longest request.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(3);

    /// <summary>Takes the platform's next grades that are due. Dating them is part of it, so that no second is used twice, whatever becomes of the process.</summary>
    public static async Task<List<ClaimedGrade>> ClaimAsync(WriteUnit unit, long platform, DateTimeOffset now, int most)
    {
        var second = now.ToUnixTimeSeconds();
        var rows = await unit.QueryAsync($"""
            update grade set due = {now + ClaimLength}, second = case when second >= {second} then second + 1 else {second} end
            where (line_item_id, subject) in (
              select g.line_item_id, g.subject from grade g
                join line_item i on i.id = g.line_item_id
                join lti_participant p on p.context_id = g.context_id and p.subject = g.subject
              where g.platform_id = {platform} and g.state = 0 and g.due <= {now} and i.state = 1 and i.due <= {now} and p.is_learner and not p.is_staff
              order by g.due limit {most})
            returning line_item_id, subject, score, completed, revision, second, attempts
            """,
            r => (Item: r.GetInt64(0), Subject: r.GetString(1), Score: new CourseScore(r.IsDBNull(2) ? null : r.GetInt32(2), r.GetBoolean(3)),
                Revision: r.GetInt64(4), Second: r.GetInt64(5), Attempts: r.GetInt32(6)));
        var items = new Dictionary<long, ReadyLineItem>();
        foreach (var id in rows.Select(r => r.Item).Distinct())
            items[id] = (await ReadyLineItem.FindAsync(unit, id))!;
        return rows.ConvertAll(r => new ClaimedGrade(items[r.Item], r.Subject, r.Score, r.Revision, r.Second, r.Attempts));
    }

    /// <summary>The platform has taken it. What was wished for meanwhile is still to be sent.</summary>
    public static Task SentAsync(WriteUnit unit, ClaimedGrade g, DateTimeOffset now) => unit.ExecuteAsync($"""
        update grade set state = case when revision = {g.Revision} then 1 else 0 end, since = case when revision = {g.Revision} then since else {now} end,
          due = {now + WantedGrades.Settle}, sent = {now}, attempts = 0, problem = null, detail = null
        where line_item_id = {g.LineItem.Id} and subject = {g.Subject} and second = {g.Second} and state = 0
        """);

    /// <summary>It is to be tried again.</summary>
    public static Task FailedAsync(WriteUnit unit, ClaimedGrade g, DateTimeOffset due, string problem, string? detail) => unit.ExecuteAsync($"""
        update grade set due = {due}, attempts = attempts + 1, problem = {problem}, detail = {detail}
        where line_item_id = {g.LineItem.Id} and subject = {g.Subject} and second = {g.Second} and state = 0
        """);

    /// <summary>It was not sent after all.</summary>
    public static Task ReleaseAsync(WriteUnit unit, ClaimedGrade g, DateTimeOffset now) => unit.ExecuteAsync(
        $"update grade set due = {now} where line_item_id = {g.LineItem.Id} and subject = {g.Subject} and second = {g.Second} and state = 0");

    /// <summary>The platform has a newer one, of this second: the next try is dated later.</summary>
    public static Task DateAfterAsync(WriteUnit unit, ClaimedGrade g, long second, DateTimeOffset due) => unit.ExecuteAsync($"""
        update grade set second = case when second < {second} then {second} else second end, due = {due}, attempts = attempts + 1, problem = {GradeProblems.Newer}, detail = null
        where line_item_id = {g.LineItem.Id} and subject = {g.Subject} and second = {g.Second} and state = 0
        """);

    /// <summary>The platform will never take it. A wish that came meanwhile is still tried.</summary>
    public static Task DeadAsync(WriteUnit unit, ClaimedGrade g, string problem, string? detail, DateTimeOffset now) => unit.ExecuteAsync($"""
        update grade set state = case when revision = {g.Revision} then 2 else 0 end, due = {now}, attempts = attempts + 1, problem = {problem}, detail = {detail}
        where line_item_id = {g.LineItem.Id} and subject = {g.Subject} and second = {g.Second} and state = 0
        """);

    /// <summary>Gives up what has not come through since then.</summary>
    public static Task<int> GiveUpAsync(WriteUnit unit, long platform, DateTimeOffset since) => unit.ExecuteAsync($"""
        update grade set state = 2, detail = problem, problem = {GradeProblems.TooLong} where platform_id = {platform} and state = 0 and since < {since}
          and exists (select 1 from lti_participant p where p.context_id = grade.context_id and p.subject = grade.subject and p.is_learner and not p.is_staff)
        """);

    /// <summary>The platform answers again: what failed because it did not is due now.</summary>
    public static Task DueNowAsync(WriteUnit unit, long platform, DateTimeOffset now) => unit.ExecuteAsync($"""
        update grade set due = {now} where platform_id = {platform} and state = 0 and problem in ({GradeProblems.Unavailable}, {GradeProblems.Throttled})
        """);

    /// <summary>Tries again what was given up, for one reason or all; gives how many.</summary>
    public static async Task<int> RetryAsync(WriteUnit unit, long platform, string? reason, DateTimeOffset now)
    {
        if (reason is null or GradeProblems.LineItemDeleted)
            await LineItemRows.MakeAgainAsync(unit, platform, now);
        return await unit.ExecuteAsync($"""
            update grade set state = 0, due = {now}, since = {now}, attempts = 0, revision = revision + 1, detail = null
            where platform_id = {platform} and state = 2 and ({reason is null} or problem = {reason ?? ""})
            """);
    }

    /// <summary>Tries one again; false when it is not given up.</summary>
    public static async Task<bool> RetryAsync(WriteUnit unit, long platform, long lineItem, string subject, DateTimeOffset now) => await unit.ExecuteAsync($"""
        update grade set state = 0, due = {now}, since = {now}, attempts = 0, revision = revision + 1, detail = null
        where platform_id = {platform} and line_item_id = {lineItem} and subject = {subject} and state = 2
        """) == 1;
}
