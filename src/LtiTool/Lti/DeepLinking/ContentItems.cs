using System.Globalization;
using System.Text.Json.Nodes;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Grades;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>Links as an LMS takes them (Deep Linking 2.0 §3.2, <c>ltiResourceLink</c>).</summary>
internal sealed class ContentItems(YrkesresanOptions options, PlaceFinder places)
{
    /// <summary>The maximum of a course's column in the gradebook.</summary>
    public const int ScoreMaximum = 100;

    private const int LongestTitle = 255;
    private readonly string _origin = options.PublicUri.GetLeftPart(UriPartial.Authority);

    public JsonArray Of(IEnumerable<PlaceNode> chosen, LinkChoice choice, DeepLinkingSettings settings) =>
        new([.. chosen.Select(node => (JsonNode)ItemOf(node, choice, settings))]);

    private JsonObject ItemOf(PlaceNode node, LinkChoice choice, DeepLinkingSettings settings)
    {
        var item = new JsonObject
        {
            ["type"] = DeepLinkingSettings.ResourceLink,
            ["title"] = node.LinkTitle.Length <= LongestTitle ? node.LinkTitle : node.LinkTitle[..LongestTitle],
            ["text"] = node.About,
            ["url"] = _origin + Places.PathOf(node.Place),
            ["icon"] = new JsonObject { ["url"] = $"{_origin}/favicon.svg", ["width"] = 64, ["height"] = 64 },
            ["custom"] = CustomOf(node.Place),
        };
        if (choice.InGradebook && settings.AcceptLineItem != false && node.Place.Kind == PlaceKind.Course)
            item["lineItem"] = LineItemOf(node);
        if (!choice.Available.IsEmpty)
            item["available"] = PeriodOf(choice.Available);
        if (!choice.Submission.IsEmpty)
            item["submission"] = PeriodOf(choice.Submission);
        // One hint only: an LMS that gets both may take the window, which nobody asked for.
        if (settings.TakesWindows && (choice.InWindow || !settings.TakesFrames))
            item["window"] = new JsonObject { ["targetName"] = "_blank" };
        else if (settings.TakesFrames)
            item["iframe"] = new JsonObject { ["width"] = 1000, ["height"] = 800 };
        return item;
    }

    /// <summary>What a launch needs to find the place again, also where the LMS loses the address, and what tells of copies.</summary>
    private JsonObject CustomOf(Place place)
    {
        var custom = new JsonObject { [PlaceParameters.Place] = place.ToString() };
        if (places.StepOf(place) is { } step)
            custom[PlaceParameters.Within] = step.ToString();
        custom[PlaceParameters.LinkHistory] = "$ResourceLink.id.history";
        custom[PlaceParameters.ContextHistory] = "$Context.id.history";
        return custom;
    }

    /// <summary>
    /// The resource is the course, the tag its journey: by both the column is found again, since a course's id is its journey's own. That results
    /// can be opened here is said too (Submission Review 1.0 §3): they are offered for columns that say so.
    /// </summary>
    private JsonObject LineItemOf(PlaceNode node) => new()
    {
        ["label"] = node.LinkTitle,
        ["scoreMaximum"] = ScoreMaximum,
        ["resourceId"] = node.Place.Item,
        ["tag"] = node.Place.Journey,
        ["submissionReview"] = CourseLineItem.SubmissionReview(_origin),
    };

    /// <summary>From the first day's beginning to the last day's end, in Sweden.</summary>
    private static JsonObject PeriodOf(Days days)
    {
        var period = new JsonObject();
        if (days.From is { } from)
            period["startDateTime"] = Instant(from.ToDateTime(TimeOnly.MinValue));
        if (days.Until is { } until)
            period["endDateTime"] = Instant(until.ToDateTime(new TimeOnly(23, 59, 59)));
        return period;
    }

    private static string Instant(DateTime local) =>
        new DateTimeOffset(local, SwedishTime.Zone.GetUtcOffset(local)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
