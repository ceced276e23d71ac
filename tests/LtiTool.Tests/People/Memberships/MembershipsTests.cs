using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People.Memberships;

/// <summary>domain.md §4 and the first sign-in: what a person says stands until someone confirms it; what others say is logged.</summary>
public sealed class MembershipsTests
{
    [Theory, BothDatabases]
    public async Task What_a_person_says_is_marked_as_self_stated_until_confirmed(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        Assert.Empty(await house.Memberships.StateSelfAsync(person, Says(new(2024, 3, 3), "1480")));
        var said = await FindAsync(house, person);
        Assert.Equal((new DateOnly(2024, 3, 3), "1480"), (said.Started, said.MunicipalityCode));
        Assert.Null(said.StartedConfirmed);
        Assert.Null(said.EmploymentConfirmed);

        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2024, 3, 3), Employment = SampleHouse.At("1480") });
        var confirmed = await FindAsync(house, person);
        Assert.Equal(new Confirmation("Exempel", house.Clock.GetUtcNow()), confirmed.StartedConfirmed);
        Assert.Equal(new Confirmation("Exempel", house.Clock.GetUtcNow()), confirmed.EmploymentConfirmed);
    }

    [Theory, BothDatabases]
    public async Task Absurd_answers_are_refused_and_nothing_is_stored(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        await house.EditAsync(e => e.SayJoined("1481", "barn-och-unga", new Period(new(2022, 1, 1), null), 0));
        var today = house.Today;
        await RefusedAsync(Says(today.AddDays(1), "1480"), SelfStatementFault.StartInFuture);
        await RefusedAsync(Says(today.AddYears(-60).AddDays(-1), "1480"), SelfStatementFault.StartTooLongAgo);
        await RefusedAsync(Says(null, "1480"), SelfStatementFault.StartMissing);
        await RefusedAsync(Says(today, "9999"), SelfStatementFault.UnknownMunicipality);
        await RefusedAsync(Says(today, null), SelfStatementFault.MunicipalityMissing);
        await RefusedAsync(Says(today, "1481"), SelfStatementFault.NoProcessorAgreement);
        await RefusedAsync(Says(today, "1480") with { JourneyId = "finns-inte" }, SelfStatementFault.UnknownJourney);
        await RefusedAsync(Says(today, "1480") with { Employer = Employer.Consultancy }, SelfStatementFault.NotEmployedByMunicipality);
        await RefusedAsync(Says(today, "1480") with { Roles = new HashSet<string> { "rss-administrator" } }, SelfStatementFault.UnknownRole);
        Assert.Empty(await house.Memberships.StateSelfAsync(await house.NewPersonAsync(), Says(today, "1480")));
        Assert.Empty(await house.Memberships.StateSelfAsync(await house.NewPersonAsync(), Says(today.AddYears(-60), "1480")));

        async Task RefusedAsync(SelfStatement said, SelfStatementFault fault)
        {
            var person = await house.NewPersonAsync();
            Assert.Equal([fault], await house.Memberships.StateSelfAsync(person, said));
            Assert.Empty(await house.ParticipationOfAsync(person));
        }
    }

    [Theory, BothDatabases]
    public async Task A_person_does_not_overrule_what_was_confirmed(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2024, 3, 3) });
        Assert.Equal([SelfStatementFault.ConfirmedOtherwise], await house.Memberships.StateSelfAsync(person, Says(new(2015, 3, 3), "1480")));
        Assert.Empty(await house.Memberships.StateSelfAsync(person, Says(new(2024, 3, 3), "1480")));
        var known = await FindAsync(house, person);
        Assert.NotNull(known.StartedConfirmed);
        Assert.Equal("1480", known.MunicipalityCode);
        Assert.Null(known.EmploymentConfirmed);
    }

    [Theory, BothDatabases]
    public async Task An_override_needs_a_reason_and_is_logged(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2025, 3, 3), Employment = SampleHouse.At("1480") });
        await Assert.ThrowsAsync<MembershipRefusedException>(() => house.ChangeAsync(person, "barn-och-unga", new() { Override = new("van") }));
        await house.ChangeAsync(person, "barn-och-unga", new() { Override = new("van") }, "Lång erfarenhet från annat land");
        Assert.Equal("van", Assert.Single(await house.ParticipationOfAsync(person)).Step!.Id);
        await using var session = await house.Db.Database.ReadAsync();
        var log = await session.QueryAsync($"select by_whom, what, why from membership_log order by id desc", r => (r.GetString(0), r.GetString(1), r.GetStringOrNull(2)));
        Assert.Equal(("Exempel", "override: van", "Lång erfarenhet från annat land"), log[0]);
        await house.ChangeAsync(person, "barn-och-unga", new() { Override = new(null) }, "Åter till ordinarie");
        Assert.Equal("ny", Assert.Single(await house.ParticipationOfAsync(person)).Step!.Id);
    }

    [Theory, BothDatabases]
    public async Task A_change_that_contradicts_the_organisation_or_the_journey_is_refused(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        await RefusedAsync(new() { Employment = SampleHouse.At("9999") });
        await RefusedAsync(new() { Employment = SampleHouse.At("1480", "finns-inte") });
        await RefusedAsync(new() { Employment = SampleHouse.At("1481", "goteborg-mottagning") });
        await RefusedAsync(new() { Employment = SampleHouse.At("1480", from: house.Today.AddDays(1)) });
        await RefusedAsync(new() { Roles = new HashSet<string> { "finns-inte" } });
        await RefusedAsync(new() { ChosenStep = new("ny") });
        await RefusedAsync(new() { Override = new("finns-inte") });
        await RefusedAsync(new() { Started = house.Today.AddYears(2) });
        await RefusedAsync(new() { Started = house.Today.AddYears(-70) });
        await Assert.ThrowsAsync<MembershipRefusedException>(() => house.ChangeAsync(person, "finns-inte", new() { Started = house.Today }));
        Assert.Empty(await house.ParticipationOfAsync(person));

        Task RefusedAsync(MembershipChange change) =>
            Assert.ThrowsAsync<MembershipRefusedException>(() => house.ChangeAsync(person, "barn-och-unga", change, "skäl"));
    }

    [Theory, BothDatabases]
    public async Task Saying_what_is_known_already_logs_nothing(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await house.NewPersonAsync();
        var change = new MembershipChange { Started = new(2024, 3, 3), Employment = SampleHouse.At("1480"), Roles = new HashSet<string>() };
        await house.ChangeAsync(person, "barn-och-unga", change);
        await house.ChangeAsync(person, "barn-och-unga", change);
        await using var session = await house.Db.Database.ReadAsync();
        Assert.Equal(2, await session.ScalarAsync<long>($"select count(*) from membership_log"));
    }

    private static SelfStatement Says(DateOnly? started, string? municipality) =>
        new("barn-och-unga", started, Employer.Municipality, municipality, new HashSet<string>());

    private static async Task<Membership> FindAsync(SampleHouse house, Guid person)
    {
        await using var session = await house.Db.Database.ReadAsync();
        return (await LtiTool.People.Memberships.Memberships.FindAsync(session, person, "barn-och-unga"))!;
    }
}
