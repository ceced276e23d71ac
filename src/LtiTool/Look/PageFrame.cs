using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Look;

/// <summary>What stands around every page: where it is shown, the places this person has, and the languages.</summary>
/// <param name="InFrame">True inside the LMS's frame: the LMS has the logo and the product header there.</param>
/// <param name="Path">The page's own path and query.</param>
/// <param name="HomePath">Where the wordmark leads.</param>
/// <param name="Places">The places in the navigation; none for an anonymous request.</param>
/// <param name="Language"><c>sv</c> or <c>en</c>.</param>
/// <param name="Name">Who is signed in; null when nobody is, or the LMS sent no name.</param>
internal sealed record PageFrame(bool InFrame, string Path, string HomePath, IReadOnlyList<PlaceLink> Places, string Language, string? Name)
{
    private static readonly (string TextKey, string Path, Func<SignedIn, bool> Has)[] All =
    [
        ("Place.Journey", "/journeys", p => p.IsLearner),
        ("Place.Stationen", "/stationen", p => p.Has(Role.Manager)),
        ("Place.Plattformen", "/plattformen", p => p.Has(Role.Trainer)),
        ("Place.Region", "/region", p => p.Has(Role.RssAdministrator)),
        ("Place.Platforms", "/platforms", p => p.Has(Role.RssAdministrator)),
        ("Place.Municipality", "/municipality", p => p.Has(Role.MunicipalAdministrator)),
        ("Place.FollowUp", "/follow-up", p => p.Has(Role.Evaluator)),
        ("Place.Statements", "/follow-up/statements", p => p.Has(Role.StatementReader)),
        ("Place.MyData", "/my-data", _ => true),
    ];

    /// <summary>What an administrator of an LMS's connection goes between; all of it belongs to one place of the navigation.</summary>
    private static readonly (string TextKey, string Path)[] Connection =
    [
        ("Within.Platforms", "/platforms"),
        ("Within.Grades", "/platforms/grades"),
        ("Within.Rosters", "/platforms/rosters"),
        ("Within.Persons", "/people/join"),
        ("Within.Support", "/support"),
        ("Within.SelfTest", "/self-test"),
    ];

    /// <summary>The pages of the place that this one belongs to; none where the place is one page.</summary>
    public IReadOnlyList<PlaceLink> Within { get; private init; } = [];

    /// <summary>The language the page can be changed to.</summary>
    public string OtherLanguage => Language == "sv" ? "en" : "sv";

    /// <summary>The same page in the other language; null for a page that answers another's request and has no address of its own.</summary>
    public string? OtherLanguagePath { get; private init; }

    /// <summary>The page with the button that moves this one from the frame to a tab of its own.</summary>
    public string NewTabPath => "/session/new-tab?target=" + Uri.EscapeDataString(Path);

    public static PageFrame Of(HttpContext context)
    {
        var person = context.SignedIn();
        var request = context.Request;
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "en" : "sv";
        var (at, asked) = Asked(context);
        var query = asked.Where(q => q.Key != LookLanguage.QueryKey).ToList();
        var path = at + QueryString.Create(query).ToString();
        var within = WithinOf(person, request.Path);
        return new(IsInFrame(context, person), path, person is null ? "/" : "/start", PlacesOf(person, within.Count > 0 ? Connection[0].Path : request.Path), language, person?.Name)
        {
            Within = within,
            OtherLanguagePath = context.Shown() is not null ? null : at + QueryString.Create(query).Add(LookLanguage.QueryKey, language == "sv" ? "en" : "sv").ToString(),
        };
    }

    /// <summary>What the person asked for: a page that says what failed stands in another's place and has no address of its own.</summary>
    private static (PathString Path, IEnumerable<KeyValuePair<string, StringValues>> Query) Asked(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>() is { } failed
            ? (failed.OriginalPath, QueryHelpers.ParseQuery(failed.OriginalQueryString))
            : (context.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? context.Request.Path, context.Request.Query);

    /// <summary>A browser that says where the page is shown is believed (Sec-Fetch-Dest can not be set by a page); else the session knows.</summary>
    private static bool IsInFrame(HttpContext context, SignedIn? person) => context.Request.Headers["Sec-Fetch-Dest"].ToString() switch
    {
        "iframe" or "frame" => true,
        "document" => false,
        _ => person?.InFrame ?? false,
    };

    private static List<PlaceLink> WithinOf(SignedIn? person, PathString current)
    {
        var here = Connection.Select(p => p.Path).Where(p => current.StartsWithSegments(p)).MaxBy(p => p.Length);
        return here is null || person?.Has(Role.RssAdministrator) != true ? [] : [.. Connection.Select(p => new PlaceLink(p.TextKey, p.Path, p.Path == here))];
    }

    private static List<PlaceLink> PlacesOf(SignedIn? person, PathString current)
    {
        if (person is null)
            return [];
        var mine = All.Where(p => p.Has(person)).ToList();
        // The longest address that the page stands under is the place it belongs to.
        var here = mine.Select(p => p.Path).Where(p => current.StartsWithSegments(p)).MaxBy(p => p.Length);
        return [.. mine.Select(p => new PlaceLink(p.TextKey, p.Path, p.Path == here))];
    }
}

/// <summary>One place in the navigation.</summary>
/// <param name="TextKey">Its name in <see cref="LookTexts"/>.</param>
/// <param name="Path">Its address.</param>
/// <param name="IsCurrent">Whether the page belongs to it.</param>
internal sealed record PlaceLink(string TextKey, string Path, bool IsCurrent);
