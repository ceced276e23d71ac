using System.Net;
using System.Text.Json.Nodes;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti.Messages;

/// <summary>Data Privacy Launch (lti.md §3): the LMS's administrator reviews what is asked and stored, of all or of one person, never the contents.</summary>
public sealed class DataPrivacyTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private const string SystemAdministrator = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator";

    private readonly ToolHost _tool = fixture.Tool;

    [Theory, InlineData("DataPrivacyLaunchRequest"), InlineData("LtiDataPrivacyLaunchRequest")]
    public async Task An_administrator_sees_what_is_stored_of_a_person_in_numbers_alone(string type)
    {
        using (var learner = new TestBrowser(_tool))
            await learner.LaunchAsync(fixture.Platform, c => c["sub"] = "learner-1");
        using var browser = new TestBrowser(_tool);
        var page = await ReviewAsync(browser, type, "learner-1", SystemAdministrator);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var text = await page.Content.ReadAsStringAsync();
        Assert.Contains("Namn, e-post och språk", text, StringComparison.Ordinal);

        Assert.DoesNotContain("exempel@example.invalid", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_unknown_person_nothing_is_stored()
    {
        using var browser = new TestBrowser(_tool);
        var text = await (await ReviewAsync(browser, "DataPrivacyLaunchRequest", "nobody", SystemAdministrator)).Content.ReadAsStringAsync();
        Assert.Contains("Yrkesresan har ingenting sparat om personen.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_review_is_the_administrators_alone_and_for_an_hour()
    {
        using var administrator = new TestBrowser(_tool);
        var address = await LandAsync(administrator, "DataPrivacyLaunchRequest", "learner-1", SystemAdministrator);
        using var other = new TestBrowser(_tool);
        await other.LaunchAsync(fixture.Platform, c => c["sub"] = "other-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(address)).StatusCode);
        _tool.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync(address)).StatusCode);
        _tool.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Forbidden, (await administrator.GetAsync(address)).StatusCode);
    }

    [Theory]
    [InlineData(Membership + "Instructor")]
    [InlineData(Membership + "Administrator")]
    [InlineData("http://purl.imsglobal.org/vocab/lis/v2/system/person#AdministratorHelper")]
    public async Task Who_is_no_administrator_of_the_LMS_reads_what_holds_for_all(string role)
    {
        using var browser = new TestBrowser(_tool);
        Assert.Equal("/data-privacy", new Uri(await LandAsync(browser, "DataPrivacyLaunchRequest", "learner-1", role)).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/data-privacy")).StatusCode);
    }

    [Fact]
    public async Task Without_a_person_it_is_about_everybody()
    {
        using var browser = new TestBrowser(_tool);
        Assert.Equal("/data-privacy", new Uri(await LandAsync(browser, "DataPrivacyLaunchRequest", null, SystemAdministrator)).PathAndQuery);
    }

    private async Task<HttpResponseMessage> ReviewAsync(TestBrowser browser, string type, string? subject, string role) =>
        await browser.GetAsync(await LandAsync(browser, type, subject, role));

    /// <summary>Launches as platforms do: without a context, a link or a target of its own.</summary>
    private async Task<string> LandAsync(TestBrowser browser, string type, string? subject, string role)
    {
        var answer = await browser.LaunchAsync(fixture.Platform, c =>
        {
            c["sub"] = "administrator-1";
            c["name"] = "Admin Exempelsson";
            c["email"] = "admin@example.invalid";
            c[TestPlatform.Lti + "message_type"] = type;
            c[TestPlatform.Lti + "roles"] = new JsonArray(role);
            if (subject is not null)
                c[TestPlatform.Lti + "for_user"] = new JsonObject { ["user_id"] = subject };
            foreach (var claim in new[] { "context", "resource_link", "custom" })
                c.Remove(TestPlatform.Lti + claim);
        });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}
