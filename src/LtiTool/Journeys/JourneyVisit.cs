using System.Globalization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>A person who takes part in a journey today, and what the person has done there.</summary>
internal sealed record JourneyVisit
{
    public required SignedIn Person { get; init; }

    public required Journey Journey { get; init; }

    /// <summary>The person's own step today.</summary>
    public required Step OwnStep { get; init; }

    public required JourneyParticipation Participation { get; init; }

    public required LearnerFacts Facts { get; init; }

    public required DateOnly Today { get; init; }

    /// <summary>What a step is to the person today.</summary>
    public StepAccess AccessTo(Step step) => StepMembership.AccessTo(Journey, step, Participation.Basis, Today);

    /// <summary>Whether the person may tick in the course: it stands in the own step, or was begun while it did (domain.md §4).</summary>
    public bool MayDo(CourseInStep place) =>
        place.Step.Id == OwnStep.Id || CourseProgress.Of(place.Course, Facts.Courses.GetValueOrDefault(place.Course.Id, CourseFacts.None)).IsBegun;

    /// <summary>The language of the kit's own words, where it is not the page's (WCAG 3.1.2); null where it is.</summary>
    public string? KitLanguage => Journey.Language == CultureInfo.CurrentUICulture.TwoLetterISOLanguageName ? null : Journey.Language;

    /// <summary>Where the journey's pages stand.</summary>
    public string Path => $"/journeys/{Uri.EscapeDataString(Journey.Id)}";

    /// <summary>The page with the step's map: the journey's own page for the own step.</summary>
    public string StepPath(Step step) => step.Id == OwnStep.Id ? Path : $"{Path}/steps/{Uri.EscapeDataString(step.Id)}";

    public string CoursePath(Course course) => $"{Path}/courses/{Uri.EscapeDataString(course.Id)}";

    public string ActivityPath(Course course, Activity activity) => $"{CoursePath(course)}/activities/{Uri.EscapeDataString(activity.Id)}";

    public string MediaPath(string file) => $"{Path}/media/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}";
}

/// <summary>Opens a journey for the person who asks, or says where to go instead.</summary>
internal sealed class JourneyDoor(Database database, Participation participation, KitLibrary kits, TimeProvider clock)
{
    /// <summary>Reads what the pages of a journey need, in one session.</summary>
    /// <returns>The visit, or the path of the page that says what to do first; neither for a journey that is not here.</returns>
    public async Task<(JourneyVisit? Visit, string? GoTo)> OpenAsync(SignedIn person, string journeyId, CancellationToken cancel)
    {
        var today = clock.TodayInSweden();
        await using var session = await database.ReadAsync(cancel);
        var found = (await participation.OfAsync(session, person.PersonId, today, cancel)).FirstOrDefault(p => p.JourneyId == journeyId);
        if (found is null && kits.Find(journeyId) is null)
            return (null, null);
        if (Instead(found, journeyId) is { } path)
            return (null, path);
        return (new()
        {
            Person = person,
            Journey = found!.Journey!,
            OwnStep = found.Step!,
            Participation = found,
            Facts = await ProgressStore.FactsAsync(session, person.PersonId, journeyId),
            Today = today,
        }, null);
    }

    private static string? Instead(JourneyParticipation? found, string journeyId) => found?.WhyNot switch
    {
        _ when found is null => $"/welcome?journey={Uri.EscapeDataString(journeyId)}",
        null => null,
        WhyNot.MunicipalityUnknown or WhyNot.StartUnknown => $"/welcome?journey={Uri.EscapeDataString(journeyId)}",
        _ => $"/journeys/{Uri.EscapeDataString(journeyId)}/not-yet",
    };
}
