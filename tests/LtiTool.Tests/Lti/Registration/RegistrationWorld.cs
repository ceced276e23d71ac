using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Support;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>What an LMS does with a link, and what is left in the tool afterwards.</summary>
internal static partial class RegistrationWorld
{
    public static RegistrationLinks Links(this ToolHost tool) => tool.Services.GetRequiredService<RegistrationLinks>();

    public static async Task<string> LinkAsync(this ToolHost tool, string? region = null) =>
        (await tool.Links().CreateAsync(region, RegistrationLinks.DefaultHours, new Actor(Person: null, "test"))).Address;

    /// <summary>Opens the link as an LMS does.</summary>
    public static Task<HttpResponseMessage> OpenAsync(this ToolHost tool, string link, string? configuration, string? token = RegisteringPlatform.Token, string language = "sv") =>
        tool.OpenWithAsync(link, (configuration is null ? "" : $"openid_configuration={Uri.EscapeDataString(configuration)}") + (token is null ? "" : $"&registration_token={Uri.EscapeDataString(token)}"), language);

    public static async Task<HttpResponseMessage> OpenWithAsync(this ToolHost tool, string link, string query, string language = "sv")
    {
        using var client = tool.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(link).PathAndQuery + "?" + query);
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Accept-Language", language);
        request.Headers.Add("Sec-Fetch-Dest", "iframe");
        return await client.SendAsync(request);
    }

    public static async Task<IReadOnlyList<Platform>> PlatformsAsync(this ToolHost tool)
    {
        await using var session = await tool.Database.ReadAsync();
        return await PlatformStore.AllAsync(session);
    }

    /// <summary>
    /// Asserts that the registration was refused for this reason, with a page of 4xx that says so and whose code the log has, and that nothing of
    /// it is stored.
    /// </summary>
    public static async Task<string> RefusedAsync(this ToolHost tool, HttpResponseMessage response, RegistrationFault fault)
    {
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.True((int)response.StatusCode is 400 or 403, $"{response.StatusCode}: {page}");
        var reference = Reference().Match(page);
        Assert.True(reference.Success, page);
        var log = tool.Services.GetRequiredService<LaunchLog>();
        await log.FlushAsync();
        Assert.Equal(RegistrationEndpoint.RuleOf(fault), Assert.Single(await log.ReadAsync(reference.Value)).Rule);
        Assert.Contains("Yrkesresan blev inte ansluten", page, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors *", string.Join(';', response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        Assert.DoesNotContain(RegisteringPlatform.Token, page, StringComparison.Ordinal);
        await using var session = await tool.Database.ReadAsync();
        Assert.Equal(0, await session.ScalarAsync<long>($"select (select count(*) from platform) + (select count(*) from deployment)"));
        Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from registration_link where used is not null or claim is not null"));
        // A new minute for the bound on refusals.
        tool.Clock.Advance(TimeSpan.FromMinutes(1));
        return page;
    }

    [GeneratedRegex("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")]
    private static partial Regex Reference();
}

/// <summary>One tool for a class of many small cases.</summary>
public sealed class RegistrationFixture : IAsyncLifetime
{
    internal ToolHost Tool { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Tool = await ToolHost.StartAsync();
        await Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into rss (id, name) values ({"gr"}, {"Exempelregionen"})"));
    }

    public ValueTask DisposeAsync() => Tool.DisposeAsync();
}
