using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>A tool and a whole LMS, where one person has launched, so that the tool knows where the roster is.</summary>
internal sealed class RosterWorld : IAsyncDisposable
{
    private RosterWorld(ToolHost tool, LmsHost lms) => (Tool, Lms) = (tool, lms);

    public ToolHost Tool { get; }

    public LmsHost Lms { get; }

    public long Context { get; private set; }

    public RosterRoom Room => Lms.Services.GetRequiredService<RosterRoom>();

    public RosterClaims Claims => Lms.Services.GetRequiredService<RosterClaims>();

    public RosterSync Sync => Tool.Services.GetRequiredService<RosterSync>();

    public static async Task<RosterWorld> StartAsync(Dialect dialect = Dialect.Sqlite, RosterHabits? habits = null, Func<Platform, Platform>? change = null, string? address = null)
    {
        var tool = await ToolHost.StartAsync(dialect);
        var world = new RosterWorld(tool, await LmsHost.StartAsync(tool, change));
        world.Room.Habits = habits ?? new RosterHabits();
        if (address is not null)
            world.Claims.Address = world.Lms.Options.ServerUrl + address;
        await world.LaunchAsync("ny-1");
        world.Context = await world.OneAsync<long>($"select id from lti_context");
        return world;
    }

    public async Task LaunchAsync(string person)
    {
        using var browser = new TestBrowser(Tool);
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await Lms.LaunchAsync(browser, person)).StatusCode);
    }

    /// <summary>Reads now, and gives how it ended.</summary>
    public async Task<RosterEnding> ReadAsync(RosterOrder? order = null) => (await Sync.RunAsync(Context, order ?? new RosterOrder()))!;

    public async Task<T?> OneAsync<T>(FormattableString sql)
    {
        await using var session = await Tool.Database.ReadAsync();
        return await session.ScalarAsync<T>(sql);
    }

    public Task<int> CountAsync(string status = "active") => OneAsync<int>($"select count(*) from lti_member where context_id = {Context} and status = {status}");

    /// <summary>Status, whether a learner, name and roles, by <c>|</c>; null for somebody who is not known.</summary>
    public Task<string?> MemberAsync(string subject) => OneAsync<string>($"""
        select m.status || '|' || case when m.is_learner then 'learner' else '-' end || '|' || coalesce(p.name, '-') from lti_member m join person p on p.id = m.person_id
        where m.context_id = {Context} and m.subject = {subject}
        """);

    public async Task<RosterEntry> EntryAsync()
    {
        await using var session = await Tool.Database.ReadAsync();
        return (await RosterList.FindAsync(session, Context, Lms.PlatformId, Tool.Clock.Now))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Lms.DisposeAsync();
        await Tool.DisposeAsync();
    }
}
