using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Yrkesresan.LtiTool.Lti.DeepLinking;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>
/// lti.md §7: no session lives in a frame that keeps no cookie, and the LMS waits there for what was picked. The page in the frame is given the answer by the
/// picker's tab, and nothing but that answer leaves by it, to where it was asked from.
/// </summary>
public sealed class FrameAnswerTests(DeepLinkingFixture fixture) : IClassFixture<DeepLinkingFixture>
{
    [Fact]
    public async Task The_frame_gets_a_page_that_sends_the_answer_to_the_LMS()
    {
        using var picked = await PickedAsync();
        using var frame = Frame();
        var answer = await frame.PostAsync("/lti/picked", ("code", CodeOf(picked)), ("JWT", picked.Jwt));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var form = (IHtmlFormElement)(await Html.ReadAsync(answer)).QuerySelector("form[data-send]")!;
        Assert.Equal((picked.ReturnUrl, picked.Jwt), (form.GetAttribute("action"), form.QuerySelector<IHtmlInputElement>("input[name=JWT]")!.Value));
        // Without JavaScript nobody comes here; without the tab's script there is a button all the same.
        Assert.NotNull(form.QuerySelector("button[type=submit]"));
        var policy = string.Join("; ", answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"form-action {fixture.Lms.Options.Issuer}", policy, StringComparison.Ordinal);
        Assert.Contains($"frame-ancestors {fixture.Lms.Options.Issuer}", policy, StringComparison.Ordinal);
        Assert.Empty(frame.SetCookies);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        await picked.DeliverAsync();
    }

    [Theory]
    [InlineData("another answer"), InlineData("another code"), InlineData("no code"), InlineData("no answer"), InlineData("another site"), InlineData("no origin"), InlineData("a minute later")]
    public async Task Anything_else_is_refused(string what)
    {
        using var picked = await PickedAsync();
        using var other = await PickedAsync();
        using var frame = Frame(what switch { "another site" => "https://evil.example.org", "no origin" => null, _ => Own });
        if (what == "a minute later")
            fixture.Tool.Clock.Advance(FrameAnswer.Lifetime);
        var code = what switch { "another code" => CodeOf(other), "no code" => "", _ => CodeOf(picked) };
        var answer = await frame.PostAsync("/lti/picked", [("code", code), .. what == "no answer" ? Array.Empty<(string, string)>() : [("JWT", what == "another answer" ? other.Jwt : picked.Jwt)]]);
        await Refused.ByAsync(fixture.Tool, answer, FrameAnswer.Rule, HttpStatusCode.BadRequest, picked.Jwt);
    }

    [Fact]
    public async Task A_picker_in_the_frame_sends_its_answer_itself()
    {
        var browser = new TestBrowser(fixture.Tool, "iframe");
        using var visit = await PickerVisit.OfAsync(browser, await browser.LaunchAsync(fixture.Platform, DeepLinkingRequests.Ask()));
        await visit.PlaceAsync("journey:aldre");
        Assert.Equal("", CodeOf(visit));
    }

    private string Own => fixture.Tool.PublicUrl.GetLeftPart(UriPartial.Authority);

    private async Task<PickerVisit> PickedAsync()
    {
        // Refusals are bounded for each minute.
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(31));
        var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        return await visit.PlaceAsync("journey:aldre");
    }

    /// <summary>The browser in the frame: it has no cookie of ours.</summary>
    private TestBrowser Frame(string? origin = "")
    {
        var browser = new TestBrowser(fixture.Tool, "iframe");
        if (origin is not null)
            browser.Headers["Origin"] = origin.Length == 0 ? Own : origin;
        return browser;
    }

    private static string CodeOf(PickerVisit visit) => visit.Page.QuerySelector("form[data-send]")!.GetAttribute("data-send")!;
}
