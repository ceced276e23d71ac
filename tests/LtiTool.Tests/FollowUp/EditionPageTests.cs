using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Editions;

namespace Yrkesresan.LtiTool.Tests.FollowUp;

/// <summary>Evaluators see issued editions: stored, suppressed, with what they mean (domain.md §9).</summary>
public sealed class EditionPageTests
{
    private static readonly DateOnly Reference = new(2027, 3, 18);

    [Theory, BothDatabases]
    public async Task A_hidden_figure_is_two_dots_and_its_number_stands_nowhere(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        await SeedAsync(world);
        var info = await world.IssueAsync(Reference);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));

        var page = await evaluator.PageAsync($"/follow-up/{FollowUpWorld.Journey}?step=ny&region={FollowUpWorld.West}");
        var kungalv = page.QuerySelectorAll(".yr-multi tbody tr").Single(r => r.QuerySelector("th")!.TextContent.Contains("Kungälv", StringComparison.Ordinal));
        // Three persons: their number, and every number of them, is hidden.
        Assert.Contains("..", kungalv.QuerySelector("th")!.TextContent, StringComparison.Ordinal);
        Assert.All(kungalv.QuerySelectorAll("td"), cell =>
        {
            Assert.Contains("..", cell.TextContent, StringComparison.Ordinal);
            Assert.NotNull(cell.QuerySelector(".yr-hidden"));
            Assert.Empty(cell.QuerySelectorAll("svg"));
            Assert.DoesNotMatch("[1-9]", cell.TextContent);
        });
        Assert.Contains("Dolt. Gäller 1–4 personer", page.Body!.TextContent, StringComparison.Ordinal);
        // No person's count of one to four stands in any row: beside its names and the goals' numbers a row has none.
        foreach (var value in page.QuerySelectorAll(".yr-multi tbody .yr-num, .yr-multi tbody .yr-n"))
            Assert.DoesNotMatch(@"(?<!\d)[1-4](?!\d)", value.TextContent);

        var csv = await evaluator.TextAsync($"/follow-up/{FollowUpWorld.Journey}/{info.Id:D}.csv");
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Trim('\r').Split(';')).ToList();
        Assert.Contains(lines, l => l[1] == FollowUpWorld.Kungalv && l[6] == "..");
        Assert.DoesNotContain(lines, l => l[^5..].Any(f => f is "1" or "2" or "3" or "4"));
    }

    [Fact]
    public async Task The_page_says_date_definitions_and_exact_wording_and_lists_all_editions()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await SeedAsync(world);
        var earlier = await world.IssueAsync(new DateOnly(2026, 12, 31));
        var latest = await world.IssueAsync(Reference);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));

        var page = await evaluator.PageAsync("/follow-up");
        var text = page.Body!.TextContent;
        Assert.Contains("Avser 18 mars 2027, publicerad 18 mars 2027", text, StringComparison.Ordinal);
        Assert.Contains("Medarbetaren ska efter att ha slutfört Ny i Yrkesresan kunna", text, StringComparison.Ordinal);
        Assert.Contains("bemöta barn och deras familjer med respekt och lyhördhet samt främja delaktighet", text, StringComparison.Ordinal);
        Assert.Contains("som tillhörde steget den 18 mars 2027", text, StringComparison.Ordinal);
        var links = page.QuerySelectorAll(".yr-editions a").Select(a => a.GetAttribute("href"));
        Assert.Equal([$"/follow-up/{FollowUpWorld.Journey}/{latest.Id:D}", $"/follow-up/{FollowUpWorld.Journey}/{earlier.Id:D}"], links);
        Assert.Contains("Det här är en tidigare utgåva", await evaluator.TextAsync($"/follow-up/{FollowUpWorld.Journey}/{earlier.Id:D}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_ticked_after_an_edition_does_not_change_it()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        var people = await SeedAsync(world);
        await world.IssueAsync(Reference);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));
        var before = await FiguresAsync(evaluator);
        foreach (var person in people)
            await world.TickAsync(person, "vald-och-utsatthet");
        Assert.Equal(before, await FiguresAsync(evaluator));
    }

    [Fact]
    public async Task A_continuous_step_is_published_without_completed()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await SeedAsync(world);
        var info = await world.IssueAsync(Reference);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));
        var page = await evaluator.PageAsync($"/follow-up/{FollowUpWorld.Journey}?step=erfaren");
        Assert.Empty(page.QuerySelectorAll(".v-done, .k-done"));
        Assert.Contains("ingen räknas som färdig", page.Body!.TextContent, StringComparison.Ordinal);
        var csv = await evaluator.TextAsync($"/follow-up/{FollowUpWorld.Journey}/{info.Id:D}.csv");
        Assert.Contains(csv.Split('\n'), l => l.Contains(";Erfaren;", StringComparison.Ordinal) && l.Split(';')[^2] == ".");
    }

    [Fact]
    public async Task The_file_has_headings_in_the_readers_language()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await SeedAsync(world);
        var info = await world.IssueAsync(Reference);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));
        var path = $"/follow-up/{FollowUpWorld.Journey}/{info.Id:D}.csv";
        Assert.StartsWith("Nivå;Kod;Plats;Region;Steg;Mål;", (await evaluator.TextAsync(path)).TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.StartsWith("Level;Code;Place;Region;Step;Goal;", (await evaluator.TextAsync(path, "en")).TrimStart('\uFEFF'), StringComparison.Ordinal);
        using var answer = await evaluator.GetAsync(path);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("attachment", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/follow-up/no-such-journey")]
    [InlineData("/follow-up/barn-och-unga?step=no-such-step")]
    [InlineData("/follow-up/barn-och-unga/0195a3b0-0000-7000-8000-000000000000")]
    [InlineData("/follow-up/aldre/0195a3b0-0000-7000-8000-000000000000.csv")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await world.EmployAsync("Exempel Exempelsson", FollowUpWorld.Goteborg);
        await world.IssueAsync(Reference);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));
        using var answer = await evaluator.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>Many in Göteborg and Jönköping, three in Kungälv, of whom one has begun.</summary>
    private static async Task<IReadOnlyList<Guid>> SeedAsync(FollowUpWorld world)
    {
        var goteborg = await world.EmployAsync(Names("Göteborgsson", 24), FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        var kungalv = await world.EmployAsync(Names("Kungälvsson", 3), FollowUpWorld.Kungalv);
        await world.EmployAsync(Names("Jönköpingsson", 20), FollowUpWorld.Jonkoping, FollowUpWorld.InJonkoping);
        await world.EmployAsync(Names("Erfarensson", 15), FollowUpWorld.Goteborg, FollowUpWorld.Homes, new DateOnly(2015, 1, 1));
        foreach (var person in goteborg.Take(8).Append(kungalv[0]))
            await world.TickAsync(person);
        return goteborg;
    }

    private static List<string> Names(string last, int count) => [.. Enumerable.Range(1, count).Select(i => $"Exempel {last} {i}")];

    private static async Task<string> FiguresAsync(Visitor visitor)
    {
        var page = await visitor.PageAsync("/follow-up");
        return Regex.Replace(page.QuerySelector(".yr-multi")!.TextContent, @"\s+", " ");
    }
}
