using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.FollowUp.Statements;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.FollowUp;

/// <summary>The statement reader: pseudonymous, in a stated scope, every look logged, never a name (domain.md §2).</summary>
public sealed class StatementPagesTests
{
    private const string Path = "/follow-up/statements";

    [Theory, BothDatabases]
    public async Task Within_the_scope_in_plain_words_and_beyond_it_nothing(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var (own, other) = await TwoAsync(world);
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "unit:" + FollowUpWorld.Reception));

        var page = await reader.PageAsync(Path);
        var rows = page.QuerySelectorAll(".yr-lines tbody tr").Select(r => r.TextContent).ToList();
        var row = Assert.Single(rows);
        Assert.Contains("bockade av", row, StringComparison.Ordinal);
        Assert.Contains("18 mars 2027 10:00", row, StringComparison.Ordinal);
        Assert.Contains("Mottagning och utredning, Göteborg, Exempelregionen i väst", row, StringComparison.Ordinal);
        Assert.Contains((await world.PseudonymOfAsync(own)).ToString("N")[..8], row, StringComparison.Ordinal);
        var html = page.DocumentElement.OuterHtml;
        Assert.DoesNotContain((await world.PseudonymOfAsync(other)).ToString("N")[..8], html, StringComparison.Ordinal);
        Assert.DoesNotContain("Egensson", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Annansson", html, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Beyond_the_scope_only_region_and_month(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var (_, other) = await TwoAsync(world);
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "unit:" + FollowUpWorld.Reception));

        var page = await reader.PageAsync(Path + "?whole=true");
        var rows = page.QuerySelectorAll(".yr-lines tbody tr").ToList();
        Assert.Equal(2, rows.Count);
        var row = rows.Single(r => r.TextContent.Contains("Exempelregionen i öst", StringComparison.Ordinal));
        Assert.Equal("mars 2027", row.QuerySelectorAll("td")[0].TextContent.Trim());
        Assert.Equal("Exempelregionen i öst", row.QuerySelectorAll("td")[2].TextContent.Trim());
        // The id of a statement is made of its time, so no row has one.
        Assert.Empty(page.QuerySelectorAll(".yr-lines a"));
        foreach (var told in new[] { "Jönköping", "10:00", "18 mars", (await world.PseudonymOfAsync(other)).ToString("D") })
            Assert.DoesNotContain(told, page.QuerySelector(".yr-lines")!.OuterHtml, StringComparison.Ordinal);

        var id = await IdOfAsync(world, other);
        foreach (var path in new[] { $"{Path}/{id:D}", $"{Path}/{id:D}.json" })
            Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(path)).StatusCode);
    }

    [Theory, BothDatabases]
    public async Task What_a_person_does_after_moving_away_is_beyond_the_scope(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var person = await world.EmployAsync("Exempel Flyttarsson", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        await world.TickAsync(person);
        world.Tool.Clock.Advance(TimeSpan.FromDays(40));
        await world.MoveAsync(person, FollowUpWorld.Jonkoping, FollowUpWorld.InJonkoping);
        await world.TickAsync(person, "vald-och-utsatthet");
        foreach (var (unit, day) in new[] { (FollowUpWorld.Reception, "18 mars 2027"), (FollowUpWorld.InJonkoping, "27 apr. 2027") })
        {
            using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "unit:" + unit));
            var row = Assert.Single((await reader.PageAsync(Path)).QuerySelectorAll(".yr-lines tbody tr"));
            Assert.Contains(day, row.TextContent, StringComparison.Ordinal);
        }
    }

    [Theory, BothDatabases]
    public async Task One_statement_as_json_as_it_is_stored(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var (own, _) = await TwoAsync(world);
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "region:" + FollowUpWorld.West));
        var link = (await reader.PageAsync(Path)).QuerySelector(".yr-lines a")!.GetAttribute("href")!;
        Assert.Contains("bockade av", await reader.TextAsync(link), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await reader.TextAsync(link + ".json"));
        Assert.Equal((await world.PseudonymOfAsync(own)).ToString("D"), json.RootElement.GetProperty("actor").GetProperty("account").GetProperty("name").GetString());
        Assert.DoesNotContain("Egensson", json.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Every_look_is_logged_with_scope_filter_and_number(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var (own, other) = await TwoAsync(world);
        var scope = "unit:" + FollowUpWorld.Reception;
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, scope));
        var (ownId, otherId) = (await IdOfAsync(world, own), await IdOfAsync(world, other));
        await reader.TextAsync(Path + "?verb=completed&month=2027-03");
        await reader.TextAsync(Path + "?whole=true");
        await reader.TextAsync($"{Path}/{ownId:D}");
        await reader.TextAsync($"{Path}/{ownId:D}.json");
        await reader.GetAsync($"{Path}/{otherId:D}");

        var looks = await world.Tool.Services.GetRequiredService<StatementLog>().ReadAsync(100);
        Assert.All(looks, l => Assert.Equal((reader.PersonId, scope), (l.PersonId!.Value, l.Scope)));
        Assert.All(looks, l => Assert.Equal(world.Tool.Clock.Now, l.At));
        (string, int)[] expected = [("verb=completed&month=2027-03", 1), ("whole=true", 2), ($"id={ownId:D}", 1), ($"id={ownId:D}&format=json", 1), ($"id={otherId:D}", 0)];
        Assert.Equal(expected.Order(), looks.Select(l => (l.Filter, l.Shown)).Order());
    }

    [Theory, BothDatabases]
    public async Task A_look_that_cannot_be_logged_is_not_shown(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        await TwoAsync(world);
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "nation"));
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"drop table statement_look"));
        using var answer = await reader.GetAsync(Path);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("bockade av", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Filters_and_pages_find_each_statement_once(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var people = await world.EmployAsync([.. Enumerable.Range(1, 14).Select(i => $"Exempel Egensson {i}")], FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        foreach (var person in people)
            await world.TickAsync(person, activities: 4);
        // As the unit's reader each person's statements are read; as the nation's everyone's.
        foreach (var scope in new[] { "unit:" + FollowUpWorld.Reception, "nation" })
        {
            using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, scope));
            var found = new List<string>();
            for (var path = Path + "?step=barn-och-unga/ny&verb=completed"; path is not null;)
            {
                var page = await reader.PageAsync(path);
                found.AddRange(page.QuerySelectorAll(".yr-lines a").Select(a => a.GetAttribute("href")!));
                path = page.QuerySelector("a.ds-button[href*='from=']")?.GetAttribute("href");
            }
            Assert.Equal(14 * 4, found.Count);
            Assert.Equal(found.Count, found.Distinct().Count());
            foreach (var none in new[] { "?step=barn-och-unga/van", "?verb=attended", "?month=2027-02", "?journey=aldre" })
                Assert.Empty((await reader.PageAsync(Path + none)).QuerySelectorAll(".yr-lines"));
        }
    }

    [Theory]
    [InlineData("?step=no-such/step")]
    [InlineData("?verb=no-such-verb")]
    [InlineData("?month=2027-13")]
    [InlineData("?month=0001-01")]
    [InlineData("?month=9999-12")]
    [InlineData("?from=forged")]
    [InlineData("?whole=perhaps")]
    public async Task What_is_no_filter_is_refused(string query)
    {
        await using var world = await FollowUpWorld.CreateAsync();
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "nation"));
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.GetAsync(Path + query)).StatusCode);
    }

    [Fact]
    public async Task Without_statements_the_page_says_so_in_both_languages()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        using var reader = await world.SignInAsync("Exempel Läsarsson", learner: false, (Role.StatementReader, "nation"));
        Assert.Contains("Det finns inga händelser i ditt område än", await reader.TextAsync(Path), StringComparison.Ordinal);
        Assert.Contains("There are no events in your area yet", await reader.TextAsync(Path, "en"), StringComparison.Ordinal);
    }

    /// <summary>One who has ticked in Göteborg's reception, and one in Jönköping.</summary>
    private static async Task<(Guid Own, Guid Other)> TwoAsync(FollowUpWorld world)
    {
        var own = await world.EmployAsync("Exempel Egensson", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        var other = await world.EmployAsync("Exempel Annansson", FollowUpWorld.Jonkoping, FollowUpWorld.InJonkoping);
        await world.TickAsync(own);
        await world.TickAsync(other);
        return (own, other);
    }

    private static async Task<Guid> IdOfAsync(FollowUpWorld world, Guid person)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return await session.FirstOrDefaultAsync($"select statement_id from activity_tick where person_id = {person}", r => r.GetUuid(0));
    }
}
