using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People.Memberships;

/// <summary>domain.md §2, §4, §6: who takes part, and what stands in the way of who does not.</summary>
public sealed class ParticipationTests
{
    [Theory, BothDatabases]
    public async Task Someone_of_a_joined_municipality_with_an_agreement_takes_part_in_the_step_of_the_day(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2024, 3, 3), Employment = SampleHouse.At("1480", "goteborg-mottagning") });
        var today = Assert.Single(await house.ParticipationOfAsync(person, new(2026, 3, 2)));
        Assert.True(today.TakesPart);
        Assert.Equal(("ny", new Place("1480", "Göteborg"), new Place("gr", "Göteborgsregionen"), new Place("goteborg-mottagning", "Mottagning")),
            (today.Step!.Id, today.Municipality, today.Region, today.Unit));
        Assert.Equal("van", Assert.Single(await house.ParticipationOfAsync(person, new(2026, 3, 3))).Step!.Id);
    }

    [Theory, BothDatabases]
    public async Task Nobody_of_whom_nothing_is_known_has_a_participation(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        Assert.Empty(await house.ParticipationOfAsync(await house.NewPersonAsync()));
    }

    [Theory, BothDatabases]
    public async Task Each_condition_that_fails_is_told(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        // Mölndal has joined but has no agreement; Kungsbacka has an agreement but has not joined.
        await house.EditAsync(e =>
        {
            e.SayJoined("1481", "barn-och-unga", new Period(new(2022, 1, 1), null), 0);
            e.SayAgreement("1384", new(2022, 1, 1), new Period(new(2022, 1, 1), null), 0);
        });
        var started = new DateOnly(2024, 3, 3);
        Assert.Equal(WhyNot.NoProcessorAgreement, await WhyNotAsync(new() { Started = started, Employment = SampleHouse.At("1481") }));
        Assert.Equal(WhyNot.MunicipalityNotJoined, await WhyNotAsync(new() { Started = started, Employment = SampleHouse.At("1384") }));
        Assert.Equal(WhyNot.MunicipalityUnknown, await WhyNotAsync(new() { Started = started }));
        Assert.Equal(WhyNot.StartUnknown, await WhyNotAsync(new() { Employment = SampleHouse.At("1480") }));
        Assert.Equal(WhyNot.NotStartedYet, await WhyNotAsync(new() { Started = house.Today.AddDays(1), Employment = SampleHouse.At("1480") }));
        Assert.Equal(WhyNot.NotEmployedByMunicipality, await WhyNotAsync(new() { Started = started, Employment = new(Employer.Consultancy, null, null, null) }));
        Assert.Equal(WhyNot.NoStep, await WhyNotAsync(new() { Employment = SampleHouse.At("1480") }, "aldre"));
        Assert.Null(await WhyNotAsync(new() { Employment = SampleHouse.At("1480"), ChosenStep = new("bas") }, "aldre"));
        Assert.Null(await WhyNotAsync(new() { Employment = SampleHouse.At("1480"), Roles = new HashSet<string> { "chef" } }));

        async Task<WhyNot?> WhyNotAsync(MembershipChange change, string journey = "barn-och-unga")
        {
            var person = await house.NewPersonAsync();
            await house.ChangeAsync(person, journey, change);
            return Assert.Single(await house.ParticipationOfAsync(person)).WhyNot;
        }
    }

    [Theory, BothDatabases]
    public async Task Participation_ends_with_the_joining_and_with_the_agreement(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2022, 3, 3), Employment = SampleHouse.At("1480") });
        await house.EditAsync(e => e.EndJoined("1480", "barn-och-unga", new(2026, 6, 30)));
        await house.EditAsync(e => e.EndAgreement("1480", new(2026, 12, 31)));
        Assert.Null(await OnAsync(new(2026, 6, 30)));
        Assert.Equal(WhyNot.MunicipalityNotJoined, await OnAsync(new(2026, 7, 1)));
        Assert.Equal(WhyNot.NoProcessorAgreement, await OnAsync(new(2027, 1, 1)));
        Assert.Equal(WhyNot.NoProcessorAgreement, await OnAsync(new(2021, 8, 14)));

        async Task<WhyNot?> OnAsync(DateOnly day) => Assert.Single(await house.ParticipationOfAsync(person, day)).WhyNot;
    }

    [Theory, BothDatabases]
    public async Task One_person_can_take_part_in_several_journeys(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2024, 3, 3), Employment = SampleHouse.At("1480") });
        await house.ChangeAsync(person, "aldre", new() { Employment = SampleHouse.At("1480"), ChosenStep = new("spets") });
        Assert.Equal([("aldre", "spets"), ("barn-och-unga", "ny")], (await house.ParticipationOfAsync(person)).Select(p => (p.JourneyId, p.Step!.Id)));
    }
}
