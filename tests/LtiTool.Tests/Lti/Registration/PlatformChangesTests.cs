using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>A connection is changed without losing anything: people, course rooms, columns; and the change is kept, and can be taken back.</summary>
public sealed class PlatformChangesTests
{
    private static readonly Actor Somebody = new(Person: null, "Exempel Exempelsson");

    [Theory, BothDatabases]
    public async Task What_hangs_on_a_platform_stays_when_it_is_changed(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = TestPlatform.Start();
        var id = await platform.RegisterAsync(tool);
        await LaunchAsync(tool, platform, TestPlatform.Client);
        await tool.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"""
                insert into line_item (platform_id, context_id, journey_id, course_id, link_id, state, due, attempts, remade)
                select {id}, id, {"resa"}, {"kurs"}, 0, 0, {tool.Clock.Now}, 0, 0 from lti_context
                """);
            await unit.ExecuteAsync($"insert into grade_platform (platform_id, remakes, declares, resends, failures, paused_until) values ({id}, {true}, {true}, {false}, 3, {tool.Clock.Now.AddHours(1)})");
            await unit.ExecuteAsync($"insert into roster_platform (platform_id, learners_only, failures, paused_until) values ({id}, {false}, 3, {tool.Clock.Now.AddHours(1)})");
        });
        var (before, rows, asked) = (await PlatformAsync(tool, id), await RowsAsync(tool), platform.KeysAsked);
        Assert.Equal([1, 1, 1, 1, 1, 1], rows[..6]);

        var changed = before with
        {
            Name = "Nya namnet",
            ClientId = "client-2",
            AuthorizationEndpoint = platform.Issuer + "/auth?site=2",
            TokenEndpoint = platform.Issuer + "/token2",
            JwksUri = platform.Issuer + "/jwks2",
            TokenAudience = "https://audience.example.org",
            FrameOrigins = [platform.Issuer, "https://school.example.org"],
        };
        Assert.Equal(ChangeOutcome.Changed, await ChangeAsync(tool, id, _ => changed));
        Assert.Equal(Told(changed), Told(await PlatformAsync(tool, id)));
        Assert.Equal(rows, await RowsAsync(tool));
        // Asked anew at once: what it refused by the old client id and at the old address it may grant now.
        await using (var read = await tool.Database.ReadAsync())
            Assert.Equal(0, await read.ScalarAsync<long>($"select (select count(*) from grade_platform where paused_until is not null) + (select count(*) from roster_platform where paused_until is not null)"));
        // The same person, by the new client id and with the keys of the new address.
        tool.Services.GetRequiredService<PlatformDirectory>().Forget();
        await LaunchAsync(tool, platform, "client-2");
        Assert.Equal(asked + 1, platform.KeysAsked);
        Assert.Equal(rows[..6], (await RowsAsync(tool))[..6]);
    }

    [Theory, BothDatabases]
    public async Task What_was_changed_is_kept_with_who_did_it_and_is_taken_back(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = TestPlatform.Start();
        var (id, other) = (await platform.RegisterAsync(tool), await platform.RegisterAsync(tool, "client-other"));
        var before = await PlatformAsync(tool, id);
        Assert.Equal(ChangeOutcome.Same, await ChangeAsync(tool, id, p => p));
        Assert.Equal(ChangeOutcome.Gone, await ChangeAsync(tool, id, _ => null));
        Assert.Equal(ChangeOutcome.Gone, await ChangeAsync(tool, 4711, p => p with { Name = "x" }));
        Assert.Equal(ChangeOutcome.Taken, await ChangeAsync(tool, id, p => p with { Name = "x", ClientId = "client-other" }));
        Assert.Equal((Told(before), 0), (Told(await PlatformAsync(tool, id)), (await ChangesAsync(tool, id)).Count));

        await ChangeAsync(tool, id, p => p with { TokenEndpoint = "https://token.example.org", TokenAudience = "https://audience.example.org", FrameOrigins = ["https://school.example.org"] });
        var change = Assert.Single(await ChangesAsync(tool, id));
        Assert.Equal(("Exempel Exempelsson", tool.Clock.Now), (change.By, change.At));
        Assert.Equal(new FieldChange[]
        {
            new("Token", before.TokenEndpoint, "https://token.example.org"), new("Audience", null, "https://audience.example.org"),
            new("Frames", $"{platform.Issuer} https://*.lms.example.org", "https://school.example.org"),
        }, change.Fields);
        Assert.Empty(await ChangesAsync(tool, other));

        // What has been changed otherwise since stays; what has been changed again is not taken back.
        var renamed = await PlatformAsync(tool, id) with { Name = "Nya namnet" };
        Assert.Equal(Told(before with { Name = "Nya namnet" }), Told(PlatformChanges.Undo(change, renamed)!));
        Assert.Null(PlatformChanges.Undo(change, renamed with { TokenEndpoint = "https://other.example.org" }));
        Assert.Equal(ChangeOutcome.Changed, await ChangeAsync(tool, id, p => PlatformChanges.Undo(change, p)));
        Assert.Equal(Told(before), Told(await PlatformAsync(tool, id)));
    }

    private static async Task LaunchAsync(ToolHost tool, TestPlatform platform, string client)
    {
        using var browser = new TestBrowser(tool);
        var login = await browser.LoginAsync(platform, form => form["client_id"] = client);
        Assert.Equal(client, login.Request["client_id"]);
        var claims = TestPlatform.Claims(platform.Issuer, login.Nonce, tool.Clock.Now, new Uri(tool.PublicUrl, "/lti/launch").ToString());
        claims["aud"] = client;
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(platform.Sign(TestPlatform.Header(platform.Kid), claims), login.State)).StatusCode);
    }

    private static Task<ChangeOutcome> ChangeAsync(ToolHost tool, long id, Func<Platform, Platform?> change) =>
        tool.Writes.RunAsync(async unit => (await PlatformChanges.MakeAsync(unit, id, change, Somebody, tool.Clock.Now)).Outcome);

    private static async Task<Platform> PlatformAsync(ToolHost tool, long id) => (await tool.PlatformsAsync()).Single(p => p.Id == id);

    private static async Task<IReadOnlyList<PlatformChange>> ChangesAsync(ToolHost tool, long id)
    {
        await using var read = await tool.Database.ReadAsync();
        return await PlatformChanges.OfAsync(read, id);
    }

    /// <summary>How many rows hang on platforms; sessions last.</summary>
    private static async Task<long[]> RowsAsync(ToolHost tool)
    {
        await using var read = await tool.Database.ReadAsync();
        return (await read.QueryAsync($"""
            select (select count(*) from person_account), (select count(*) from deployment), (select count(*) from lti_context), (select count(*) from lti_link),
              (select count(*) from lti_participant), (select count(*) from line_item), (select count(*) from session)
            """, r => Enumerable.Range(0, r.FieldCount).Select(r.GetInt64).ToArray())).Single();
    }

    /// <summary>Everything that a change may change, as one text.</summary>
    private static string Told(Platform p) => string.Join('\n',
        p.Id, p.Name, p.Issuer, p.ClientId, p.AuthorizationEndpoint, p.TokenEndpoint, p.JwksUri, p.TokenAudience, string.Join(' ', p.FrameOrigins), p.DefaultRegion, string.Join(' ', p.Deployments.Select(d => d.Id)));
}
