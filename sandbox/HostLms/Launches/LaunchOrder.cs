using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Yrkesresan.HostLms.DeepLinking;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.PlatformStorage;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Launches;

/// <summary>One click on a link in the LMS: who opens what, how, and what the LMS is to say about it.</summary>
public sealed record LaunchOrder
{
    public static readonly IReadOnlyList<string> Locales = ["sv", "en"];

    /// <summary>One deployment more than the tool is told of, to see what a tool says to that.</summary>
    public static readonly IReadOnlyList<string> Deployments = [.. HostLmsOptions.Deployments, "99"];

    public required Person Person { get; init; }

    /// <summary>The tool that is opened.</summary>
    public required RegisteredTool Tool { get; init; }

    public required string Target { get; init; }

    public required RoleChoice Roles { get; init; }

    public required string Deployment { get; init; }

    public required string Locale { get; init; }

    public required bool InFrame { get; init; }

    public required StorageChoice Storage { get; init; }

    public bool WithoutName { get; init; }

    public bool WithoutEmail { get; init; }

    /// <summary>The course room.</summary>
    public string Room { get; init; } = CourseRooms.First;

    /// <summary>The placed link that is opened; null for the room's own.</summary>
    public string? Link { get; init; }

    /// <summary>What is asked of the tool's picker; null for a launch.</summary>
    public PickerChoice? Picker { get; init; }

    /// <summary>Whose result in the gradebook is opened; null for a launch of a link.</summary>
    public ReviewChoice? Review { get; init; }

    /// <summary>As an LMS that loses a link's address.</summary>
    public bool WithoutUrl { get; init; }

    /// <summary>As an LMS that loses a link's custom parameters.</summary>
    public bool WithoutCustom { get; init; }

    /// <summary>As an LMS that does not know the history variables, Moodle 4.5 among them.</summary>
    public bool WithoutHistory { get; init; }

    /// <summary>The same choices as a query, for links from page to page.</summary>
    public string Query() => string.Join('&', new (string Name, string? Value)[]
    {
        ("person", Person.Subject), ("client", Tool.ClientId), ("roles", Roles.Id), ("deployment", Deployments.Contains(Deployment) ? Deployment : null), ("locale", Locale), ("lang", Locale), ("room", Room), ("link", Link),
    }.Where(field => field.Value is not null).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value!)}"));

    /// <summary>Reads the start page's form and the view asked for; an absent or empty field takes its default.</summary>
    public static bool TryRead(IQueryCollection query, string view, SamplePeople people, RegisteredTools tools, [NotNullWhen(true)] out LaunchOrder? order)
    {
        order = null;
        if (tools.Find(OneOf(query, "client", HostLmsOptions.ClientId)) is not { } tool)
            return false;
        var target = OneOf(query, "target", tool.TargetLinkUri ?? tool.RedirectUris[0]);
        var roles = OneOf(query, "roles", RoleChoice.All[0].Id);
        var deployment = OneOf(query, "deployment", Deployments[0]);
        var locale = OneOf(query, "locale", Locales[0]);
        var storage = OneOf(query, "storage", StorageChoice.All[0].Id);
        if (people.Find(query["person"]) is not { } person
            || RoleChoice.All.FirstOrDefault(choice => choice.Id == roles) is not { } choice
            || !Deployments.Contains(deployment)
            || !Locales.Contains(locale)
            || StorageChoice.All.FirstOrDefault(choice => choice.Id == storage) is not { } storageChoice
            || view is not ("iframe" or "window")
            || !IsWebAddress(target))
        {
            return false;
        }

        order = new LaunchOrder
        {
            Person = person,
            Tool = tool,
            Target = target,
            Roles = choice,
            // A tool that registered itself has one deployment; the choice is about the other.
            Deployment = tool.ClientId == HostLmsOptions.ClientId ? deployment : tool.Deployments[0],
            Locale = locale,
            Storage = storageChoice,
            InFrame = view == "iframe",
            WithoutName = query.ContainsKey("without-name"),
            WithoutEmail = query.ContainsKey("without-email"),
            Room = OneOf(query, "room", CourseRooms.First),
            Link = query["link"] is [{ Length: > 0 } link] ? link : null,
            Picker = query.ContainsKey("picker") ? PickerChoice.Read(query) : null,
            Review = ReviewChoice.Read(query),
            WithoutUrl = query.ContainsKey("without-url"),
            WithoutCustom = query.ContainsKey("without-custom"),
            WithoutHistory = query.ContainsKey("without-history"),
        };
        return true;
    }

    private static string OneOf(IQueryCollection query, string name, string standard) =>
        query[name] is [{ Length: > 0 } value] ? value : standard;

    /// <summary>Any web address, the tool's or not: whether it is the tool's own is for the tool to check.</summary>
    private static bool IsWebAddress(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}

/// <summary>A result in the gradebook that is opened (Submission Review 1.0).</summary>
/// <param name="User">Whose.</param>
/// <param name="LineItem">In which column.</param>
public sealed record ReviewChoice(string User, int LineItem)
{
    internal static ReviewChoice? Read(IQueryCollection query) =>
        query["review"] is [{ Length: > 0 } user] && int.TryParse(query["item"], NumberStyles.None, CultureInfo.InvariantCulture, out var item) ? new ReviewChoice(user, item) : null;
}
