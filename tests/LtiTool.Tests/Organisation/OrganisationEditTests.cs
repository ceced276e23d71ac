using System.Globalization;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>domain.md §2, §6, §10: assignments, joining and agreements hold on days, and never twice on the same day.</summary>
public sealed class OrganisationEditTests
{
    [Theory, BothDatabases]
    public async Task Two_regions_cannot_deliver_a_journey_to_a_municipality_on_the_same_day(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var faults = await house.EditAsync(e => e.SayRegional("jkpg", "1480", "barn-och-unga", new Period(new(2024, 1, 1), null), 7));
        var fault = Assert.Single(faults);
        Assert.Equal(7, fault.Line);
        Assert.Contains("gr delivers barn-och-unga to 1480", fault.Message, StringComparison.Ordinal);
        Assert.Contains("jkpg delivers barn-och-unga to 1480", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(house, "regional_assignment"));
    }

    [Theory, BothDatabases]
    public async Task A_municipality_moves_to_another_region_from_one_day_to_the_next(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        // Said in the wrong order on purpose: what counts is what it comes to.
        Assert.Empty(await house.EditAsync(e =>
        {
            e.SayRegional("jkpg", "1480", "barn-och-unga", new Period(new(2024, 1, 1), null), 1);
            e.SayRegional("gr", "1480", "barn-och-unga", new Period(new(2021, 7, 1), new(2023, 12, 31)), 2);
        }));
        Assert.Equal(2, await CountAsync(house, "regional_assignment"));
    }

    [Theory, BothDatabases]
    public async Task Overlapping_joinings_agreements_and_national_assignments_are_refused(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        await house.EditAsync(e => e.SayNational("gr", "barn-och-unga", new Period(new(2021, 7, 1), new(2024, 6, 30)), 0));
        Assert.Single(await house.EditAsync(e => e.SayJoined("1480", "barn-och-unga", new Period(new(2022, 1, 1), null), 1)));
        Assert.Single(await house.EditAsync(e => e.SayAgreement("1480", new(2022, 1, 1), new Period(new(2022, 1, 1), null), 1)));
        Assert.Single(await house.EditAsync(e => e.SayNational("jkpg", "barn-och-unga", new Period(new(2024, 6, 30), null), 1)));
        Assert.Empty(await house.EditAsync(e => e.SayNational("jkpg", "barn-och-unga", new Period(new(2024, 7, 1), null), 1)));
        Assert.Empty(await house.EditAsync(e => e.SayJoined("1480", "funktionshinder", new Period(new(2022, 1, 1), null), 1)));
    }

    [Theory, BothDatabases]
    public async Task Saying_what_is_so_already_changes_nothing(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var logged = await CountAsync(house, "organisation_log");
        Assert.Empty(await house.EditAsync(e =>
        {
            e.SayRss("gr", "Göteborgsregionen");
            e.SayRegional("gr", "1480", "barn-och-unga", new Period(new(2021, 7, 1), null), 1);
            e.SayJoined("1480", "barn-och-unga", new Period(new(2021, 9, 1), null), 2);
            e.SayAgreement("1480", new(2021, 8, 15), new Period(new(2021, 8, 15), null), 3);
            e.SayUnit("goteborg-mottagning", "1480", "Exempelförvaltningen", "Mottagning", 4);
            Assert.Empty(e.Changes);
            Assert.Empty(e.Touched);
        }));
        Assert.Equal(logged, await CountAsync(house, "organisation_log"));
    }

    [Theory, BothDatabases]
    public async Task A_municipality_that_is_none_and_a_period_that_ends_before_it_begins_are_refused(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var faults = await house.EditAsync(e =>
        {
            e.SayJoined("9999", "barn-och-unga", new Period(new(2024, 1, 1), null), 3);
            e.SayJoined("0114", "barn-och-unga", new Period(new(2024, 1, 1), new(2023, 12, 31)), 5);
        });
        Assert.Equal([3, 5], faults.Select(f => f.Line));
    }

    [Theory, BothDatabases]
    public async Task A_joining_ends_on_its_last_day(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        Assert.Empty(await house.EditAsync(e => e.EndJoined("1480", "barn-och-unga", new(2026, 6, 30))));
        await using var session = await house.Db.Database.ReadAsync();
        var place = await PlacePeriodRows.OfAsync(session, "1480", "barn-och-unga");
        Assert.Equal([new Period(new(2021, 9, 1), new(2026, 6, 30))], place.Joined);
        Assert.Single(await house.EditAsync(e => e.EndJoined("1480", "barn-och-unga", new(2026, 7, 1))));
    }

    [Theory, BothDatabases]
    public async Task A_unit_does_not_change_municipality(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var fault = Assert.Single(await house.EditAsync(e => e.SayUnit("goteborg-mottagning", "1481", "Exempel", "Mottagning", 9)));
        Assert.Contains("1480", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<long> CountAsync(SampleHouse house, string table)
    {
        await using var session = await house.Db.Database.ReadAsync();
        return Convert.ToInt64(await session.Command($"select count(*) from {table}").ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
