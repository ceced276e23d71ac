using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Support;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>One tool and one platform for the many small cases.</summary>
public sealed class LaunchFixture : IAsyncLifetime
{
    internal ToolHost Tool { get; private set; } = null!;

    internal TestPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Tool = await ToolHost.StartAsync();
        Platform = TestPlatform.Start();
        await Platform.RegisterAsync(Tool);
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Tool.DisposeAsync();
    }
}

internal static partial class Refused
{
    [GeneratedRegex("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")]
    private static partial Regex Reference();

    /// <summary>
    /// Asserts a refusal: a page of the status, with a reference code that the launch log has with the rule's name; without
    /// the token, redirect or session; framed by anyone.
    /// </summary>
    public static async Task<LaunchLogEntry> ByAsync(ToolHost tool, HttpResponseMessage response, string rule, HttpStatusCode? status = null, string? token = null)
    {
        var page = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is 400 or 401 or 403 or 413, $"{response.StatusCode}: {page}");
        var reference = Reference().Match(page);
        Assert.True(reference.Success, page);
        var log = tool.Services.GetRequiredService<LaunchLog>();
        await log.FlushAsync();
        var entry = Assert.Single(await log.ReadAsync(reference.Value));
        Assert.Equal(rule, entry.Rule);
        if (status is not null)
            Assert.Equal(status, response.StatusCode);
        Assert.Null(response.Headers.Location);
        Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], c => c.Contains("yr-session", StringComparison.Ordinal));
        Assert.Contains("frame-ancestors *", string.Join(';', response.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        if (token is { Length: > 20 })
            Assert.DoesNotContain(token, page, StringComparison.Ordinal);
        return entry;
    }
}
