using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Organisation;

namespace Yrkesresan.LtiTool.Tests.People.Memberships;

/// <summary>design.md §4, domain.md §4: what is known in advance of a membership is written in advance.</summary>
public sealed class MembershipTimelineTests
{
    private static readonly PlacePeriods Always = new(
        [new Period(new(2015, 1, 1), null)], [new Period(new(2015, 1, 1), null)], [(new Period(new(2015, 1, 1), null), "gr")]);

    [Fact]
    public void Ny_from_the_start_Van_from_the_second_anniversary_Erfaren_from_the_day_after_the_fifth()
    {
        var facts = MembershipTimeline.From(new(2020, 3, 10), SampleJourneys.ChildrenAndYouth, Employed(new(2020, 3, 10)), Always);
        Assert.Equal(
            [(new DateOnly(2020, 3, 10), "ny"), (new DateOnly(2022, 3, 10), "van"), (new DateOnly(2025, 3, 11), "erfaren")],
            facts.Select(f => (f.ValidFrom, f.StepId!)));
        Assert.All(facts, f => Assert.Equal(("1480", "gr"), (f.MunicipalityCode, f.RegionId)));
    }

    [Fact]
    public void A_start_on_29_February_has_its_anniversaries_on_28_February_in_common_years()
    {
        var facts = MembershipTimeline.From(new(2020, 2, 29), SampleJourneys.ChildrenAndYouth, Employed(new(2020, 2, 29)), Always);
        Assert.Equal([new DateOnly(2020, 2, 29), new DateOnly(2022, 2, 28), new DateOnly(2025, 3, 1)], facts.Select(f => f.ValidFrom));
    }

    [Fact]
    public void The_region_changes_on_the_day_the_delivery_does()
    {
        var place = Always with { Regions = [(new Period(new(2021, 7, 1), new(2021, 12, 31)), "gr"), (new Period(new(2022, 1, 1), null), "jkpg")] };
        var facts = MembershipTimeline.From(new(2021, 8, 1), SampleJourneys.ChildrenAndYouth, Employed(new(2021, 8, 1)), place);
        Assert.Equal([(new DateOnly(2021, 8, 1), "gr"), (new DateOnly(2022, 1, 1), "jkpg")], facts.Take(2).Select(f => (f.ValidFrom, f.RegionId!)));
    }

    [Fact]
    public void Nobody_is_in_a_step_while_the_municipality_has_not_joined_or_has_no_agreement()
    {
        var place = Always with
        {
            Joined = [new Period(new(2021, 9, 1), new(2025, 6, 30))],
            Agreements = [new Period(new(2021, 10, 1), null)],
        };
        var facts = MembershipTimeline.From(new(2021, 8, 1), SampleJourneys.ChildrenAndYouth, Employed(new(2021, 8, 1)), place);
        Assert.Equal(
            [(new DateOnly(2021, 8, 1), null), (new DateOnly(2021, 10, 1), "ny"), (new DateOnly(2023, 8, 1), "van"), (new DateOnly(2025, 7, 1), null)],
            facts.Select(f => (f.ValidFrom, f.StepId)));
    }

    [Fact]
    public void Hired_consultants_are_in_no_step()
    {
        var facts = MembershipTimeline.From(new(2020, 3, 10), SampleJourneys.ChildrenAndYouth, Employed(new(2020, 3, 10)) with { Employer = Employer.Consultancy }, Always);
        Assert.Null(Assert.Single(facts).StepId);
    }

    [Fact]
    public void On_every_day_the_fact_in_force_says_what_the_rules_say_of_that_day()
    {
        var origin = new DateOnly(2019, 1, 1);
        const int Span = 4000;
        var day = Gen.Choose(0, Span).Select(origin.AddDays);
        var period = day.Two().SelectMany(d => Gen.Elements(true, false).Select(open =>
            new Period(d.Item1 < d.Item2 ? d.Item1 : d.Item2, open ? null : d.Item1 < d.Item2 ? d.Item2 : d.Item1)));
        var cases = from started in day
                    from joined in period
                    from agreement in period
                    from first in period
                    from second in period
                    from decided in day
                    from role in Gen.Elements("", "chef")
                    from begins in day
                    select (
                        Membership: Employed(started) with { DecidedFrom = decided, Roles = role.Length == 0 ? new HashSet<string>() : new HashSet<string> { role } },
                        Place: new PlacePeriods([joined], [agreement], first.Overlaps(second) ? [(first, "gr")] : [(first, "gr"), (second, "jkpg")]),
                        Begins: begins);

        Check.QuickThrowOnFailure(Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var facts = MembershipTimeline.From(c.Begins, SampleJourneys.ChildrenAndYouth, c.Membership, c.Place);
            return facts[0].ValidFrom == c.Begins
                && Enumerable.Range(0, Span + 800).Select(origin.AddDays).Where(d => d >= c.Begins).All(d =>
                {
                    var inForce = facts.Last(f => f.ValidFrom <= d);
                    var takesPart = c.Place.Joined[0].Contains(d) && c.Place.Agreements[0].Contains(d);
                    var basis = d < c.Membership.DecidedFrom
                        ? new MembershipBasis(c.Membership.Started, new HashSet<string>(), null, null)
                        : new MembershipBasis(c.Membership.Started, c.Membership.Roles, null, null);
                    var step = takesPart ? StepMembership.StepOn(SampleJourneys.ChildrenAndYouth, basis, d)?.Id : null;
                    var region = step is null ? null : c.Place.Regions.Where(r => r.Period.Contains(d)).Select(r => r.RssId).FirstOrDefault();
                    return inForce.StepId == step && inForce.RegionId == region;
                });
        }));
    }

    private static Membership Employed(DateOnly started) => new()
    {
        Id = Guid.CreateVersion7(),
        PersonId = Guid.CreateVersion7(),
        JourneyId = "barn-och-unga",
        Started = started,
        MunicipalityCode = "1480",
    };
}
