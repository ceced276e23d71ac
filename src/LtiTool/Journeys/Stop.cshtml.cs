using Microsoft.AspNetCore.Mvc;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Map;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Look;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>A stop: preparation to tick off, course days, deepening.</summary>
internal sealed class StopModel(JourneyDoor door, ProgressStore progress) : JourneyPageModel(door)
{
    public CourseInStep Place { get; private set; } = null!;

    public RouteStop Stop { get; private set; } = null!;

    public int StopsInAll { get; private set; }

    /// <summary>The next thing to do: in this course while something is left here, else in the whole step.</summary>
    public BoardView Board { get; private set; } = null!;

    public IReadOnlySet<string> Ticked { get; private set; } = CourseFacts.None.TickedActivityIds;

    public IReadOnlySet<string> Attended { get; private set; } = CourseFacts.None.AttendedDayIds;

    /// <summary>Whether the person may tick here; else the page is to read.</summary>
    public bool MayDo { get; private set; }

    /// <summary>Whether the person has said that a course for some only applies.</summary>
    public bool Applies => Visit.Facts.AppliesCourseIds.Contains(Place.Course.Id);

    public IActionResult OnGet(string course)
    {
        if (Find(course) is { } refused)
            return refused;
        var view = StepView.Of(Visit, Place.Step);
        Stop = view.Route.First(s => s.Course.Id == Place.Course.Id);
        StopsInAll = view.Route.Count;
        var facts = Visit.Facts.Courses.GetValueOrDefault(course, CourseFacts.None);
        (Ticked, Attended) = (facts.TickedActivityIds, facts.AttendedDayIds);
        Board = BoardHere(Place.Step.Id == Visit.OwnStep.Id ? view : StepView.Of(Visit, Visit.OwnStep));
        return Page();
    }

    public async Task<IActionResult> OnPostTickAsync(string course, string activity, bool done)
    {
        if (Find(course) is { } refused)
            return refused;
        var answer = done
            ? await progress.TickAsync(Visit.Person.PersonId, Visit.Journey, course, activity)
            : await progress.UntickAsync(Visit.Person.PersonId, Visit.Journey, course, activity);
        return AfterChange(answer, $"{Visit.CoursePath(Place.Course)}#a-{Uri.EscapeDataString(activity)}");
    }

    public async Task<IActionResult> OnPostAppliesAsync(string course, bool applies)
    {
        if (Find(course) is { } refused)
            return refused;
        var answer = await progress.SetAppliesAsync(Visit.Person.PersonId, Visit.Journey, course, applies);
        return AfterChange(answer, $"{Visit.CoursePath(Place.Course)}#galler");
    }

    private BoardView BoardHere(StepView own)
    {
        var board = MayDo && (Place.Course.Audience.Everyone || Applies) && FirstLeft() is { } next
            ? new BoardView(Visit, next, Stop.Progress.Preparation, own.Progress)
            : BoardView.Of(Visit, own) with { Left = null };
        return board with { Beside = Place.Course };
    }

    private DoActivity? FirstLeft()
    {
        var left = from g in Place.Course.Preparation
                   from a in g.Activities
                   where a.Obligatory && !Ticked.Contains(a.Id)
                   select new DoActivity(Place.Course, g, a);
        return left.FirstOrDefault();
    }

    /// <summary>A course in a closed suitcase is not shown: its suitcase says when it opens.</summary>
    private IActionResult? Find(string course)
    {
        if (Visit.Journey.FindCourse(course) is not { } place)
            return NotFound();
        Place = place;
        MayDo = Visit.MayDo(place);
        return !MayDo && Visit.AccessTo(place.Step).Openness == StepOpenness.Closed ? new SeeOtherResult(Visit.StepPath(place.Step)) : null;
    }

    internal IActionResult AfterChange(ProgressAnswer answer, string path) => answer.Outcome switch
    {
        ProgressOutcome.NoSuchThing => NotFound(),
        ProgressOutcome.DoesNotTakePart => new SeeOtherResult($"{Visit.Path}/not-yet"),
        // Also what is not open any more: the page shows how it is now.
        _ => new SeeOtherResult(path),
    };
}
