using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People.Sessions;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>One activity: to read, watch or hear, or to open at its source; then to tick off and go on.</summary>
internal sealed partial class ActivityPageModel(JourneyDoor door, ProgressStore progress, SourceDoor sources) : JourneyPageModel(door)
{
    /// <summary>Rendered once for each text of a kit; a new version of the kit has new texts.</summary>
    private static readonly ConditionalWeakTable<string, ConcurrentDictionary<string, HtmlString>> Rendered = [];

    public CourseInStep Place { get; private set; } = null!;

    public Activity Activity { get; private set; } = null!;

    public bool IsTicked { get; private set; }

    public bool MayDo { get; private set; }

    /// <summary>What comes after this one in the course; null after the last.</summary>
    public Activity? Following { get; private set; }

    public CourseProgress Progress { get; private set; } = null!;

    public IActionResult OnGet(string course, string activity)
    {
        if (Find(course, activity) is { } refused)
            return refused;
        var facts = Visit.Facts.Courses.GetValueOrDefault(course, CourseFacts.None);
        IsTicked = facts.TickedActivityIds.Contains(activity);
        Progress = CourseProgress.Of(Place.Course, facts);
        // First what is left after this one, then what is left before it: nobody walks past something undone.
        var others = Place.Course.Activities.SkipWhile(a => a.Id != activity).Skip(1).Concat(Place.Course.Activities.TakeWhile(a => a.Id != activity)).ToList();
        Following = others.Find(a => a.Obligatory && !facts.TickedActivityIds.Contains(a.Id));
        return Page();
    }

    public async Task<IActionResult> OnPostTickAsync(string course, string activity, bool done)
    {
        if (Find(course, activity) is { } refused)
            return refused;
        var answer = done
            ? await progress.TickAsync(Visit.Person.PersonId, Visit.Journey, course, activity)
            : await progress.UntickAsync(Visit.Person.PersonId, Visit.Journey, course, activity);
        return answer.Outcome == ProgressOutcome.DoesNotTakePart
            ? new SeeOtherResult($"{Visit.Path}/not-yet")
            : new SeeOtherResult($"{Visit.ActivityPath(Place.Course, Activity)}#klar");
    }

    /// <summary>The link to the activity's source.</summary>
    public string SourcePath => sources.PathOf(HttpContext.Features.Get<CurrentSession>()!, Visit, Place.Course, Activity);

    /// <summary>A kit's Markdown as HTML below the page's own headings.</summary>
    public static IHtmlContent Html(string markdown, string newTabNote) =>
        Rendered.GetValue(markdown, _ => []).GetOrAdd(newTabNote, (note, text) => new HtmlString(KitMarkdown.ToHtml(text, HasTopHeading().IsMatch(text) ? 2 : 1, note)), markdown);

    /// <summary>Most texts begin at the second level, since the page has the title; none may skip one (WCAG 1.3.1).</summary>
    [GeneratedRegex(@"^#\s", RegexOptions.Multiline)]
    private static partial Regex HasTopHeading();

    private IActionResult? Find(string course, string activity)
    {
        if (Visit.Journey.FindCourse(course) is not { } place || place.Course.FindActivity(activity) is not { } found)
            return NotFound();
        (Place, Activity, MayDo) = (place, found, Visit.MayDo(place));
        return !MayDo && Visit.AccessTo(place.Step).Openness == StepOpenness.Closed ? new SeeOtherResult(Visit.StepPath(place.Step)) : null;
    }
}
