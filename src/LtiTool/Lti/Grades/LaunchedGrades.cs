using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>
/// What a launch says that grades follow from, within its commit: a line item coupled to a link on a course, and a learner seen for the first
/// time. What was done before is worked out afterwards (<see cref="GradeFill"/>), so that no launch waits for it.
/// </summary>
internal static class LaunchedGrades
{
    /// <param name="unit">The launch's unit.</param>
    /// <param name="launch">The launch.</param>
    /// <param name="context">The context's row.</param>
    /// <param name="rows">What is known of where it comes from.</param>
    /// <param name="mayHaveDone">Whether the person is new there, or comes as something else than the last time, and was known before: who was not has done nothing yet.</param>
    public static async Task NoteAsync(WriteUnit unit, AcceptedLaunch launch, long context, OriginRows rows, bool mayHaveDone)
    {
        if (launch.Origin.Context is not { } room || !GradeScopes.Has(room.GradeScopes, GradeScopes.Score))
            return;
        if (rows.IsNews && await unit.ExecuteAsync($"insert into grade_context (context_id) values ({context}) on conflict do nothing") == 1)
            await GradeFill.MarkRoomAsync(unit, context);
        else if (mayHaveDone && launch is { IsLearner: true, IsStaff: false })
            await GradeFill.MarkAsync(unit, context, launch.Subject);
    }

    /// <summary>
    /// A column that the platform has given a link on a course. Asked once it is known where the link leads: the launch of a copied one may not say.
    /// </summary>
    public static async Task CoupleAsync(WriteUnit unit, AcceptedLaunch launch, OriginRows rows)
    {
        if (!rows.IsNews || rows is not { ContextRow: { } context, LinkRow: { } link } || launch.Origin.Link is not { LineItemUrl: { } url })
            return;
        var place = await unit.ScalarAsync<string>($"select place from lti_link where id = {link}");
        if (CourseLineItem.CourseAt(place) is { } course && await LineItemRows.CoupleAsync(unit, launch.PlatformId, context, link, course, url, launch.At))
            await GradeFill.MarkRoomAsync(unit, context);
    }
}
