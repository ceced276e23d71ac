using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>How one platform's grades stand, for the administrators' page and command.</summary>
/// <param name="Settings">What is set, and whether the platform answers.</param>
/// <param name="Waiting">Grades to be sent.</param>
/// <param name="Sent">Grades that the platform has.</param>
/// <param name="Differing">Of them: those that its gradebook had otherwise at the last check.</param>
/// <param name="Dead">Grades given up, by reason.</param>
/// <param name="LineItems">Line items that are there.</param>
/// <param name="Troubled">Line items that are not as they should be.</param>
/// <param name="Elsewhere">Links with a line item of their own on a place that is no course: they get no grades.</param>
internal sealed record GradeOverview(
    GradePlatform Settings, int Waiting, int Sent, int Differing, IReadOnlyList<DeadGrades> Dead, int LineItems, IReadOnlyList<TroubledLineItem> Troubled, IReadOnlyList<string> Elsewhere)
{
    private const int MostShown = 100;

    /// <summary>Whether nothing has been graded there yet.</summary>
    public bool IsEmpty => Waiting + Sent + LineItems + Dead.Count + Troubled.Count == 0;

    public static async Task<GradeOverview> ReadAsync(SqlSession session, long platform, CancellationToken cancel = default)
    {
        var counts = await session.QueryAsync(
            $"select g.state, coalesce(g.problem, ''), count(*) from grade g join lti_participant p on p.context_id = g.context_id and p.subject = g.subject where g.platform_id = {platform} and p.is_learner and not p.is_staff group by g.state, g.problem",
            r => (State: (GradeState)r.GetInt32(0), Problem: r.GetString(1), Count: r.GetInt32(2)), cancel);
        var dead = new List<DeadGrades>();
        foreach (var (_, problem, count) in counts.Where(c => c.State == GradeState.Dead).OrderByDescending(c => c.Count))
            dead.Add(new DeadGrades(problem, count, await DeadAsync(session, platform, problem, cancel)));
        var links = await session.QueryAsync(
            $"select coalesce(l.title, l.resource_link_id), l.place from lti_link l join deployment d on d.id = l.deployment_id where d.platform_id = {platform} and l.line_item_url is not null order by l.id",
            r => (Title: r.GetString(0), Place: r.GetStringOrNull(1)), cancel);
        return new GradeOverview(
            await GradePlatform.ReadAsync(session, platform, cancel),
            counts.Where(c => c.State == GradeState.Waiting).Sum(c => c.Count),
            counts.Where(c => c.State == GradeState.Sent).Sum(c => c.Count),
            counts.Where(c => c is { State: GradeState.Sent, Problem: GradeProblems.Differs }).Sum(c => c.Count),
            dead,
            await session.ScalarAsync<int>($"select count(*) from line_item where platform_id = {platform} and state = 1", cancel),
            await TroubledAsync(session, platform, cancel),
            [.. links.Where(l => CourseLineItem.CourseAt(l.Place) is null).Select(l => l.Title).Take(MostShown)]);
    }

    private static Task<List<DeadGrade>> DeadAsync(SqlSession session, long platform, string problem, CancellationToken cancel) => session.QueryAsync($"""
        select g.line_item_id, g.subject, s.name, c.title, i.journey_id, i.course_id, g.detail, g.due
        from grade g join line_item i on i.id = g.line_item_id join lti_context c on c.id = g.context_id
          join lti_participant p on p.context_id = g.context_id and p.subject = g.subject join person s on s.id = p.person_id
        where g.platform_id = {platform} and g.state = 2 and g.problem = {problem} and p.is_learner and not p.is_staff
        order by g.due desc, g.subject limit {MostShown}
        """, r => new DeadGrade(r.GetInt64(0), r.GetString(1), r.GetStringOrNull(2), r.GetStringOrNull(3), r.GetString(4), r.GetString(5), r.GetStringOrNull(6), r.GetInstant(7)), cancel);

    private static Task<List<TroubledLineItem>> TroubledAsync(SqlSession session, long platform, CancellationToken cancel) => session.QueryAsync($"""
        select i.id, c.title, i.journey_id, i.course_id, i.state, i.problem, i.detail, i.remade, (select count(*) from grade g where g.line_item_id = i.id and g.state = 0)
        from line_item i join lti_context c on c.id = i.context_id
        where i.platform_id = {platform} and (i.problem is not null or i.remade > 0)
        order by i.state desc, i.id limit {MostShown}
        """, r => new TroubledLineItem(
            r.GetInt64(0), r.GetStringOrNull(1), r.GetString(2), r.GetString(3), (LineItemState)r.GetInt32(4), r.GetStringOrNull(5), r.GetStringOrNull(6), r.GetInt32(7), r.GetInt32(8)), cancel);
}

/// <summary>Grades given up for one reason.</summary>
internal sealed record DeadGrades(string Problem, int Count, IReadOnlyList<DeadGrade> First);

/// <summary>One of them.</summary>
internal sealed record DeadGrade(long LineItemId, string Subject, string? Name, string? Room, string JourneyId, string CourseId, string? Detail, DateTimeOffset At);

/// <summary>A line item that is not as it should be, or has been made again.</summary>
internal sealed record TroubledLineItem(
    long Id, string? Room, string JourneyId, string CourseId, LineItemState State, string? Problem, string? Detail, int Remade, int Waiting);
