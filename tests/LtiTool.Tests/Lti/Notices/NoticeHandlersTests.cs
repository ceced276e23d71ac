using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Notices;

/// <summary>The tool asks each deployment that offers notices of copied contexts to send them, once, and starves none for another.</summary>
public sealed class NoticeHandlersTests
{
    [Theory, BothDatabases]
    public async Task Each_deployment_is_asked_once_and_again_after_a_failure(Dialect dialect)
    {
        await using var tool = await StartAsync(dialect);
        await using var lms = await LmsHost.StartAsync(tool);
        await tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update deployment set approved = {false} where deployment_id <> '1'"));
        await OfferAsync(tool, lms.PlatformId, lms.Options.ServerUrl + "/x/notices");
        var handlers = tool.Services.GetRequiredService<NoticeHandlers>();

        // One that does not answer: an hour later, two hours after that.
        lms.Troubles.Set("/x/notices", new Trouble { Status = 503 });
        await handlers.RunAsync(default);
        await handlers.RunAsync(default);
        Assert.Equal(1, lms.Troubles.AskedFor("/x/notices"));
        tool.Clock.Advance(TimeSpan.FromHours(1));
        await handlers.RunAsync(default);
        tool.Clock.Advance(TimeSpan.FromHours(1));
        await handlers.RunAsync(default);
        Assert.Equal(2, lms.Troubles.AskedFor("/x/notices"));

        tool.Clock.Advance(TimeSpan.FromHours(1));
        lms.Troubles.Set("/x/notices", new Trouble { Status = 400, Body = "no such notice type" });
        await handlers.RunAsync(default);
        tool.Clock.Advance(TimeSpan.FromDays(6));
        await handlers.RunAsync(default);
        Assert.Equal(3, lms.Troubles.AskedFor("/x/notices"));

        tool.Clock.Advance(TimeSpan.FromDays(2));
        lms.Troubles.Set("/x/notices", new Trouble { Status = 200, Body = "{}" });
        await handlers.RunAsync(default);
        await handlers.RunAsync(default);
        tool.Clock.Advance(TimeSpan.FromDays(30));
        await handlers.RunAsync(default);
        Assert.Equal(4, lms.Troubles.AskedFor("/x/notices"));
    }

    [Theory, BothDatabases]
    public async Task Only_offered_notices_are_asked_for_in_batches_that_are_taken_and_the_dead_starve_nobody(Dialect dialect)
    {
        await using var tool = await StartAsync(dialect);
        await using var server = new ScriptedServer(path => path.StartsWith("/token", StringComparison.Ordinal)
            ? new("""{"access_token":"t","token_type":"Bearer","expires_in":3600}""")
            : new("{}", path.StartsWith("/dead", StringComparison.Ordinal) ? 503 : 200));
        async Task<long> PlatformAsync(string name, params string[] deployments) => (await tool.Writes.RunAsync(unit => PlatformStore.AddAsync(unit, new Platform(
            0, "https://" + name, "c", name, server.Address + "/auth", server.Address + "/token", server.Address + "/jwks", null, [], []), deployments, tool.Clock.Now)))!.Value;
        // More dead ones, all older, than are asked at once.
        var dead = await PlatformAsync("dead", [.. Enumerable.Range(1, 150).Select(i => $"d-{i}")]);
        await OfferAsync(tool, dead, server.Address + "/dead");
        await OfferAsync(tool, await PlatformAsync("well", "1"), server.Address + "/well", "LtiContextCopyNotice LtiHelloWorldNotice");
        await OfferAsync(tool, await PlatformAsync("other", "1"), server.Address + "/other", "LtiContextCopyNotices LtiHelloWorldNotice");
        await OfferAsync(tool, await PlatformAsync("none", "1"), server.Address + "/none", "");
        var handlers = tool.Services.GetRequiredService<NoticeHandlers>();
        await handlers.RunAsync(default);
        await handlers.RunAsync(default);
        Assert.Equal(["/dead", "/dead", "/well"], server.Asked.Where(a => !a.StartsWith("/token", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var put = JsonNode.Parse(server.Bodies.Last(b => b.StartsWith('{')))!;
        Assert.Equal((NoticesEndpoint.MostNotices, "LtiContextCopyNotice"), ((int)put["max_batch_size"]!, (string?)put["notice_type"]));
    }

    [Theory]
    [InlineData("""["LtiContextCopyNotice"]""", true)]
    [InlineData("""["LtiHelloWorldNotice"]""", false)]
    [InlineData("null", true)]
    public void A_registration_asks_for_the_service_where_it_has_such_notices(string types, bool asks)
    {
        var json = $$"""
            {"issuer":"https://lms.example.org","authorization_endpoint":"https://lms.example.org/a","token_endpoint":"https://lms.example.org/t","jwks_uri":"https://lms.example.org/j",
             "registration_endpoint":"https://lms.example.org/r","scopes_supported":["openid","{{NoticeHandlers.Scope}}"],
             "https://purl.imsglobal.org/spec/lti-platform-configuration":{"product_family_code":"x","messages_supported":[{"type":"LtiResourceLinkRequest"}],"notice_types_supported":{{types}} } }
            """;
        var configuration = PlatformConfiguration.Read(Encoding.UTF8.GetBytes(json), new Uri("https://lms.example.org/.well-known/openid-configuration"), new YrkesresanOptions());
        var request = RegistrationRequest.For(configuration, ToolAddresses.Of(new Uri("https://resa.example.org")), null);
        Assert.Equal(asks, request.Scopes.Contains(NoticeHandlers.Scope));
    }

    /// <summary>Without the hourly upkeep, whose turns the tests take.</summary>
    private static Task<ToolHost> StartAsync(Dialect dialect) =>
        ToolHost.StartAsync(dialect, services: s => s.Remove(s.Single(d => d.ImplementationType == typeof(LtiTool.Lti.Upkeep))));

    private static Task<int> OfferAsync(ToolHost tool, long platform, string address, string? types = null) => tool.Writes.RunAsync(unit =>
        unit.ExecuteAsync($"insert into notice_service (deployment_id, address, types) select id, {address}, {types} from deployment where platform_id = {platform}"));
}
