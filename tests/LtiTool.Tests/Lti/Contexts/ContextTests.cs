using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti.Contexts;

/// <summary>What a launch says of its context, its link and its services is kept with it (LTI 1.3 Core §5.3.5, §5.4.1; AGS 2.0 §3.1; NRPS 2.0 §3.6.1).</summary>
public sealed class ContextTests
{
    private const string Ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
    private const string Nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";

    [Theory, BothDatabases]
    public async Task Context_link_participant_and_services(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        void Services(JsonObject c)
        {
            c[Ags] = new JsonObject
            {
                ["scope"] = new JsonArray("https://purl.imsglobal.org/spec/lti-ags/scope/score"),
                ["lineitems"] = "https://lms.example.org/2/lineitems?type_id=1",
                ["lineitem"] = "https://lms.example.org/2/lineitems/7/lineitem?type_id=1",
            };
            c[Nrps] = new JsonObject { ["context_memberships_url"] = "https://lms.example.org/2/memberships", ["service_versions"] = new JsonArray("2.0") };
        }
        await browser.LaunchAsync(platform, Services);
        Assert.Equal("course-1|Kursrum|https://lms.example.org/2/memberships|https://lms.example.org/2/lineitems?type_id=1|https://purl.imsglobal.org/spec/lti-ags/scope/score", await ContextAsync(tool));
        Assert.Equal("link-1|https://lms.example.org/2/lineitems/7/lineitem?type_id=1|", await LinkAsync(tool));
        Assert.Equal("user-1|1", await ParticipantAsync(tool));

        // Renamed; without services, as for a role that may not use them: nothing is taken back. The person now teaches there.
        await browser.LaunchAsync(platform, c =>
        {
            c[TestPlatform.Lti + "context"]!["title"] = "Nytt namn";
            c[TestPlatform.Lti + "roles"] = new JsonArray(Membership + "Instructor");
            c[TestPlatform.Lti + "target_link_uri"] = new Uri(tool.PublicUrl, "/my-data?x=1").ToString();
        });
        Assert.StartsWith("course-1|Nytt namn|https://lms.example.org/2/memberships|", await ContextAsync(tool), StringComparison.Ordinal);
        Assert.Equal("link-1|https://lms.example.org/2/lineitems/7/lineitem?type_id=1|/my-data?x=1", await LinkAsync(tool));
        Assert.Equal("user-1|0", await ParticipantAsync(tool));

        // Back to what was said first, which was remembered.
        await browser.LaunchAsync(platform, Services);
        Assert.StartsWith("course-1|Kursrum|", await ContextAsync(tool), StringComparison.Ordinal);
        Assert.Equal("user-1|1", await ParticipantAsync(tool));
    }

    [Theory, BothDatabases]
    public async Task What_LMS_it_is_is_learnt_from_its_launches(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await browser.LaunchAsync(platform, c => c[TestPlatform.Lti + "tool_platform"] = new JsonObject { ["guid"] = "g", ["product_family_code"] = "Moodle" });
        await using var read = await tool.Database.ReadAsync();
        Assert.Equal("moodle", await read.ScalarAsync<string>($"select product_family from platform"));
    }

    [Fact]
    public async Task Claims_of_services_that_are_of_no_use_are_left_out()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var platform = Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        var answer = await browser.LaunchAsync(platform, c =>
        {
            c.Remove(TestPlatform.Lti + "context");
            c[Ags] = new JsonObject { ["scope"] = new JsonArray(1, null), ["lineitems"] = "no address", ["lineitem"] = 7 };
        });
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, answer.StatusCode);
        // Without a context, what services say belongs to the deployment.
        Assert.Equal("||||", await ContextAsync(tool));
        await Refused.ByAsync(tool, await browser.LaunchAsync(platform, c => c[Ags] = new JsonArray()), "claim-types");
    }

    private static Task<string?> ContextAsync(ToolHost tool) => OneAsync(tool,
        $"select context_id || '|' || coalesce(title, '') || '|' || coalesce(memberships_url, '') || '|' || coalesce(line_items_url, '') || '|' || grade_scopes from lti_context");

    private static Task<string?> LinkAsync(ToolHost tool) => OneAsync(tool, $"select resource_link_id || '|' || coalesce(line_item_url, '') || '|' || coalesce(place, '') from lti_link");

    private static Task<string?> ParticipantAsync(ToolHost tool) => OneAsync(tool, $"select subject || '|' || case when is_learner then '1' else '0' end from lti_participant");

    private static async Task<string?> OneAsync(ToolHost tool, FormattableString sql)
    {
        await using var read = await tool.Database.ReadAsync();
        return await read.ScalarAsync<string>(sql);
    }
}
