using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>One place in the picker.</summary>
/// <param name="Place">The place.</param>
/// <param name="Title">What it is called among its siblings.</param>
/// <param name="LinkTitle">What its link is called in the LMS.</param>
/// <param name="Kind">What it is, in a few words.</param>
/// <param name="About">What its link says below its title.</param>
/// <param name="Journey">The journey that it belongs to; null for places of none.</param>
/// <param name="Children">What stands below it.</param>
internal sealed record PlaceNode(Place Place, string Title, string LinkTitle, string Kind, string About, Journey? Journey, IReadOnlyList<PlaceNode> Children)
{
    /// <summary>Whether what stands below is shown from the start: something in it is chosen, or searched for.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The words for opening it.</summary>
    public string OpenText { get; init; } = "";

    /// <summary>It and all below.</summary>
    public IEnumerable<PlaceNode> All => Children.SelectMany(c => c.All).Prepend(this);
}

/// <summary>Every place that a link can lead to, as it is today, in the words of the current language.</summary>
internal sealed class PlaceTree(KitLibrary kits, IStringLocalizer<DeepLinkingTexts> texts, IStringLocalizer<JourneyTexts> journeyTexts)
{
    /// <summary>Journeys first, whole journeys before their parts; then the other places.</summary>
    public IReadOnlyList<PlaceNode> Read() =>
    [
        .. kits.Journeys.Select(JourneyNode),
        .. new[] { PlaceKind.Stationen, PlaceKind.Plattformen, PlaceKind.Region, PlaceKind.FollowUp }.Select(kind =>
            new PlaceNode(new Place(kind), texts[$"{kind}.Title"], texts[$"{kind}.LinkTitle"], texts[$"{kind}.Kind"], texts[$"{kind}.Kind"], null, [])),
    ];

    /// <summary>The part of a tree that has the words in its titles, with what stands above and below; opened down to them.</summary>
    public static IReadOnlyList<PlaceNode> Search(IReadOnlyList<PlaceNode> nodes, string words) =>
        [.. nodes.Select(n => Find(n, words)).OfType<PlaceNode>()];

    /// <summary>The same tree, opened down to what is chosen.</summary>
    public static IReadOnlyList<PlaceNode> Open(IReadOnlyList<PlaceNode> nodes, IReadOnlySet<Place> chosen) =>
        [.. nodes.Select(n => n with { Children = Open(n.Children, chosen), IsOpen = n.IsOpen || n.Children.Any(c => c.All.Any(x => chosen.Contains(x.Place))) })];

    private static PlaceNode? Find(PlaceNode node, string words)
    {
        var below = Search(node.Children, words);
        if (below.Count > 0)
            return node with { Children = below, IsOpen = true };
        return node.Title.Contains(words, StringComparison.CurrentCultureIgnoreCase) || node.LinkTitle.Contains(words, StringComparison.CurrentCultureIgnoreCase) ? node : null;
    }

    private PlaceNode JourneyNode(Journey journey) => new(
        Place.OfJourney(journey.Id), texts["Journey.LinkTitle", journey.Title], texts["Journey.LinkTitle", journey.Title], texts["Journey.Kind"], journey.Description, journey,
        [.. journey.Steps.Select(s => StepNode(journey, s))])
    {
        OpenText = texts.Count("Open.Steps", journey.Steps.Count),
    };

    private PlaceNode StepNode(Journey journey, Step step) => new(
        Place.OfStep(journey.Id, step.Id), step.Title, texts["Step.LinkTitle", journey.Title, step.Title], texts.Count("Step.Kind", step.Courses.Count), step.Purpose, journey,
        [.. step.Courses.Select(c => CourseNode(journey, c))])
    {
        OpenText = texts.Count("Open.Courses", step.Courses.Count),
    };

    private PlaceNode CourseNode(Journey journey, Course course)
    {
        var activities = course.Activities.ToList();
        return new PlaceNode(
            Place.OfCourse(journey.Id, course.Id), course.Title, course.Title, texts.Count("Course.Kind", activities.Count), course.Summary, journey,
            [.. activities.Select(a => ActivityNode(journey, course, a))])
        {
            OpenText = texts.Count("Open.Activities", activities.Count),
        };
    }

    private PlaceNode ActivityNode(Journey journey, Course course, Activity activity)
    {
        var kind = texts["Activity.Kind", journeyTexts[$"Format.{activity.Format}"].Value, journeyTexts.Minutes(activity.Minutes)];
        return new PlaceNode(Place.OfActivity(journey.Id, course.Id, activity.Id), activity.Title, activity.Title, kind, texts["Activity.About", kind.Value, course.Title], journey, []);
    }
}
