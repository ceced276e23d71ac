using System.Net;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests;

public sealed class ToolHostTests
{
    [Theory, BothDatabases]
    public async Task The_tool_starts_and_says_that_it_lives(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var other = await tool.StartAnotherAsync();
        foreach (var host in new[] { tool, other })
        {
            using var client = host.CreateClient();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        }
    }
}
