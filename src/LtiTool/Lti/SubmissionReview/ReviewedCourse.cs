using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.SubmissionReview;

/// <summary>Which course a result in a gradebook belongs to.</summary>
internal sealed class ReviewedCourse(KitLibrary kits)
{
    /// <summary>The course of the line item, else of the link that the review was opened at; null when neither leads to one.</summary>
    public async Task<(string Journey, string Course)?> FindAsync(SqlSession session, OriginRows origin, string? lineItem, CancellationToken cancel)
    {
        if (lineItem is not null && origin.ContextRow is { } context)
        {
            // A column of a course's own, whoever made it; else that of a link, whose course may never have been graded.
            var graded = await session.FirstOrDefaultAsync(
                $"select journey_id, course_id from line_item where context_id = {context} and url = {lineItem}", r => ((string, string)?)(r.GetString(0), r.GetString(1)), cancel);
            if ((graded ?? CourseOf(await session.ScalarAsync<string>(
                $"select place from lti_link where context_id = {context} and line_item_url = {lineItem} and place is not null order by id limit 1", cancel))) is { } found)
            {
                return found;
            }
        }
        return null
            ?? (origin.LinkRow is { } link ? CourseOf(await session.ScalarAsync<string>($"select place from lti_link where id = {link}", cancel)) : null);
    }

    private (string Journey, string Course)? CourseOf(string? place)
    {
        if (place?.Split('?', '#')[0].Split('/') is not ["", "journeys", var journey, "courses", var course, ..])
            return null;
        (journey, course) = (Uri.UnescapeDataString(journey), Uri.UnescapeDataString(course));
        return kits.Find(journey)?.FindCourse(course) is null ? null : (journey, course);
    }
}
