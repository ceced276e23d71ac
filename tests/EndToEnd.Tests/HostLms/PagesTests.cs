using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.People;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>What people open, and the login initiation (LTI 1.3 core §4.1) that a click leads to.</summary>
public sealed partial class PagesTests(LmsFixture fixture) : IClassFixture<LmsFixture>
{
    private readonly RunningLms lms = fixture.Lms;

    [Fact]
    public async Task Everyone_can_be_opened_in_a_frame_and_in_a_window()
    {
        var page = await StartPageAsync();
        foreach (var person in SamplePeople.Read().All)
        {
            Assert.Contains($"""value="{person.Subject}" formaction="/course""", page, StringComparison.Ordinal);
            Assert.Contains($"""value="{person.Subject}" formaction="/launch/window""", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_sample_person_is_obviously_one() =>
        Assert.All(SamplePeople.Read().All, person =>
        {
            Assert.Contains("Exempel", person.Name, StringComparison.Ordinal);
            Assert.EndsWith("@example.invalid", person.Email, StringComparison.Ordinal);
        });

    [Fact]
    public async Task The_login_initiation_is_a_post_to_the_tool_with_everything_it_needs()
    {
        var page = await lms.Http.GetStringAsync("/launch/iframe?person=ny-1&deployment=2");
        var form = PostedForm.Read(page);
        Assert.Equal($"{lms.Options.ToolUrl}/lti/login", form.Action);
        Assert.Equal(["client_id", "iss", "login_hint", "lti_deployment_id", "lti_message_hint", "target_link_uri"], form.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(lms.Options.Issuer, form.Fields["iss"]);
        Assert.Equal(lms.Options.LaunchUrl, form.Fields["target_link_uri"]);
        Assert.Equal("2", form.Fields["lti_deployment_id"]);
        Assert.Contains("<button type=\"submit\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_click_is_a_launch_of_its_own()
    {
        var first = await lms.BeginAsync("ny-1");
        var second = await lms.BeginAsync("ny-1");
        Assert.NotEqual(first["login_hint"], second["login_hint"]);
    }

    [Theory]
    [InlineData("/launch/iframe")]
    [InlineData("/launch/iframe?person=nobody")]
    [InlineData("/launch/popup?person=ny-1")]
    [InlineData("/launch/iframe?person=ny-1&roles=king")]
    [InlineData("/launch/iframe?person=ny-1&target=javascript:alert(1)")]
    [InlineData("/launch/iframe?person=ny-1&deployment=77")]
    [InlineData("/course?person=nobody")]
    public async Task A_launch_that_cannot_be_is_a_page_with_4xx(string address)
    {
        using var response = await lms.Http.GetAsync(address);
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Contains("<h1>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_course_page_frames_a_launch_with_the_same_choices_and_names_the_frame()
    {
        var page = await lms.Http.GetStringAsync("/course?person=ny-1&deployment=2");
        Assert.Contains("""src="/launch/iframe?person=ny-1&amp;deployment=2""", page, StringComparison.Ordinal);
        Assert.Contains("title=\"Yrkesresan", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opened_by_a_number_the_start_page_sends_to_its_name()
    {
        using var response = await lms.Http.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal($"{lms.Options.Issuer}/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/launch/window?person=ny-1");
        request.Headers.Host = "evil.example";
        using var response = await lms.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("sv", "Öppna i ruta (iframe)")]
    [InlineData("en", "Open in a frame (iframe)")]
    public async Task The_page_speaks_the_language_asked_for_and_no_text_is_missing(string language, string words)
    {
        var page = await StartPageAsync($"?lang={language}");
        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Empty(BareKey().Matches(page));
    }

    [Fact]
    public void Both_languages_have_the_same_texts_and_none_is_empty()
    {
        var swedish = Texts("Texts.resx");
        var english = Texts("Texts.en.resx");
        Assert.Equal(swedish.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(swedish.Concat(english), text => string.IsNullOrWhiteSpace(text.Value));
        Assert.All(RoleChoice.All, choice => Assert.Contains($"Roles.{choice.Id}", swedish.Keys));
    }

    private async Task<string> StartPageAsync(string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/" + query);
        request.Headers.Host = new Uri(lms.Options.Issuer).Authority;
        using var response = await lms.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static Dictionary<string, string> Texts(string file) =>
        XDocument.Load(Path.Combine(Checkout.Folder, "sandbox", "HostLms", file)).Root!.Elements("data")
            .ToDictionary(text => text.Attribute("name")!.Value, text => text.Element("value")!.Value);

    /// <summary>A text that is missing is shown by its key, such as Person.Ny1.</summary>
    [GeneratedRegex(@">\s*(Start|Group|Person|Open|Advanced|Roles|Locale|Layout)\.\w+")]
    private static partial Regex BareKey();
}
