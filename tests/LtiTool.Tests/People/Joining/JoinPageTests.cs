using System.Net;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;

namespace Yrkesresan.LtiTool.Tests.People.Joining;

/// <summary>The administrators' page: found by name, compared, joined and parted without JavaScript; and only whom the administrator may see.</summary>
public sealed class JoinPageTests
{
    private static readonly Grant Nation = new(Role.RssAdministrator, Scope.Nation);
    private static readonly Grant Region = new(Role.RssAdministrator, new Scope(ScopeKind.Region, "gr"));

    [Fact]
    public async Task Two_persons_are_found_compared_joined_and_parted()
    {
        await using var world = await JoinWorld.StartAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        var nation = await AdministratorAsync(world, Nation);
        var found = await nation.PageAsync("/people/join?name=exempelsson");
        Assert.Equal(2, found.QuerySelectorAll("input[name=person]").Length);
        var pair = await nation.PageAsync($"/people/join?name=exempelsson&person={one}&person={other}");
        Assert.Equal(2, pair.QuerySelectorAll("#jamfor tbody tr").Length);
        // Chosen as a person would: the second's membership.
        pair.QuerySelectorAll($"input[name='membership-{JoinWorld.Children}'][value='{other}']")[0].SetAttribute("checked", "");
        var pressed = await nation.PressAsync(pair.QuerySelector("#jamfor form button")!);
        Assert.Equal(HttpStatusCode.SeeOther, pressed.StatusCode);
        Assert.Equal(2, await world.OneAsync<int>($"select count(*) from person_account where person_id = {one}"));
        var log = await nation.PageAsync("/people/join");
        Assert.Contains("av Administra Exempelsson", log.QuerySelector("#logg")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await nation.PressAsync(log.QuerySelector("#logg form button")!)).StatusCode);
        Assert.Equal(1, await world.OneAsync<int>($"select count(*) from person_account where person_id = {one}"));
        Assert.Empty((await nation.PageAsync("/people/join")).QuerySelectorAll("#logg form"));
    }

    [Fact]
    public async Task Without_a_choice_where_both_have_a_membership_nothing_is_done_and_it_is_said()
    {
        await using var world = await JoinWorld.StartAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        var nation = await AdministratorAsync(world, Nation);
        var pair = await nation.PageAsync($"/people/join?person={one}&person={other}");
        var answer = await nation.PressAsync(pair.QuerySelector("#jamfor form button")!);
        Assert.Contains("Välj vilken uppgift som gäller", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_sees_its_own_people_and_joins_nobody_with_roles_beyond_it()
    {
        await using var world = await JoinWorld.StartAsync();
        var (own, elsewhere, unknown) = (await world.PersonAsync(1), await world.PersonAsync(2, takesPart: false), await world.PersonAsync(1, takesPart: false));
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update platform set default_region = {"gr"} where id = 1"));
        var region = await AdministratorAsync(world, Region);
        var found = await region.PageAsync("/people/join?name=Exempelsson");
        Assert.Equal(new[] { own.ToString(), unknown.ToString() }.Order(), found.QuerySelectorAll("input[name=person]").Select(i => i.GetAttribute("value")!).Order());
        // Somebody of whom nothing but a platform without a region is known is nobody's.
        Assert.Empty((await region.PageAsync($"/people/join?person={own}&person={elsewhere}")).QuerySelectorAll("#jamfor table"));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(world, region, own, elsewhere)).StatusCode);
        // A role within the region may move; one of the nation may not.
        await GrantAsync(world, unknown, new Grant(Role.Manager, new Scope(ScopeKind.Municipality, SamplePeople.Joined)));
        Assert.NotEmpty((await region.PageAsync($"/people/join?person={own}&person={unknown}")).QuerySelectorAll("#jamfor form"));
        await GrantAsync(world, unknown, new Grant(Role.Evaluator, Scope.Nation));
        Assert.Empty((await region.PageAsync($"/people/join?person={own}&person={unknown}")).QuerySelectorAll("#jamfor form"));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(world, region, own, unknown)).StatusCode);
        // Nobody joins anything to the own person.
        var nation = await AdministratorAsync(world, Nation);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(world, nation, nation.PersonId, own)).StatusCode);
        Assert.Equal(0, await world.OneAsync<int>($"select count(*) from person_join"));
        var manager = await AdministratorAsync(world, new Grant(Role.Manager, new Scope(ScopeKind.Municipality, SamplePeople.Joined)));
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.SendAsync(HttpMethod.Get, "/people/join")).StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(JoinWorld world, Visitor visitor, Guid one, Guid other)
    {
        visitor.Headers["X-Form-Token"] = world.Tool.FormTokenOf(visitor.Cookie.Split('=')[1]);
        return visitor.SendAsync(HttpMethod.Post, $"/people/join?person={one}&person={other}", new FormUrlEncodedContent([new("keep", one.ToString())]));
    }

    private static Task<bool> GrantAsync(JoinWorld world, Guid person, Grant grant) =>
        world.Tool.Writes.RunAsync(unit => GrantStore.GiveAsync(unit, person, grant, new GrantNote("test", null, world.Tool.Clock.Now)));

    private static async Task<Visitor> AdministratorAsync(JoinWorld world, Grant grant)
    {
        var id = await SamplePeople.AddAsync(world.Tool.Services, "Administra Exempelsson", "administra@example.org");
        var (token, now) = (SessionStore.NewToken(), world.Tool.Clock.Now);
        await world.Tool.Writes.RunAsync(async unit =>
        {
            var deployment = await PlatformStore.ApproveAsync(unit, 1, "1", now);
            await SessionStore.AddAsync(unit, token, new SessionFacts(id, 1, deployment, false, [grant], "sv", false), now, now);
        });
        return new Visitor(world.Tool, id, token, inFrame: false);
    }
}
