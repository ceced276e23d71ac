using System.Net;
using AngleSharp.Dom;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.FollowUp;

/// <summary>Managers and regional administrators see live persons and counts of their own scope, and nobody else's (domain.md §2, §9).</summary>
public sealed class LivePlacesTests
{
    [Theory, BothDatabases]
    public async Task A_manager_sees_own_units_alone_and_no_query_widens_it(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        await world.EmployAsync("Mottagningsson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        await world.EmployAsync("Familjehemsson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Homes);
        await world.EmployAsync("Jönköpingsson Exempel", FollowUpWorld.Jonkoping, FollowUpWorld.InJonkoping);
        using var manager = await world.SignInAsync("Exempel Chefsson", learner: false, (Role.Manager, "unit:" + FollowUpWorld.Reception));

        foreach (var path in new[] { "/stationen", $"/stationen?unit={FollowUpWorld.Homes}&municipality={FollowUpWorld.Jonkoping}&region={FollowUpWorld.East}&scope=nation&page=99" })
        {
            var page = await manager.PageAsync(path);
            Assert.Equal(["Mottagningsson Exempel"], page.QuerySelectorAll(".yr-crew tbody th").Select(Name));
            Assert.Equal(["Mottagning och utredning"], page.QuerySelectorAll(".yr-multi tbody th").Select(Name));
            Assert.DoesNotContain("Familjehemsson", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
            Assert.DoesNotContain("Jönköpingsson", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }
    }

    [Theory, BothDatabases]
    public async Task A_tick_is_seen_at_once_by_manager_and_region(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        var learner = await world.EmployAsync("Mottagningsson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        await world.EmployAsync("Annansson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        using var manager = await world.SignInAsync("Exempel Chefsson", learner: false, (Role.Manager, "unit:" + FollowUpWorld.Reception));
        using var region = await world.SignInAsync("Exempel Regionsson", learner: false, (Role.RssAdministrator, "region:" + FollowUpWorld.West));

        Assert.Equal((0, 0), (await BegunAsync(manager, "/stationen"), await BegunAsync(region, "/region")));
        await world.TickAsync(learner);
        Assert.Equal((1, 1), (await BegunAsync(manager, "/stationen"), await BegunAsync(region, "/region")));
        var row = (await manager.PageAsync("/stationen")).QuerySelectorAll(".yr-crew tbody tr").Single(r => r.TextContent.Contains("Mottagningsson", StringComparison.Ordinal));
        Assert.Contains("18 mars 2027", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Pågår", row.TextContent, StringComparison.Ordinal);
        await world.CompleteAsync(await world.EmployAsync("Klarsson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception));
        var done = (await manager.PageAsync("/stationen")).QuerySelectorAll(".yr-crew tbody tr").Single(r => r.TextContent.Contains("Klarsson", StringComparison.Ordinal));
        Assert.Contains("Inga kvar", done.TextContent, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_region_sees_its_own_delivery_and_another_regions_municipality_does_not_open(Dialect dialect)
    {
        await using var world = await FollowUpWorld.CreateAsync(dialect);
        await world.EmployAsync(["Mottagningsson Exempel", "Enhetslös Exempel"], FollowUpWorld.Goteborg, null);
        await world.EmployAsync("Familjehemsson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Homes);
        await world.EmployAsync("Kungälvsson Exempel", FollowUpWorld.Kungalv);
        await world.EmployAsync("Jönköpingsson Exempel", FollowUpWorld.Jonkoping, FollowUpWorld.InJonkoping);
        using var region = await world.SignInAsync("Exempel Regionsson", learner: false, (Role.RssAdministrator, "region:" + FollowUpWorld.West));

        var closed = await region.PageAsync("/region");
        Assert.Equal(["Exempelregionen i väst", "Göteborg", "Kungälv"], closed.QuerySelectorAll(".yr-multi tbody th").Select(Name));
        Assert.DoesNotContain("Mottagningsson", closed.DocumentElement.OuterHtml, StringComparison.Ordinal);

        var open = await region.PageAsync("/region?municipality=" + FollowUpWorld.Goteborg);
        Assert.Equal(["Exempelregionen i väst", "Göteborg", "Familjehem", "Utan enhet", "Kungälv"], open.QuerySelectorAll(".yr-multi tbody th").Select(Name));
        Assert.Equal(["4 i steget", "3 i steget", "1 i steget", "2 i steget", "1 i steget"], open.QuerySelectorAll(".yr-multi tbody th .yr-n").Select(n => n.TextContent.Trim()));
        Assert.Equal(["Enhetslös Exempel", "Familjehemsson Exempel", "Mottagningsson Exempel"], open.QuerySelectorAll(".yr-crew tbody th").Select(Name));

        using var beyond = await region.GetAsync("/region?municipality=" + FollowUpWorld.Jonkoping);
        Assert.Equal(HttpStatusCode.NotFound, beyond.StatusCode);
        Assert.DoesNotContain("Jönköpingsson", await beyond.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_continuous_step_has_no_completed_and_says_why()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await world.EmployAsync("Erfarensson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception, new DateOnly(2015, 1, 1));
        using var manager = await world.SignInAsync("Exempel Chefsson", learner: false, (Role.Manager, "municipality:" + FollowUpWorld.Goteborg));
        var page = await manager.PageAsync("/stationen?step=erfaren");
        Assert.Contains("ingen räknas som färdig", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Slutfört", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".v-done, .k-done"));
    }

    [Fact]
    public async Task Nobody_of_a_municipality_without_agreement_is_shown()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await world.EmployAsync("Avtalslös Exempel", FollowUpWorld.Kungalv);
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"delete from processor_agreement where municipality_code = {FollowUpWorld.Kungalv}"));
        using var manager = await world.SignInAsync("Exempel Chefsson", learner: false, (Role.Manager, "municipality:" + FollowUpWorld.Kungalv));
        var page = await manager.TextAsync("/stationen");
        Assert.DoesNotContain("Avtalslös", page, StringComparison.Ordinal);
        Assert.Contains("Ingen i dina enheter går en yrkesresa än", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_of_the_nation_shows_no_persons_and_no_live_counts()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await world.EmployAsync("Mottagningsson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        using var national = await world.SignInAsync("Exempel Rikssson", learner: false, (Role.RssAdministrator, "nation"));
        var page = await national.PageAsync("/region");
        Assert.Contains("Din roll gäller hela landet", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("table"));
        Assert.Equal(HttpStatusCode.NotFound, (await national.GetAsync("/region?municipality=" + FollowUpWorld.Goteborg)).StatusCode);
    }

    private static string Name(IElement heading)
    {
        var copy = (IElement)heading.Clone();
        foreach (var more in copy.QuerySelectorAll(".yr-n"))
            more.Remove();
        return copy.TextContent.Trim();
    }

    /// <summary>How many are under way with the first goal that anybody has begun.</summary>
    private static async Task<int> BegunAsync(Visitor visitor, string path)
    {
        var page = await visitor.PageAsync(path);
        return page.QuerySelectorAll(".yr-multi tbody tr:first-child td").Max(cell =>
            int.Parse(cell.QuerySelector(".yr-begun")!.TextContent.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
