using System.Net;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

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
        Assert.Contains("Välj vilken arbetsplats som gäller", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
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

    [Theory, BothDatabases]
    public async Task Who_belongs_to_another_region_too_is_not_the_regions_to_see_or_join(Dialect dialect)
    {
        await using var world = await JoinWorld.StartAsync(dialect);
        var (own, both, unassigned) = (await world.PersonAsync(1), await world.PersonAsync(2), await world.PersonAsync(1));
        var (here, twice) = (await world.PersonAsync(1, takesPart: false), await world.PersonAsync(1, takesPart: false));
        await world.Tool.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into rss (id, name) values ({"jl"}, {"Annan region"}), ({"g_"}, {"Nästan samma namn"})");
            await unit.ExecuteAsync($"update platform set default_region = case id when 1 then 'gr' else 'jl' end");
            foreach (var (person, code) in new[] { (both, SamplePeople.NotJoined), (unassigned, SamplePeople.WithoutAgreement) })
                await unit.ExecuteAsync($"""
                    insert into membership (id, person_id, journey_id, employer, municipality_code, roles)
                    select {Guid.NewGuid()}, person_id, {"aldre"}, employer, {code}, roles from membership where person_id = {person}
                    """);
            await unit.ExecuteAsync($"insert into regional_assignment (id, rss_id, municipality_code, journey_id, valid_from) values ({Guid.NewGuid()}, {"jl"}, {SamplePeople.NotJoined}, {"aldre"}, {new DateOnly(2020, 1, 1)})");
            // Known from platforms of two regions, and nowhere employed.
            await unit.ExecuteAsync($"insert into person_account (platform_id, subject, person_id) values (2, {"twice"}, {twice})");
        });
        var region = await AdministratorAsync(world, Region);
        var found = await region.PageAsync("/people/join?name=Exempelsson");
        Assert.Equal(new[] { own.ToString(), here.ToString() }.Order(), found.QuerySelectorAll("input[name=person]").Select(i => i.GetAttribute("value")!).Order());
        foreach (var other in new[] { both, unassigned, twice })
        {
            Assert.Empty((await region.PageAsync($"/people/join?person={own}&person={other}")).QuerySelectorAll("#jamfor table"));
            Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(world, region, own, other)).StatusCode);
        }
        // An administrator of both regions may; one whose region is called nearly the same may nothing.
        Grant[] two = [Region, new(Role.RssAdministrator, new Scope(ScopeKind.Region, "jl"))];
        Assert.NotEmpty((await (await AdministratorAsync(world, two)).PageAsync($"/people/join?person={own}&person={both}")).QuerySelectorAll("#jamfor form"));
        var nearly = await AdministratorAsync(world, new Grant(Role.RssAdministrator, new Scope(ScopeKind.Region, "g_")));
        Assert.Empty((await nearly.PageAsync("/people/join?name=Exempelsson")).QuerySelectorAll("input[name=person]"));
        // Nor does the log name anybody to whom the region does not reach.
        await world.Joining.JoinAsync(here, twice, new Dictionary<string, Guid>(), new JoinNote("exempel", null));
        Assert.Empty((await region.PageAsync("/people/join")).QuerySelectorAll("#logg article"));
        Assert.Single((await (await AdministratorAsync(world, Nation)).PageAsync("/people/join")).QuerySelectorAll("#logg article"));
    }

    [Fact]
    public async Task A_joining_is_parted_however_many_came_after()
    {
        await using var world = await JoinWorld.StartAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2, takesPart: false));
        var join = await world.Joining.JoinAsync(one, other, new Dictionary<string, Guid>(), new JoinNote("exempel", null));
        var (third, fourth) = (await world.PersonAsync(1, takesPart: false), await world.PersonAsync(2, takesPart: false));
        await world.Tool.Writes.RunAsync(async unit =>
        {
            for (var i = 1; i <= 501; i++)
                await unit.ExecuteAsync($"""
                    insert into person_join (id, kept_id, joined_id, at, by_whom, moved, parted) values ({Guid.NewGuid()}, {third}, {fourth}, {world.Tool.Clock.Now.AddMinutes(i)}, 'x', '', 1)
                    """);
        });
        var nation = await AdministratorAsync(world, Nation);
        Assert.DoesNotContain((await nation.PageAsync("/people/join")).QuerySelectorAll("#logg input[name=join]"), i => i.GetAttribute("value") == join.ToString());
        nation.Headers["X-Form-Token"] = world.Tool.FormTokenOf(nation.Cookie.Split('=')[1]);
        async Task<HttpStatusCode> PartAsync(Guid id) =>
            (await nation.SendAsync(HttpMethod.Post, "/people/join?handler=part", new FormUrlEncodedContent([new("join", id.ToString())]))).StatusCode;
        Assert.Equal(HttpStatusCode.NotFound, await PartAsync(Guid.NewGuid()));
        Assert.Equal(HttpStatusCode.SeeOther, await PartAsync(join));
        Assert.Equal(1, await world.OneAsync<int>($"select count(*) from person_account where person_id = {one}"));
    }

    private static Task<HttpResponseMessage> PostAsync(JoinWorld world, Visitor visitor, Guid one, Guid other)
    {
        visitor.Headers["X-Form-Token"] = world.Tool.FormTokenOf(visitor.Cookie.Split('=')[1]);
        return visitor.SendAsync(HttpMethod.Post, $"/people/join?person={one}&person={other}", new FormUrlEncodedContent([new("keep", one.ToString())]));
    }

    private static Task<bool> GrantAsync(JoinWorld world, Guid person, Grant grant) =>
        world.Tool.Writes.RunAsync(unit => GrantStore.GiveAsync(unit, person, grant, new GrantNote("test", null, world.Tool.Clock.Now)));

    private static async Task<Visitor> AdministratorAsync(JoinWorld world, params Grant[] grants)
    {
        var id = await SamplePeople.AddAsync(world.Tool.Services, "Administra Exempelsson", "administra@example.org");
        var (token, now) = (SessionStore.NewToken(), world.Tool.Clock.Now);
        await world.Tool.Writes.RunAsync(async unit =>
        {
            var deployment = await PlatformStore.ApproveAsync(unit, 1, "1", now);
            await SessionStore.AddAsync(unit, token, new SessionFacts(id, 1, deployment, false, grants, "sv", false), now, now);
        });
        return new Visitor(world.Tool, id, token, inFrame: false);
    }
}
