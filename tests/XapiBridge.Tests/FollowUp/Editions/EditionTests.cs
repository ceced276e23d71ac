using System.Text;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Suppression;
using Yrkesresan.XapiBridge.Tests.FollowUp.Attack;
using Yrkesresan.XapiBridge.Tests.FollowUp.Live;
using Yrkesresan.XapiBridge.Tests.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Editions;

public class EditionTests
{
    private static readonly JoinedPlace[] Joined =
    [
        new("0001", "Exempelby", "a", "RSS Ett"),
        new("0002", "=Exempelstad", "a", "RSS Ett"),
        new("0003", "Exempelholm", "b", "RSS Två"),
    ];

    [Theory, BothDatabases]
    public async Task An_edition_is_stored_with_its_definitions_and_read_as_issued(Dialect dialect)
    {
        await using var house = await FilledAsync(dialect);
        var info = await house.Issuer.IssueAsync(Order(house));
        var edition = await house.Editions.LatestAsync(SampleJourney.Id);

        Assert.NotNull(edition);
        Assert.Equal((info.Id, 2026, House.Today, "1.0.0", "1"), (edition.Info.Id, edition.Info.Year, edition.Info.ReferenceDate, edition.Info.KitVersion, edition.Info.MethodVersion));
        Assert.Equal("Vad siffrorna betyder", edition.Info.Definitions["sv"]);
        Assert.Equal("att samtal", edition.Info.Steps[0].Goals[0].Text);
        Assert.False(edition.Info.Steps[1].Completes);
        var nation = Row(edition, "", "ny", "lagar");
        Assert.Equal((Figure.Of(27), Figure.Of(12), Figure.Of(12)), (nation.Persons, nation.Begun, nation.Completed));
        Assert.Equal(Figure.NotApplicable, Row(edition, "", "erfaren", "vidare").Completed);
        Assert.Equal("Exempelby", Row(edition, "0001", "ny", null).Name);
        Assert.Equal(edition.Rows, (await house.Editions.GetAsync(info.Id))!.Rows);
        Assert.Single(await house.Editions.ListAsync());
        Assert.Null(await house.Editions.LatestAsync("annan"));
    }

    [Theory, BothDatabases]
    public async Task What_is_hidden_is_nowhere_stored_and_cannot_be_recomputed(Dialect dialect)
    {
        await using var house = await FilledAsync(dialect);
        var info = await house.Issuer.IssueAsync(Order(house));
        var edition = (await house.Editions.GetAsync(info.Id))!;

        Assert.Equal(Figure.Hidden, Row(edition, "0002", "ny", null).Persons);
        Assert.Equal(Figure.Hidden, Row(edition, "0002", "ny", "lagar").Completed);
        await using var session = await house.Database.ReadAsync();
        Assert.Equal("..", await session.ScalarAsync<string>(
            $"select persons from follow_up_edition_row where code = {"0002"} and step_id = {"ny"} and goal_id is null"));
        using var csv = new MemoryStream();
        EditionCsv.Write(csv, edition.Rows, Evaluator.Words);
        // Without the true figures the attacker goes for all that is printed as "..".
        Assert.Empty(Attacker.Attack(csv.ToArray(), _ => 0, Thoroughness.Everything));
    }

    [Theory, BothDatabases]
    public async Task A_journey_has_one_edition_a_year(Dialect dialect)
    {
        await using var house = await FilledAsync(dialect);
        await house.Issuer.IssueAsync(Order(house) with { ReferenceDate = new DateOnly(2026, 3, 31) });
        var refused = await Assert.ThrowsAsync<EditionRefusedException>(() => house.Issuer.IssueAsync(Order(house)));
        Assert.Equal(EditionRefusal.AlreadyIssuedForYear, refused.Refusal);
        Assert.Contains("2026-03-31", refused.Message, StringComparison.Ordinal);

        await house.Issuer.IssueAsync(Order(house) with { ReferenceDate = new DateOnly(2025, 12, 31) });
        Assert.Equal([2026, 2025], (await house.Editions.ListAsync(SampleJourney.Id)).Select(e => e.Year));
    }

