using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>Somebody in the picker: reads its pages and presses its buttons as a browser without JavaScript does.</summary>
internal sealed class PickerVisit : IDisposable
{
    private string _token = "";

    private PickerVisit(TestBrowser browser, string path) => (Browser, Path) = (browser, path);

    public TestBrowser Browser { get; }

    public string Path { get; }

    /// <summary>The last answer.</summary>
    public HttpResponseMessage Answer { get; private set; } = null!;

    public IHtmlDocument Page { get; private set; } = null!;

    public string Heading => Page.QuerySelector("h1")!.TextContent;

    /// <summary>The answer to the LMS, as the page would send it.</summary>
    public string Jwt => Page.QuerySelector<IHtmlInputElement>("form[data-send] input[name=JWT]")!.Value;

    public JsonObject Claims => ClaimsOf(Jwt);

    public JsonArray Items => Claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]!.AsArray();

    public string ReturnUrl => Page.QuerySelector("form[data-send]")!.GetAttribute("action")!;

    /// <summary>From the LMS's course room: the launch, and the picker that it leads to.</summary>
    public static async Task<PickerVisit> OpenAsync(ToolHost tool, LmsHost lms, string more = "", string person = "utbildare-1")
    {
        var browser = new TestBrowser(tool);
        var launch = await lms.FollowAsync(browser, $"/launch/iframe?person={person}&picker=1{more}");
        return await OfAsync(browser, launch);
    }

    /// <summary>After a launch with a request to pick.</summary>
    public static async Task<PickerVisit> OfAsync(TestBrowser browser, HttpResponseMessage launch)
    {
        Assert.True(launch.StatusCode == HttpStatusCode.SeeOther, await launch.Content.ReadAsStringAsync());
        var visit = new PickerVisit(browser, launch.Headers.Location!.AbsolutePath);
        Assert.StartsWith("/link-picker/", visit.Path, StringComparison.Ordinal);
        await visit.ReadAsync(await browser.GetAsync(visit.Path));
        return visit;
    }

    public Task<PickerVisit> PressAsync(string button, params IEnumerable<string> places) => PressAsync(button, [], places);

    /// <param name="button">The value of <c>go</c>.</param>
    /// <param name="fields">Further fields.</param>
    /// <param name="places">The boxes that are ticked.</param>
    public async Task<PickerVisit> PressAsync(string button, IEnumerable<(string, string)> fields, params IEnumerable<string> places)
    {
        await ReadAsync(await Browser.PostAsync(Path, [("__form", _token), ("go", button), .. fields, .. places.Select(p => ("place", p))]));
        return this;
    }

    /// <summary>Chooses, reviews and places as the pages suggest it.</summary>
    public async Task<PickerVisit> PlaceAsync(params string[] places)
    {
        await PressAsync("review", places);
        return await PressAsync("place", [("reviewed", "1"), ("gradebook", "on")], places);
    }

    /// <summary>Sends the answer to the LMS.</summary>
    public async Task<(HttpStatusCode Status, IHtmlDocument Page)> SendAsync(string? jwt = null)
    {
        using var lms = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(ReturnUrl) { Host = "127.0.0.1" }.Uri);
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("JWT", jwt ?? Jwt)]);
        using var response = await lms.SendAsync(request);
        return (response.StatusCode, await Html.ReadAsync(response));
    }

    /// <summary>Sends the answer; the LMS takes it.</summary>
    public async Task DeliverAsync()
    {
        var (status, page) = await SendAsync();
        Assert.True(status == HttpStatusCode.OK, page.Body!.TextContent);
    }

    public static JsonObject ClaimsOf(string jwt)
    {
        var part = jwt.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '='))))!.AsObject();
    }

    public void Dispose() => Browser.Dispose();

    private async Task ReadAsync(HttpResponseMessage answer)
    {
        Answer = answer;
        Page = await Html.ReadAsync(answer);
        _token = Page.QuerySelector<IHtmlInputElement>("input[name=__form]")?.Value ?? _token;
    }
}
