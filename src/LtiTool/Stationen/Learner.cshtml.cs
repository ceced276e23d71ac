using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>
/// One person's results in a journey, for those who may see them: how far in each stop, never what was answered (domain.md §2). A submission
/// review from the LMS's gradebook leads here.
/// </summary>
internal sealed class LearnerModel(Database database, Participation participation, TimeProvider clock) : PageModel
{
    public string? Name { get; private set; }

    public JourneyParticipation Found { get; private set; } = null!;

    public Journey Journey { get; private set; } = null!;

    public Step Step { get; private set; } = null!;

    public StepProgress Progress { get; private set; } = null!;

    /// <summary>The stop that was asked for; null when none was.</summary>
    public Course? Course { get; private set; }

    /// <summary>When stops were completed, by course.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Completed { get; private set; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The language of the kit's own words, where it is not the page's.</summary>
    public string? Language => EditionView.LanguageOf(Journey);

    public static string PathTo(Guid person, string journey, string? course) =>
        $"/stationen/learner/{person:D}/{Uri.EscapeDataString(journey)}{(course is null ? "" : "/" + Uri.EscapeDataString(course))}";

    public async Task<IActionResult> OnGetAsync(Guid person, string journey, string? course, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        await using var session = await database.ReadAsync(cancel);
        var found = (await participation.OfAsync(session, person, clock.TodayInSweden(), cancel)).FirstOrDefault(p => p.JourneyId == journey);
        // The same answer for who does not exist: who takes part is not to be found out by asking.
        if (found?.Journey is not { } its || !reader.MayRead(found, await LearnerAccess.TeachesAsync(session, reader.PersonId, person, cancel)))
            return StatusCode(StatusCodes.Status403Forbidden);
        var place = course is null ? null : its.FindCourse(course);
        if ((place?.Step ?? found.Step) is not { } step || course is not null && place is null)
            return NotFound();
        (Found, Journey, Step, Course) = (found, its, step, place?.Course);
        Name = await session.ScalarAsync<string>($"select name from person where id = {person}", cancel);
        var facts = await ProgressStore.FactsAsync(session, person, journey);
        Progress = facts.In(step);
        Completed = facts.CoursesCompleted;
        return Page();
    }
}