    [Theory, BothDatabases]
    public async Task Of_two_editions_issued_at_once_one_is_refused(Dialect dialect)
    {
        await using var house = await FilledAsync(dialect);
        var both = Enumerable.Range(0, 2).Select(_ => Task.Run(() => house.Issuer.IssueAsync(Order(house)))).ToList();
        await Assert.ThrowsAsync<EditionRefusedException>(() => Task.WhenAll(both));
        Assert.Equal([false, true], both.Select(t => t.IsCompletedSuccessfully).Order());
        Assert.Single(await house.Editions.ListAsync());
    }

    [Theory, BothDatabases]
    public async Task An_edition_is_refused_for_a_day_to_come_and_where_nobody_has_joined(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        Assert.Equal(EditionRefusal.ReferenceDateInFuture, (await Assert.ThrowsAsync<EditionRefusedException>(
            () => house.Issuer.IssueAsync(Order(house) with { ReferenceDate = House.Today.AddDays(1) }))).Refusal);
        Assert.Equal(EditionRefusal.NobodyJoined, (await Assert.ThrowsAsync<EditionRefusedException>(
            () => house.Issuer.IssueAsync(Order(house) with { Joined = [] }))).Refusal);
    }

    [Theory, BothDatabases]
    public async Task An_issued_edition_never_changes(Dialect dialect)
    {
        await using var house = await FilledAsync(dialect);
        var info = await house.Issuer.IssueAsync(Order(house));
        var issued = (await house.Editions.GetAsync(info.Id))!.Rows;
        house.Tick(await house.PersonAsync("ny", "0001", "a"), "a1");
        await house.Projector.RebuildAsync();
        Assert.Equal(issued, (await house.Editions.GetAsync(info.Id))!.Rows);

        foreach (var (what, said) in new[]
        {
            ("update follow_up_edition set year = 1", "never changes"),
            ("update follow_up_edition_row set persons = '1'", "never changes"),
            ("delete from follow_up_edition_row", "is kept"),
            ("delete from follow_up_edition", "is kept"),
        })
        {
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => house.Writes.RunAsync(unit => unit.ExecuteScriptAsync(what)));
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory, BothDatabases]
    public async Task The_csv_file_opens_in_a_spreadsheet_without_formulas(Dialect dialect)
    {
        await using var house = await FilledAsync(dialect);
        var info = await house.Issuer.IssueAsync(Order(house));
        using var csv = new MemoryStream();
        EditionCsv.Write(csv, (await house.Editions.GetAsync(info.Id))!.Rows, Evaluator.Words with { Place = "Kommun" });

        Assert.Equal([0xEF, 0xBB, 0xBF], csv.ToArray()[..3]);
        var lines = Encoding.UTF8.GetString(csv.ToArray()[3..]).Split("\r\n");
        Assert.Equal("level;code;Kommun;region;step;goal;persons;notBegun;underWay;completed;begun", lines[0]);
        Assert.StartsWith("nation;;nation;;;;", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("municipality;0003;Exempelholm;b;ny;lagar;12;6;0;6;6", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\"'=Exempelstad\";a;ny;;..;.;.;.;.", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains(";=Exempelstad", StringComparison.Ordinal));
    }

    /// <summary>Ny: 12, 3 and 12 persons in three municipalities, 6, 0 and 6 of whom have completed "lagar"; erfaren: 10 in the first.</summary>
    private static async Task<House> FilledAsync(Dialect dialect)
    {
        var house = await House.OpenAsync(dialect);
        foreach (var (place, count, done) in new[] { (Joined[0], 12, 6), (Joined[1], 3, 0), (Joined[2], 12, 6) })
            for (var i = 0; i < count; i++)
            {
                var person = await house.PersonAsync("ny", place.Code, place.RegionId, from: "2025-01-01");
                if (i < done)
                    house.Tick(person, "a2");
            }
        for (var i = 0; i < 10; i++)
            await house.PersonAsync("erfaren", "0001", "a", from: "2025-01-01");
        // Whoever is in a municipality that has not joined is not counted.
        await house.PersonAsync("ny", "0099", "b", from: "2025-01-01");
        return house;
    }

    private static EditionOrder Order(House house) => new(
        house.Journey, House.Today, Joined, new Dictionary<string, string> { ["sv"] = "Vad siffrorna betyder", ["en"] = "What the figures mean" }, "exempel");

    private static EditionRow Row(Edition edition, string code, string step, string? goal) =>
        edition.Rows.Single(r => r.Code == code && r.StepId == step && r.GoalId == goal);
}
