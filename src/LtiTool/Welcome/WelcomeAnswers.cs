using System.Globalization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Memberships;

namespace Yrkesresan.LtiTool.Welcome;

/// <summary>The form as it was filled in, so that a fault loses nothing.</summary>
internal sealed class WelcomeAnswers
{
    public string? Journey { get; set; }

    /// <summary>Day of the month; may be left out.</summary>
    public string? Day { get; set; }

    public string? Month { get; set; }

    public string? Year { get; set; }

    /// <summary>A municipality's name, as it is written or nearly so.</summary>
    public string? Municipality { get; set; }

    public Employer? Employer { get; set; }

    public string? Role { get; set; }

    /// <summary>What is known already, as answers.</summary>
    public static WelcomeAnswers From(Membership? known, IReadOnlyList<MunicipalityRow> municipalities) => known is null ? new() : new()
    {
        Day = known.Started?.Day.ToString(CultureInfo.InvariantCulture),
        Month = known.Started?.Month.ToString(CultureInfo.InvariantCulture),
        Year = known.Started?.Year.ToString(CultureInfo.InvariantCulture),
        Municipality = municipalities.FirstOrDefault(m => m.Code == known.MunicipalityCode)?.Name,
        Employer = known.Employer,
        Role = known.Roles.FirstOrDefault(),
    };

    /// <summary>What the person says, and the faults that only the form can have.</summary>
    public (SelfStatement Said, IReadOnlyList<SelfStatementFault> Faults) Read(Journey journey, IReadOnlyList<MunicipalityRow> municipalities)
    {
        var faults = new List<SelfStatementFault>();
        var started = Date();
        if (started is null && (Year, Month) is not (null or "", null or ""))
            faults.Add(SelfStatementFault.StartMissing);
        var code = Find(municipalities)?.Code;
        if (code is null && !string.IsNullOrWhiteSpace(Municipality))
            faults.Add(SelfStatementFault.UnknownMunicipality);
        IReadOnlySet<string> roles = string.IsNullOrEmpty(Role) ? new HashSet<string>() : new HashSet<string> { Role };
        return (new SelfStatement(journey.Id, started, Employer ?? People.Memberships.Employer.Municipality, code, roles), faults);
    }

    /// <summary>Without a day the month's first: the person is then never asked to wait for what the month has already brought.</summary>
    private DateOnly? Date()
    {
        if (!int.TryParse(Year, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or > 9998
            || !int.TryParse(Month, NumberStyles.None, CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12)
        {
            return null;
        }
        if (string.IsNullOrWhiteSpace(Day))
            return new(year, month, 1);
        return int.TryParse(Day, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null;
    }

    /// <summary>"Göteborg", "göteborgs kommun", "Malmö stad" or the code itself.</summary>
    private MunicipalityRow? Find(IReadOnlyList<MunicipalityRow> municipalities)
    {
        var asked = Bare(Municipality ?? "");
        return asked.Length == 0 ? null : municipalities.FirstOrDefault(m => m.Code == asked || Bare(m.Name) == asked || Bare(m.Name) + "s" == asked);
    }

    private static string Bare(string name)
    {
        var bare = name.Trim().ToLower(CultureInfo.GetCultureInfo("sv-SE"));
        foreach (var ending in new[] { " kommun", " stad" })
        {
            if (bare.EndsWith(ending, StringComparison.Ordinal))
                bare = bare[..^ending.Length];
        }
        return bare.Trim();
    }
}
