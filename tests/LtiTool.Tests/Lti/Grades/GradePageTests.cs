using System.Net;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>The administrators' page: whose platforms, what is said, trying again.</summary>
[Collection(GradeCollection.Name)]
public sealed class GradePageTests(GradeHouse house)
{
    [Fact]
    public async Task Says_what_did_not_come_through_and_tries_it_again()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        var nation = await AdministratorAsync(world, Scope.Nation);
        Assert.Contains("Inga resultat än", (await PartAsync(nation, world)).TextContent, StringComparison.Ordinal);

        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        world.Unenrol("ny-1");
        await world.TurnAsync();
        var page = await PartAsync(nation, world);
        Assert.Contains("Lärplattformen tar inte emot resultat för personen (1)", page.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nyla", page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);

        world.Enrol("ny-1");
        Assert.Equal(HttpStatusCode.SeeOther, (await nation.PressAsync(page.QuerySelector("tbody form button")!)).StatusCode);
        await world.TurnAsync();
        Assert.Equal(200, world.Book.Posts[^1].Status);

        world.Unenrol("ny-1");
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        page = await PartAsync(nation, world);
        var answer = await nation.PressAsync(page.QuerySelector("section.yr-list > form button")!);
        Assert.Contains("Ett resultat skickas igen", (await nation.PageAsync(answer.Headers.Location!.OriginalString)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_becomes_of_deleted_columns_is_set_there()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var nation = await AdministratorAsync(world, Scope.Nation);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TurnAsync();
        var page = await PartAsync(nation, world);
        page.QuerySelector("input[name=remakes]")!.RemoveAttribute("checked");
        page.QuerySelector("input[name=resends]")!.SetAttribute("checked", "");
        Assert.Equal(HttpStatusCode.SeeOther, (await nation.PressAsync(page.QuerySelector("details form button")!)).StatusCode);
        var settings = (await world.OverviewAsync()).Settings;
        Assert.Equal((false, true, true), (settings.Remakes, settings.Declares, settings.Resends));
        var region = await AdministratorAsync(world, new Scope(ScopeKind.Region, "gr"));
        region.Headers["X-Form-Token"] = world.Tool.FormTokenOf(region.Cookie.Split('=')[1]);
        Assert.Equal(HttpStatusCode.Forbidden, (await region.PressAsync(page.QuerySelector("details form button")!)).StatusCode);
    }

    [Fact]
    public async Task Is_for_those_who_look_after_the_platform()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var region = await AdministratorAsync(world, new Scope(ScopeKind.Region, "gr"));
        // The platform belongs to no region: it is the nation's.
        Assert.Contains("Det finns ingen lärplattform som du sköter", (await region.PageAsync(GradesModel.Path)).Body!.TextContent, StringComparison.Ordinal);
        var nation = await AdministratorAsync(world, Scope.Nation);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        world.Unenrol("ny-1");
        await world.TurnAsync();
        // Somebody else's button, pressed by whom it is not for.
        region.Headers["X-Form-Token"] = world.Tool.FormTokenOf(region.Cookie.Split('=')[1]);
        var button = (await PartAsync(nation, world)).QuerySelector("section.yr-list > form button")!;
        Assert.Equal(HttpStatusCode.Forbidden, (await region.PressAsync(button)).StatusCode);
        Assert.Equal(1, Assert.Single((await world.OverviewAsync()).Dead).Count);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await AdministratorAsync(world, null)).SendAsync(HttpMethod.Get, GradesModel.Path)).StatusCode);
    }

    /// <summary>The page's part about the world's own platform.</summary>
    private static async Task<AngleSharp.Dom.IElement> PartAsync(Visitor visitor, GradeWorld world) =>
        (await visitor.PageAsync(GradesModel.Path)).QuerySelector($"#lms-{world.Lms.PlatformId}")!.Closest("section")!;

    private static async Task<Visitor> AdministratorAsync(GradeWorld world, Scope? scope)
    {
        var id = await SamplePeople.AddAsync(world.Tool.Services, "Regina Exempelsson", "region@example.org");
        var token = SessionStore.NewToken();
        await using (var read = await world.Tool.Database.ReadAsync())
        {
            var deployment = await read.ScalarAsync<long>($"select min(id) from deployment where platform_id = {world.Lms.PlatformId}");
            IReadOnlyList<Grant> grants = scope is { } s ? [new Grant(Role.RssAdministrator, s)] : [];
            await world.Tool.Writes.RunAsync(unit => SessionStore.AddAsync(unit, token, new SessionFacts(id, world.Lms.PlatformId, deployment, scope is null, grants, "sv", false), world.Tool.Clock.Now, world.Tool.Clock.Now));
        }
        return new Visitor(world.Tool, id, token, inFrame: false);
    }
}
