using Yrkesresan.Content;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.XapiBridge.FollowUp.Facts;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>When a municipality is in a journey, under which agreement, and delivered to by whom.</summary>
internal sealed record PlacePeriods(IReadOnlyList<Period> Joined, IReadOnlyList<Period> Agreements, IReadOnlyList<(Period Period, string RssId)> Regions)
{
    public static PlacePeriods None { get; } = new([], [], []);

    public IEnumerable<Period> All => [.. Joined, .. Agreements, .. Regions.Select(r => r.Period)];

    public bool TakesPartOn(DateOnly day) => Joined.Any(p => p.Contains(day)) && Agreements.Any(p => p.Contains(day));

    public string? RegionOn(DateOnly day) => Regions.Where(r => r.Period.Contains(day)).Select(r => r.RssId).FirstOrDefault();
}

/// <summary>What is known in advance of a membership: every day on which step, region or participation changes (domain.md §4).</summary>
internal static class MembershipTimeline
{
    /// <summary>The facts from a day on, the first of them on that day; equal neighbours are one.</summary>
    public static List<MembershipFact> From(DateOnly from, Journey? journey, Membership membership, PlacePeriods place)
    {
        var facts = new List<MembershipFact>();
        foreach (var day in Days(from, journey, membership, place))
        {
            var fact = On(day, journey, membership, place);
            if (facts.Count == 0 || facts[^1] with { ValidFrom = day } != fact)
                facts.Add(fact);
        }
        return facts;
    }

    private static MembershipFact On(DateOnly day, Journey? journey, Membership m, PlacePeriods place)
    {
        var step = journey is not null && m.Employer == Employer.Municipality && m.MunicipalityCode is not null && place.TakesPartOn(day)
            ? StepMembership.StepOn(journey, m.BasisOn(day), day)
            : null;
        return step is null
            ? new MembershipFact(day, null, null, null, null)
            : new MembershipFact(day, step.Id, m.UnitId, m.MunicipalityCode, place.RegionOn(day));
    }

    /// <summary>Days on which something may change. A day too many does no harm: equal neighbours become one.</summary>
    private static SortedSet<DateOnly> Days(DateOnly from, Journey? journey, Membership membership, PlacePeriods place)
    {
        var days = new SortedSet<DateOnly> { from };
        foreach (var period in place.All)
        {
            Add(period.First);
            Add(period.DayAfter);
        }
        Add(membership.DecidedFrom);
        if (journey is not null && membership.Started is { } start)
        {
            foreach (var tenure in journey.Steps.Select(s => s.Membership).OfType<ByTenure>())
            {
                AddAnniversary(start, tenure.FromYears);
                AddAnniversary(start, tenure.ToYears);
            }
        }
        return days;

        void Add(DateOnly? day)
        {
            if (day > from)
                days.Add(day.Value);
        }

        void AddAnniversary(DateOnly start, int? years)
        {
            if (years is null || years > DateOnly.MaxValue.Year - start.Year - 1)
                return;
            var anniversary = start.AddYears(years.Value);
            Add(anniversary);
            Add(anniversary.AddDays(1));
        }
    }
}
