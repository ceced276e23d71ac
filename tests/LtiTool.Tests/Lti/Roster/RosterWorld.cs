using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>The tool on either database: one for all tests of rosters, each of which has a platform of its own and leaves nobody behind.</summary>
public sealed class RosterHouse : IAsyncLifetime
{
    private readonly Dictionary<Dialect, ToolHost> _tools = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<ToolHost> ToolAsync(Dialect dialect)
    {
        if (!_tools.TryGetValue(dialect, out var tool))
            _tools[dialect] = tool = await ToolHost.StartAsync(dialect);
        return tool;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tool in _tools.Values)
            await tool.DisposeAsync();
    }
}

/// <summary>Its tests take turns: they share the clock.</summary>
[CollectionDefinition(Name)]
public sealed class RosterCollection : ICollectionFixture<RosterHouse>
{
    public const string Name = "rosters";
}

/// <summary>A tool and a whole LMS, where one person has launched, so that the tool knows where the roster is.</summary>
internal sealed class RosterWorld : IAsyncDisposable
{
    private RosterWorld(ToolHost tool, LmsHost lms) => (Tool, Lms) = (tool, lms);

    public ToolHost Tool { get; }

    public LmsHost Lms { get; }

    public long Context { get; private set; }

    public RoomRoster Room => Lms.Room.Roster;

    /// <summary>Where the roster is.</summary>
    public const string Path = $"/nrps/{CourseRooms.First}/Memberships";

    public const string GroupsPath = $"/groups/{CourseRooms.First}/Groups";

    public string Address => Claims.Address ?? Lms.Options.ServerUrl + Path;

    public RosterClaims Claims => Lms.Services.GetRequiredService<RosterClaims>();

    public RosterSync Sync => Tool.Services.GetRequiredService<RosterSync>();

    public RosterJob Job => Tool.Services.GetRequiredService<RosterJob>();

    public static async Task<RosterWorld> StartAsync(
        RosterHouse house, Dialect dialect = Dialect.Sqlite, RosterHabits? habits = null, Func<Platform, Platform>? change = null, string? address = null, bool tellsRoster = true)
    {
        var tool = await house.ToolAsync(dialect);
        var world = new RosterWorld(tool, await LmsHost.StartAsync(tool, change));
        world.Room.Habits = habits ?? new RosterHabits();
        world.Claims.TellsRoster = tellsRoster;
        if (address is not null)
            world.Claims.Address = address;
        await world.LaunchAsync("ny-1");
        world.Context = await world.OneAsync<long>($"select c.id from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {world.Lms.PlatformId}");
        return world;
    }

    public async Task LaunchAsync(string person)
    {
        using var browser = new TestBrowser(Tool);
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await Lms.LaunchAsync(browser, person)).StatusCode);
    }

    /// <summary>Reads now, and gives how it ended.</summary>
    public async Task<RosterEnding> ReadAsync(RosterOrder? order = null) => (await Sync.RunAsync(Context, order ?? new RosterOrder()))!;

    /// <summary>Another course room of the platform, whose roster is somewhere; gives its row.</summary>
    public Task<long> AddRoomAsync(string address) => Tool.Writes.RunAsync(unit => unit.ScalarAsync<long>($"""
        insert into lti_context (deployment_id, context_id, memberships_url, grade_scopes, said)
        select deployment_id, {Guid.NewGuid().ToString()}, {address}, {""}, {Tool.Clock.Now} from lti_context where id = {Context} returning id
        """));

    /// <summary>From now on the roster is somewhere else, without groups.</summary>
    public Task PointAsync(string address) => Tool.Writes.RunAsync(unit =>
        unit.ExecuteAsync($"update lti_context set memberships_url = {address}, groups_url = {null}, group_sets_url = {null} where id = {Context}"));

    public async Task<T?> OneAsync<T>(FormattableString sql)
    {
        await using var session = await Tool.Database.ReadAsync();
        return await session.ScalarAsync<T>(sql);
    }

    public async Task<List<string>> TextsAsync(FormattableString sql)
    {
        await using var session = await Tool.Database.ReadAsync();
        return await session.QueryAsync(sql, r => r.GetString(0));
    }

    public Task<int> CountAsync(string status = "active") => OneAsync<int>($"select count(*) from lti_member where context_id = {Context} and status = {status}");

    /// <summary>Status, whether a learner, name and roles, by <c>|</c>; null for somebody who is not known.</summary>
    public Task<string?> MemberAsync(string subject) => OneAsync<string>($"""
        select m.status || '|' || case when m.is_learner then 'learner' else '-' end || '|' || coalesce(p.name, '-') from lti_member m join person p on p.id = m.person_id
        where m.context_id = {Context} and m.subject = {subject}
        """);

    public async Task<RosterEntry> EntryAsync(long? context = null)
    {
        await using var session = await Tool.Database.ReadAsync();
        return (await RosterList.FindAsync(session, context ?? Context, Lms.PlatformId, Tool.Clock.Now))!;
    }

    /// <summary>How many members each page has, from an address on.</summary>
    public async Task<List<int>> PagesAsync(string address)
    {
        var (read, page) = (new List<int>(), RosterPage.None);
        var reader = new AnswerReader(RosterPage.Largest, RosterPage.Longest, async (answer, stop) => page = await RosterPage.ReadAsync(answer, stop));
        var pages = Tool.Services.GetRequiredService<ServicePages>();
        await foreach (var _ in pages.ReadAsync(await Lms.PlatformAsync(Tool), RosterSync.Scope, address, RosterSync.MediaType, reader))
            read.Add(page.Members.Count);
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        await Lms.DisposeAsync();
        await Tool.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"delete from person where id in (select person_id from person_account where platform_id = {Lms.PlatformId})");
            await unit.ExecuteAsync($"delete from lti_context where deployment_id in (select id from deployment where platform_id = {Lms.PlatformId})");
            await unit.ExecuteAsync($"update deployment set approved = {false} where platform_id = {Lms.PlatformId}");
        });
    }
}
