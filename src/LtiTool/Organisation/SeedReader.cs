using System.Globalization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>Reads a seed file. Finds every fault with its line; unknown keys are faults; throws for nothing that a file may hold.</summary>
internal sealed class SeedReader
{
    private readonly FaultList _faults = new(KitLimits.Default);

    /// <summary>What the file says; null when it has faults.</summary>
    public static (Seed? Seed, IReadOnlyList<OrganisationFault> Faults) Read(string text)
    {
        var reader = new SeedReader();
        var before = CultureInfo.CurrentUICulture;
        try
        {
            // Commands speak English, like the rest of what they say here.
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            var seed = reader.Root(text);
            var faults = reader._faults.InOrder();
            return faults.Count == 0 ? (seed, []) : (null, [.. faults.Select(f => new OrganisationFault(f.Line, f.Message))]);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private Seed? Root(string text)
    {
        switch (YamlFile.Read("", text, _faults))
        {
            case YamlMap map:
                var root = new YamlMapReader(map, _faults);
                var seed = new Seed(Each(root, "rss", Rss), Each(root, "joined", Joined), Each(root, "agreements", Agreement), Each(root, "units", Unit), Each(root, "people", Person));
                root.End();
                return seed;
            case { } other:
                _faults.Add(other.Spot, "not-a-mapping", "");
                return null;
            default:
                return null;
        }
    }

    private SeedRss Rss(YamlMapReader map) => new(
        Line(map), map.Id("id"), map.Text("name"),
        [.. Each(map, "national-periods", NationalPeriod), .. map.Texts("national", required: false).Select(t => National(t))],
        Each(map, "regional", Regional));

    // Named without days: for as long as anyone knows.
    private SeedNational National(YamlText journey)
    {
        if (!YamlMapReader.IsId(journey.Value))
            _faults.Add(journey.Spot, "id", journey.Value);
        return new(journey.Spot.Line, journey.Value, new Period(DateOnly.MinValue, null));
    }

    private SeedNational NationalPeriod(YamlMapReader map) => new(Line(map), map.Id("journey"), PeriodOf(map, map.Date("from")));

    private SeedRegional Regional(YamlMapReader map) => new(
        map.Id("journey"), PeriodOf(map, map.Date("from")),
        [.. map.Texts("municipalities", required: true).Select(t => (t.Spot.Line, t.Value))]);

    private SeedJoined Joined(YamlMapReader map) => new(Line(map), map.Text("municipality"), map.Id("journey"), PeriodOf(map, map.Date("from")));

    private SeedAgreement Agreement(YamlMapReader map)
    {
        var signed = map.Date("signed");
        return new(Line(map), map.Text("municipality"), signed ?? default, PeriodOf(map, map.Has("from") ? map.Date("from") : signed));
    }

    private SeedUnit Unit(YamlMapReader map) => new(Line(map), map.Id("id"), map.Text("municipality"), map.Text("department"), map.Text("name"));

    private SeedPerson Person(YamlMapReader map)
    {
        var account = new AccountName(map.Text("issuer"), map.Text("clientId"), map.Text("subject"));
        var change = new MembershipChange
        {
            Started = OptionalDate(map, "started"),
            Employment = EmploymentOf(map),
            Roles = map.Has("roles") ? map.Texts("roles", required: false).Select(t => t.Value).ToHashSet() : null,
            ChosenStep = map.OptionalText("step") is { } step ? new StepDecision(step) : null,
            Override = map.OptionalText("override") is { } set ? new StepDecision(set) : null,
            From = OptionalDate(map, "from"),
        };
        return new(Line(map), account, map.OptionalText("name"), map.Id("journey"), change, map.Flag("confirmed", otherwise: false), map.OptionalText("reason"));
    }

    private static Employment? EmploymentOf(YamlMapReader map)
    {
        var employer = map.Has("employer")
            ? map.Word("employer", [("municipality", Employer.Municipality), ("consultancy", Employer.Consultancy), ("private-provider", Employer.PrivateProvider)])
            : Employer.Municipality;
        var municipality = map.OptionalText("municipality");
        var unit = map.OptionalText("unit");
        var from = OptionalDate(map, "employed-from");
        return municipality is null && unit is null && !map.Has("employer") ? null : new Employment(employer, municipality, unit, from);
    }

    private static List<T> Each<T>(YamlMapReader map, string key, Func<YamlMapReader, T> read)
    {
        var all = new List<T>();
        foreach (var item in map.Maps(key, required: false))
        {
            all.Add(read(item));
            item.End();
        }
        return all;
    }

    private static Period PeriodOf(YamlMapReader map, DateOnly? from) => new(from ?? default, OptionalDate(map, "to"));

    private static DateOnly? OptionalDate(YamlMapReader map, string key)
    {
        // Asked for in any case, so that the key counts as known.
        return map.OptionalText(key) is null ? null : map.Date(key);
    }

    private static int Line(YamlMapReader map) => map.Spot.Line;
}
