using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People.Memberships;

/// <summary>
/// design.md §4: facts are appended as memberships and organisation change. The later batch holds from its first day on; what was told
/// of earlier days stands.
/// </summary>
public sealed class MembershipFactsTests
{
    [Theory, BothDatabases]
    public async Task A_first_statement_tells_the_whole_course_in_advance(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await EmployedAsync(house, new(2022, 5, 2));
        Assert.Equal(["2022-05-02 ny 1480 gr", "2024-05-02 van 1480 gr", "2027-05-03 erfaren 1480 gr"], await CourseAsync(house, person));
    }

    [Theory, BothDatabases]
    public async Task A_move_leaves_what_was_before_it(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        await JoinJonkopingAsync(house);
        var person = await EmployedAsync(house, new(2022, 5, 2));
        await house.ChangeAsync(person, "barn-och-unga", new() { Employment = SampleHouse.At("0680", from: new(2026, 2, 1)) });
        Assert.Equal(["2022-05-02 ny 1480 gr", "2024-05-02 van 1480 gr", "2026-02-01 van 0680 jkpg", "2027-05-03 erfaren 0680 jkpg"], await CourseAsync(house, person));
    }

    [Theory, BothDatabases]
    public async Task A_corrected_start_tells_all_days_anew_also_those_before_the_right_start(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await EmployedAsync(house, new(2022, 5, 2));
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2023, 5, 2) });
        Assert.Equal(["2022-05-02", "2023-05-02 ny 1480 gr", "2025-05-02 van 1480 gr", "2028-05-03 erfaren 1480 gr"], await CourseAsync(house, person));
    }

    [Theory, BothDatabases]
    public async Task An_override_holds_from_its_day_and_a_later_correction_of_the_start_does_not_spread_it(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var person = await EmployedAsync(house, new(2025, 5, 2));
        await house.ChangeAsync(person, "barn-och-unga", new() { Override = new("van"), From = new(2026, 1, 15) }, "skäl");
        Assert.Equal(["2025-05-02 ny 1480 gr", "2026-01-15 van 1480 gr"], await CourseAsync(house, person));
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2025, 4, 2) });
        Assert.Equal(["2025-04-02 ny 1480 gr", "2026-01-15 van 1480 gr"], await CourseAsync(house, person));
    }

    [Theory, BothDatabases]
    public async Task A_change_of_region_is_told_of_all_the_municipalitys_people(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var one = await EmployedAsync(house, new(2022, 5, 2));
        var other = await EmployedAsync(house, new(2010, 5, 2));
        Assert.Empty(await house.EditAsync(e =>
        {
            e.SayRegional("gr", "1480", "barn-och-unga", new Period(new(2021, 7, 1), new(2026, 6, 30)), 0);
            e.SayRegional("jkpg", "1480", "barn-och-unga", new Period(new(2026, 7, 1), null), 0);
        }));
        Assert.Equal(["2022-05-02 ny 1480 gr", "2024-05-02 van 1480 gr", "2026-07-01 van 1480 jkpg", "2027-05-03 erfaren 1480 jkpg"], await CourseAsync(house, one));
        Assert.Equal(["2021-09-01 erfaren 1480 gr", "2026-07-01 erfaren 1480 jkpg"], await CourseAsync(house, other));
    }

    [Theory, BothDatabases]
    public async Task Who_waits_for_the_agreement_is_told_of_when_it_is_signed_and_no_longer_when_it_ends(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        await house.EditAsync(e => e.SayJoined("0680", "barn-och-unga", new Period(new(2021, 10, 1), null), 0));
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = new(2025, 5, 2), Employment = SampleHouse.At("0680") });
        Assert.Empty(await CourseAsync(house, person));
        await house.EditAsync(e => e.SayAgreement("0680", new(2025, 9, 20), new Period(new(2025, 9, 20), null), 0));
        await house.EditAsync(e => e.EndAgreement("0680", new(2027, 1, 31)));
        Assert.Equal(["2025-09-20 ny 0680 -", "2027-02-01"], await CourseAsync(house, person));
    }

    private static async Task<Guid> EmployedAsync(SampleHouse house, DateOnly started)
    {
        var person = await house.NewPersonAsync();
        await house.ChangeAsync(person, "barn-och-unga", new() { Started = started, Employment = SampleHouse.At("1480") });
        return person;
    }

    private static async Task JoinJonkopingAsync(SampleHouse house) => Assert.Empty(await house.EditAsync(e =>
    {
        e.SayRegional("jkpg", "0680", "barn-och-unga", new Period(new(2021, 7, 1), null), 0);
        e.SayJoined("0680", "barn-och-unga", new Period(new(2021, 10, 1), null), 0);
        e.SayAgreement("0680", new(2021, 9, 20), new Period(new(2021, 9, 20), null), 0);
    }));

    /// <summary>What holds on each day as follow-up reads the facts: of batches the last with a fact on or before the day, in it the last such fact.</summary>
    private static async Task<List<string>> CourseAsync(SampleHouse house, Guid person)
    {
        await using var session = await house.Db.Database.ReadAsync();
        var facts = await session.QueryAsync($"""
            select f.batch, f.valid_from, f.step_id, f.municipality_code, f.region_id
            from follow_up_membership f join person p on p.pseudonym = f.pseudonym where p.id = {person}
            """, r => (Batch: r.GetInt32(0), From: r.GetDate(1), Says: r.IsDBNull(2) ? "" : $" {r.GetString(2)} {r.GetString(3)} {r.GetStringOrNull(4) ?? "-"}"));
        var course = new List<string>();
        foreach (var day in facts.Select(f => f.From).Distinct().Order())
        {
            var inForce = facts.Where(f => f.From <= day).OrderBy(f => f.Batch).ThenBy(f => f.From).Last();
            if (course.Count == 0 || course[^1][10..] != inForce.Says)
                course.Add($"{day:yyyy-MM-dd}{inForce.Says}");
        }
        return course;
    }
}
