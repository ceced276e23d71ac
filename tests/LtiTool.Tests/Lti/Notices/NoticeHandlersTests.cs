using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Notices;

/// <summary>The tool asks each deployment that offers the service for its notices, once.</summary>
public sealed class NoticeHandlersTests
{
    [Theory, BothDatabases]
    public async Task Each_deployment_is_asked_once_and_again_after_a_failure(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var lms = await LmsHost.StartAsync(tool);
        await tool.Writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into lti_context (deployment_id, context_id, notices_url, grade_scopes, said)
            select id, {"kursrum-1"}, {lms.Options.ServerUrl + "/x/notices"}, {""}, {tool.Clock.Now} from deployment where deployment_id = '1'
            """));
        var handlers = tool.Services.GetRequiredService<NoticeHandlers>();

        lms.Troubles.Set("/x/notices", new Trouble { Status = 503 });
        await handlers.RunAsync(default);
        await handlers.RunAsync(default);
        Assert.Equal(2, lms.Troubles.AskedFor("/x/notices"));

        lms.Troubles.Set("/x/notices", new Trouble { Status = 400, Body = "no such notice type" });
        await handlers.RunAsync(default);
        await handlers.RunAsync(default);
        Assert.Equal(3, lms.Troubles.AskedFor("/x/notices"));

        tool.Clock.Advance(TimeSpan.FromDays(8));
        lms.Troubles.Set("/x/notices", new Trouble { Status = 200, Body = "{}" });
        await handlers.RunAsync(default);
        await handlers.RunAsync(default);
        tool.Clock.Advance(TimeSpan.FromDays(30));
        await handlers.RunAsync(default);
        Assert.Equal(4, lms.Troubles.AskedFor("/x/notices"));
    }
}
