using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>The administrators' page: what is known, how the last reading went, a button; and nobody else's platforms.</summary>
[Collection(RosterCollection.Name)]
public sealed class RosterPageTests(RosterHouse house)
{
    private static readonly Grant Nation = new(Role.RssAdministrator, Scope.Nation);

    [Fact]
    public async Task Members_the_last_reading_and_groups_are_shown_and_a_button_reads_anew()
    {
        await using var world = await RosterWorld.StartAsync(house);
        var nation = await AdministratorAsync(world, Nation);
        await world.ReadAsync();
        var page = await nation.PageAsync("/platforms/rosters");
        var room = page.QuerySelector("article")!;
        Assert.Equal("Exempelkursrum: Barn och unga", room.QuerySelector("h3")!.TextContent);
        Assert.Contains("Hela listan är hämtad.", room.TextContent, StringComparison.Ordinal);
        Assert.Contains($"{world.Room.Read(null).Count} personer", room.TextContent, StringComparison.Ordinal);
        Assert.Contains("Mottagningen (Enheter)", room.TextContent, StringComparison.Ordinal);

        world.Room.Enrol("ny-i-gruppen", "Ny", "Exempelsson", ["Learner"]);
        var pressed = await nation.PressAsync(room.QuerySelector("form button")!);
        Assert.Equal(HttpStatusCode.SeeOther, pressed.StatusCode);
        // The job has been woken; this one or that reads it.
        await world.Job.RunDueAsync();
        for (var i = 0; i < 500 && await world.MemberAsync("ny-i-gruppen") is null; i++)
            await Task.Delay(10);
        Assert.NotNull(await world.MemberAsync("ny-i-gruppen"));
    }

    [Fact]
    public async Task While_it_runs_the_page_says_how_far_it_has_come()
    {
        await using var world = await RosterWorld.StartAsync(house);
        var run = (await world.Tool.Writes.RunAsync(unit => RosterRuns.ClaimAsync(unit, world.Context, new RosterOrder(), world.Tool.Clock.Now)))!;
        await world.Tool.Writes.RunAsync(unit => RosterRuns.NoteAsync(unit, run, new RosterProgress(3, 150, 150), world.Tool.Clock.Now));
        var page = await (await AdministratorAsync(world, Nation)).PageAsync("/platforms/rosters");
        Assert.Contains("150 personer i svaret, 3 sidor", page.QuerySelector("article")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("article form"));
        Assert.Contains("En hämtning pågår", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_went_wrong_is_said_with_what_to_do()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Lms.Troubles.Set(RosterWorld.Path, new Trouble { Status = 403, Body = "no such <scope>" });
        await world.ReadAsync();
        var page = await (await AdministratorAsync(world, Nation)).PageAsync("/platforms/rosters");
        var text = page.QuerySelector("article")!.TextContent;
        Assert.Contains("Lärplattformen släpper inte in oss.", text, StringComparison.Ordinal);
        Assert.Contains("Names and Role Provisioning Services", text, StringComparison.Ordinal);
        Assert.Contains("no such <scope>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_sees_its_own_platforms_and_no_others()
    {
        await using var world = await RosterWorld.StartAsync(house, change: p => p with { DefaultRegion = "gr" });
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into rss (id, name) values ({"gr"}, {"GR"}), ({"jl"}, {"Jönköping"}) on conflict do nothing"));
        var own = await AdministratorAsync(world, new Grant(Role.RssAdministrator, new Scope(ScopeKind.Region, "gr")));
        Assert.Single((await own.PageAsync("/platforms/rosters")).QuerySelectorAll("article"));
        var other = await AdministratorAsync(world, new Grant(Role.RssAdministrator, new Scope(ScopeKind.Region, "jl")));
        var page = await other.PageAsync("/platforms/rosters");
        Assert.Empty(page.QuerySelectorAll("article"));
        Assert.Contains("Ingen har öppnat Yrkesresan", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        other.Headers["X-Form-Token"] = world.Tool.FormTokenOf(other.Cookie.Split('=')[1]);
        using var form = new FormUrlEncodedContent([new("context", $"{world.Context}")]);
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync(HttpMethod.Post, "/platforms/rosters", form)).StatusCode);
        var manager = await AdministratorAsync(world, new Grant(Role.Manager, new Scope(ScopeKind.Municipality, "1480")));
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.SendAsync(HttpMethod.Get, "/platforms/rosters")).StatusCode);
    }

    [Fact]
    public async Task Who_cannot_be_taken_is_said_with_what_to_do()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await using var lms = new ScriptedServer(_ => new("""{"members":[{"user_id":"19121212-1212","roles":["Learner"]},{"user_id":"x-1","roles":["Learner"]},{"roles":["Learner"]}]}"""));
        await world.PointAsync(lms.Address + "/members");
        Assert.Equal(RosterOutcome.Done, (await world.ReadAsync()).Outcome);
        var text = (await (await AdministratorAsync(world, Nation)).PageAsync("/platforms/rosters")).QuerySelector("article")!.TextContent;
        Assert.Contains("1 person är inte med, för att lärplattformen använder personnummer", text, StringComparison.Ordinal);
        Assert.Contains("1 rad saknar ett id", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_membership_is_read_is_set_for_the_platform_by_who_may()
    {
        await using var world = await RosterWorld.StartAsync(house, change: p => p with { DefaultRegion = "gr" });
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into rss (id, name) values ({"gr"}, {"GR"}), ({"jl"}, {"Jönköping"}) on conflict do nothing"));
        await world.ReadAsync();
        var own = await AdministratorAsync(world, new Grant(Role.RssAdministrator, new Scope(ScopeKind.Region, "gr")));
        var form = (await own.PageAsync("/platforms/rosters")).QuerySelector("form[action*='handler=who']")!;
        Assert.Equal("everybody", form.QuerySelector("input[name=who][checked]")!.GetAttribute("value"));
        form.QuerySelector("input[value=everybody]")!.RemoveAttribute("checked");
        form.QuerySelector("input[value=learners]")!.SetAttribute("checked", "");
        Assert.Equal(HttpStatusCode.SeeOther, (await own.PressAsync(form.QuerySelector("button")!)).StatusCode);
        Assert.Equal("learners", (await own.PageAsync("/platforms/rosters")).QuerySelector("input[name=who][checked]")!.GetAttribute("value"));
        Assert.Null(await world.MemberAsync("utbildare-1"));
        var other = await AdministratorAsync(world, new Grant(Role.RssAdministrator, new Scope(ScopeKind.Region, "jl")));
        other.Headers["X-Form-Token"] = world.Tool.FormTokenOf(other.Cookie.Split('=')[1]);
        using var fields = new FormUrlEncodedContent([new("platform", $"{world.Lms.PlatformId}"), new("who", "everybody")]);
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync(HttpMethod.Post, "/platforms/rosters?handler=who", fields)).StatusCode);
    }

    internal static async Task<Visitor> AdministratorAsync(RosterWorld world, params Grant[] grants)
    {
        var id = await SamplePeople.AddAsync(world.Tool.Services, "Administra Exempelsson", "administra@example.org");
        var deployment = await world.OneAsync<long>($"select min(id) from deployment where platform_id = {world.Lms.PlatformId}");
        var (token, now) = (SessionStore.NewToken(), world.Tool.Clock.Now);
        await world.Tool.Writes.RunAsync(unit => SessionStore.AddAsync(unit, token, new SessionFacts(id, world.Lms.PlatformId, deployment, false, grants, "sv", false), now, now));
        return new Visitor(world.Tool, id, token, inFrame: false);
    }
}
