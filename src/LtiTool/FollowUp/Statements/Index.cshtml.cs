using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Statements;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>The statements behind the figures, in plain words, for those with the statement reader's grant. Every look is logged.</summary>
[Authorize(nameof(Role.StatementReader))]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class StatementsModel(
    PlacedStatements statements, PlaceNames placeNames, StatementSentence sentence, StatementLog log, StatementSeal seal, KitLibrary kits, TimeProvider clock) : PageModel
{
    /// <summary>How many statements stand on a page.</summary>
    public const int PageSize = 50;

    private const int MonthsOffered = 24;

    // Of years that no clock of the service can have shown there is nothing to ask, and at the calendar's own ends a month has no instants around it.
    private const int FirstYear = 1970;
    private const int LastYear = 9998;

    [FromQuery(Name = "journey")]
    public string? Journey { get; set; }

    /// <summary>Journey and step in one, as "journey/step": a step has a meaning in its journey alone.</summary>
    [FromQuery(Name = "step")]
    public string? Step { get; set; }

    [FromQuery(Name = "verb")]
    public string? VerbName { get; set; }

    /// <summary>As 2027-03.</summary>
    [FromQuery(Name = "month")]
    public string? Month { get; set; }

    /// <summary>Asked beyond the scope.</summary>
    [FromQuery(Name = "whole")]
    public bool Whole { get; set; }

    [FromQuery(Name = "from")]
    public string? From { get; set; }

    public StatementScope Scope { get; private set; } = StatementScope.Nation;

    public IReadOnlyList<string> ScopeNames { get; private set; } = [];

    public IReadOnlyList<StatementLine> Lines { get; private set; } = [];

    public string? NextPath { get; private set; }

    /// <summary>Whether there was more to look through than is looked through at a time.</summary>
    public bool StoppedEarly => NextPath is not null && Lines.Count < PageSize;

    public bool IsFiltered => Journey is not null || Step is not null || VerbName is not null || Month is not null;

    public IReadOnlyList<Journey> Journeys => kits.Journeys;

    public static IReadOnlyList<(string Name, Verb Verb)> Verbs => Known;

    private static readonly List<(string Name, Verb Verb)> Known =
    [
        ("launched", Verb.Launched), ("experienced", Verb.Experienced), ("completed", Verb.Completed),
        ("attended", Verb.Attended), ("selected", Verb.Selected), ("voided", Verb.Voided),
    ];

    public IEnumerable<DateOnly> Months
    {
        get
        {
            var today = clock.TodayInSweden();
            return Enumerable.Range(0, MonthsOffered).Select(i => new DateOnly(today.Year, today.Month, 1).AddMonths(-i));
        }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        if (!ModelState.IsValid || Filter() is not { } filter)
            return BadRequest();
        Scope = ReaderScope.Of(reader);
        var names = await placeNames.ReadAsync(cancel);
        ScopeNames = [.. reader.ScopesOf(Role.StatementReader).Where(s => s.Kind != ScopeKind.Nation).Select(s => NameOf(s, names))];
        // Whoever may see the whole country in full asks for nothing beyond it.
        var coarse = Whole && !Scope.Everyone;
        var page = await statements.ReadAsync(filter, coarse ? StatementScope.Nation : Scope, kits.Journeys, PageSize, cancel);
        Lines = coarse ? Coarse(page, names) : [.. page.Statements.Select(s => StatementLine.Exact(s, sentence, names))];
        NextPath = page.Next is { } next ? PathWith(seal.Close(next)) : null;
        await log.WriteAsync(reader, FilterText(), Lines.Count);
        return Page();
    }

    /// <summary>
    /// Beyond the scope the order within a page is not the order of time: a statement within the scope, whose time is known, would tell the
    /// time of those around it.
    /// </summary>
    private List<StatementLine> Coarse(PlacedPage page, Names names) =>
    [
        .. page.Statements
            .GroupBy(MonthOf).OrderByDescending(m => m.Key)
            .SelectMany(m => m.Select(s => StatementLine.Coarse(s, sentence, names))
                .OrderBy(l => string.Join(", ", l.Where), Words.Alphabet).ThenBy(l => l.Who, StringComparer.Ordinal).ThenBy(l => l.What, Words.Alphabet)),
    ];

    private static (int Year, int Month) MonthOf(PlacedStatement placed)
    {
        var day = placed.Told.Timestamp.InSweden();
        return (day.Year, day.Month);
    }

    private StatementFilter? Filter()
    {
        (Journey, Step, VerbName, Month, From) = (Given(Journey), Given(Step), Given(VerbName), Given(Month), Given(From));
        var filter = new StatementFilter { JourneyId = Journey };
        if (Step is not null)
        {
            if (Step.Split('/') is not [var journey, var step] || kits.Find(journey)?.FindStep(step) is null)
                return null;
            // A step stands in one journey, whatever was chosen beside it.
            Journey = journey;
            filter = filter with { JourneyId = journey, StepId = step };
        }
        if (VerbName is not null)
        {
            if (Known.Find(v => v.Name == VerbName).Verb is not { } verb)
                return null;
            filter = filter with { Verb = verb };
        }
        if (Month is not null)
        {
            if (!DateOnly.TryParseExact(Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) || month.Year is < FirstYear or > LastYear)
                return null;
            filter = filter with { Month = month };
        }
        return From is null ? filter : seal.Open(From) is { } before ? filter with { Before = before } : null;
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string NameOf(Scope scope, Names names) => scope.Kind switch
    {
        ScopeKind.Unit => names.Unit(scope.Id),
        ScopeKind.Municipality => names.Municipality(scope.Id),
        _ => names.Region(scope.Id),
    };

    private string FilterText() => QueryOf(From is null ? null : "…").ToString().TrimStart('?');

    private string PathWith(string from) => "/follow-up/statements" + QueryOf(from);

    private QueryString QueryOf(string? from) => QueryString.Create(
        new[] { ("journey", Journey), ("step", Step), ("verb", VerbName), ("month", Month), ("whole", Whole ? "true" : null), ("from", from) }
            .Where(p => p.Item2 is not null).Select(p => new KeyValuePair<string, string?>(p.Item1, p.Item2)));
}
