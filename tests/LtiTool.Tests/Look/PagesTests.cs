using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.MyData;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Vocabulary;
using CredentialStore = Yrkesresan.XapiBridge.Lrs.Credentials.CredentialStore;

namespace Yrkesresan.LtiTool.Tests.Look;

/// <summary>What holds for every page.</summary>
public sealed class PagesTests(PagesHost host) : IClassFixture<PagesHost>
{
    private const string Home = "/journeys/barn-och-unga";

    public static TheoryData<string> Paths =>
    [
        Home, Home + "/steps/van", Home + "/courses/handlaggning-med-barnet-i-centrum", Home + "/courses/arbeta-med-familjehem",
        Home + "/courses/handlaggning-med-barnet-i-centrum/activities/ett-arendes-vag", "/welcome", "/my-data", "/accessibility", "/privacy",
        "/stationen", "/plattformen", "/region", "/municipality", "/follow-up", "/follow-up/statements", "/platforms/rosters", "/people/join", "/error/404",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_page_has_script_or_style_of_its_own(string path)
    {
        var (answer, page) = await OpenAsync(await EverybodyAsync(), path);
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src])"));
        Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        var policies = answer.Headers.GetValues("Content-Security-Policy").ToList();
        Assert.Contains(policies, p => p.Contains("script-src 'self'; style-src 'self'", StringComparison.Ordinal));
        Assert.DoesNotContain(policies, p => p.Contains("unsafe", StringComparison.Ordinal));
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_page_has_one_heading_a_title_a_main_part_and_its_language(string path)
    {
        foreach (var language in new[] { "sv", "en" })
        {
            var visitor = await EverybodyAsync(language);
            var (_, page) = await OpenAsync(visitor, path);
            Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
            Assert.Single(page.QuerySelectorAll("h1"));
            Assert.Single(page.QuerySelectorAll("main#innehall"));
            Assert.Equal("#innehall", page.QuerySelector("body > a")!.GetAttribute("href"));
            Assert.EndsWith("– Yrkesresan", page.Title);
            Assert.Empty(page.QuerySelectorAll("[id]").GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key));
            // A key that has no text shows itself.
            Assert.DoesNotMatch(@">\s*[A-Z][A-Za-z]+\.[A-Z][A-Za-z.]+\s*<", page.DocumentElement.OuterHtml);
        }
    }

    [Fact]
    public async Task In_the_frame_there_is_no_wordmark_but_a_way_out_and_alone_the_reverse()
    {
        var framed = await (await host.NewcomerAsync(inFrame: true)).PageAsync(Home);
        Assert.Empty(framed.QuerySelectorAll(".yr-word"));
        Assert.NotEmpty(framed.QuerySelectorAll("a[href^='/session/new-tab?target=']"));
        var alone = await (await host.NewcomerAsync()).PageAsync(Home);
        Assert.Single(alone.QuerySelectorAll(".yr-word"));
        Assert.Empty(alone.QuerySelectorAll("a[href^='/session/new-tab']"));
    }

    [Fact]
    public async Task The_language_is_changed_by_a_link_and_kept()
    {
        var visitor = await host.NewcomerAsync();
        var link = (await visitor.PageAsync(Home)).QuerySelector("footer a[hreflang=en]")!.GetAttribute("href")!;
        var answer = await visitor.SendAsync(HttpMethod.Get, link);
        Assert.Contains("yr-language=en", Assert.Single(answer.Headers.GetValues("Set-Cookie")));
        var page = await Visitor.Read(await answer.Content.ReadAsStringAsync());
        Assert.Equal("Hello Exempel!", page.QuerySelector("h1")!.TextContent);
        // The kit's own words stay in its language, and say so (WCAG 3.1.2).
        Assert.Equal("sv", page.QuerySelector(".yr-board__task")!.GetAttribute("lang"));
    }

    [Fact]
    public async Task The_map_page_weighs_less_than_60_kB_over_the_wire_in_all()
    {
        var visitor = await host.NewcomerAsync();
        visitor.Headers["Accept-Encoding"] = "gzip";
        var answer = await visitor.SendAsync(HttpMethod.Get, Home);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        var compressed = await answer.Content.ReadAsByteArrayAsync();
        await using var unzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        var page = await Visitor.Read(await new StreamReader(unzip).ReadToEndAsync());
        var files = page.QuerySelectorAll("link[href^='/lib/'], script[src], use[href^='/lib/']")
            .Select(e => (e.GetAttribute("href") ?? e.GetAttribute("src"))!.Split('#')[0]).Distinct().ToList();
        Assert.Equal(4, files.Count);
        var total = compressed.Length;
        foreach (var file in files)
        {
            var asset = await visitor.SendAsync(HttpMethod.Get, file);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Contains("immutable", asset.Headers.CacheControl!.ToString());
            total += (await asset.Content.ReadAsByteArrayAsync()).Length;
        }
        Assert.InRange(total, 20_000, 59_999);
    }

    [Fact]
    public async Task What_fails_is_said_on_a_page_with_a_code_and_to_programs_as_a_status()
    {
        var visitor = await host.NewcomerAsync();
        var missing = await visitor.SendAsync(HttpMethod.Get, "/finns-inte?a=b");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        var said = await Visitor.Read(await missing.Content.ReadAsStringAsync());
        Assert.Equal("Sidan finns inte", said.QuerySelector("h1")!.TextContent);
        // In the other language it is still the same address.
        Assert.Equal("/finns-inte?a=b&language=en", said.QuerySelector("footer a[hreflang=en]")!.GetAttribute("href"));
        var forbidden = await visitor.SendAsync(HttpMethod.Get, "/stationen");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Contains("Den här sidan är inte för dig", await forbidden.Content.ReadAsStringAsync());
        using var stranger = host.Tool.CreateClient();
        Assert.Equal("", await (await stranger.GetAsync(Home)).Content.ReadAsStringAsync());
        stranger.DefaultRequestHeaders.Add("Accept", "text/html");
        var ended = await stranger.GetAsync(Home);
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        var page = await Visitor.Read(await ended.Content.ReadAsStringAsync());
        Assert.Equal("Du behöver öppna Yrkesresan igen", page.QuerySelector("h1")!.TextContent);
        Assert.NotEmpty(page.QuerySelector(".yr-plain__code")!.TextContent);
    }

    [Fact]
    public async Task A_manager_sees_the_own_municipality_and_nobody_elses_staff()
    {
        await host.NewcomerAsync();
        var here = await (await host.SomeoneAsync(grants: new Grant(Role.Manager, new Scope(ScopeKind.Municipality, SamplePeople.Joined)))).PageAsync("/stationen");
        Assert.NotEmpty(here.QuerySelectorAll(".yr-crew tbody tr"));
        var elsewhere = await (await host.SomeoneAsync(grants: new Grant(Role.Manager, new Scope(ScopeKind.Municipality, SamplePeople.NotJoined)))).PageAsync("/stationen");
        Assert.Empty(elsewhere.QuerySelectorAll(".yr-crew"));
    }

    [Fact]
    public async Task My_data_is_downloaded_as_json_with_what_was_done()
    {
        var visitor = await host.NewcomerAsync();
        await SamplePeople.DoAsync(host.Services, visitor.PersonId, PagesHost.Children, "handlaggning-med-barnet-i-centrum", 2);
        var link = (await visitor.PageAsync("/my-data")).QuerySelector("a[href$='handler=download']")!.GetAttribute("href")!;
        var answer = await visitor.SendAsync(HttpMethod.Get, link);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("Exempel Exempelsson", json.RootElement.GetProperty("person")[0].GetProperty("name").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("ticked").GetArrayLength());
        Assert.False(json.RootElement.GetProperty("signedIn")[0].GetProperty("inFrame").GetBoolean());
        Assert.True(json.RootElement.GetProperty("learningRecords").GetArrayLength() >= 2);
        Assert.Equal("barn-och-unga", json.RootElement.GetProperty("journeys")[0].GetProperty("journey").GetString());
    }

    [Fact]
    public async Task My_data_has_what_content_keeps_of_the_person()
    {
        var visitor = await host.NewcomerAsync();
        await using var session = await host.Tool.Database.ReadAsync();
        var pseudonym = await session.FirstOrDefaultAsync($"select pseudonym from person where id = {visitor.PersonId}", r => r.GetUuid(0));
        var agent = Uri.EscapeDataString($$$"""{"account":{"homePage":"{{{host.Services.GetRequiredService<StatementEmitter>().HomePage}}}","name":"{{{pseudonym}}}"}}""");
        var credential = await host.Services.GetRequiredService<CredentialStore>().AddAsync("Exempel", ["state", "profile"]);
        using var content = host.Tool.CreateClient();
        content.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Credential.Key}:{credential.Secret}")));
        content.DefaultRequestHeaders.Add("X-Experience-API-Version", "1.0.3");
        content.DefaultRequestHeaders.Add("If-None-Match", "*");
        foreach (var (address, body) in ((string, byte[])[])[($"/xapi/activities/state?activityId=https%3A%2F%2Fexample.org%2Fa&agent={agent}&stateId=s", [.. "bokmärke 3"u8]), ($"/xapi/agents/profile?agent={agent}&profileId=p", [0xff])])
            Assert.Equal(HttpStatusCode.NoContent, (await content.PutAsync(address, new ByteArrayContent(body))).StatusCode);

        var answer = await visitor.SendAsync(HttpMethod.Get, "/my-data?handler=download");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var documents = json.RootElement.GetProperty("learningDocuments").EnumerateArray().ToList();
        Assert.Equal(["activities/state", "agents/profile"], documents.Select(d => d.GetProperty("resource").GetString()));
        Assert.Equal("bokmärke 3", documents[0].GetProperty("text").GetString());
        Assert.Equal([0xff], documents[1].GetProperty("bytes").GetBytesFromBase64());
    }

    [Fact]
    public async Task The_download_tells_of_every_table_that_knows_a_person()
    {
        await using var session = await host.Tool.Database.ReadAsync();
        var tables = await session.QueryAsync(
            $"select distinct m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = {"table"} and c.name = {"person_id"}", r => r.GetString(0));
        Assert.Contains("activity_tick", tables);
        Assert.Equal([], tables.Except(StoredData.Tables).Order());
    }

    [Fact]
    public void Each_part_of_it_has_a_name_in_a_data_privacy_launch()
    {
        var texts = new System.Resources.ResourceManager(typeof(LtiTool.Lti.DataPrivacy.DataPrivacyTexts));
        Assert.All(StoredData.Names, part => Assert.NotNull(texts.GetString("Part." + part, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Someone with every role and a journey, so that every page opens.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_is_no_form_and_what_no_page_handles_is_refused(string path)
    {
        (string Type, string Body)[] forms =
        [
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"), ("multipart/form-data", "x"), ("multipart/form-data; boundary=x", "x"),
            ("application/x-www-form-urlencoded; charset=utf-7", "a=b"), ("application/x-www-form-urlencoded; charset=none", "a=b"),
            ("application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 2000).Select(i => $"f{i}=1"))), ("application/x-www-form-urlencoded", "%00=%00&%ed%a0%80"),
            ("application/json", "{"), ("\"", "a=b"), ("", ""),
        ];
        var visitor = await EverybodyAsync();
        var token = host.Tool.FormTokenOf(visitor.Cookie.Split('=')[1]);
        foreach (var withToken in new[] { true, false })
        {
            if (withToken)
                visitor.Headers["X-Form-Token"] = token;
            else
                visitor.Headers.Remove("X-Form-Token");
            foreach (var (type, body) in forms)
            {
                using var content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes(body));
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                var answer = await visitor.SendAsync(HttpMethod.Post, path, content);
                // /welcome takes a form of any fields: what is not a right answer it shows as faults.
                Assert.True((int)answer.StatusCode is >= 400 and < 500 || path == "/welcome" && answer.StatusCode == HttpStatusCode.OK, $"{type} {body[..Math.Min(body.Length, 40)]}: {answer.StatusCode}");
            }
        }
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Options })
            Assert.InRange((int)(await visitor.SendAsync(method, path)).StatusCode, 400, 499);
    }

    [Theory]
    [InlineData("/error/500")]
    [InlineData("/error/200")]
    public async Task Nobody_makes_the_service_say_that_it_has_failed(string path)
    {
        var visitor = await EverybodyAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.SendAsync(HttpMethod.Get, path)).StatusCode);
    }

    [Theory]
    [InlineData("/stationen")]
    [InlineData("/region")]
    [InlineData("/follow-up")]
    [InlineData("/follow-up/statements")]
    [InlineData("/plattformen")]
    [InlineData("/municipality")]
    [InlineData("/welcome")]
    [InlineData(Home)]
    public async Task Every_place_shows_the_persons_name(string path) =>
        Assert.Contains("Exempel Exempelsson", (await (await EverybodyAsync()).PageAsync(path)).QuerySelector("footer")!.TextContent, StringComparison.Ordinal);

    [Theory]
    [InlineData("/welcome")]
    [InlineData("/journeys")]
    [InlineData(Home)]
    [InlineData(Home + "/not-yet")]
    [InlineData(Home + "/steps/van")]
    public async Task Nobody_becomes_a_participant_whom_the_LMS_does_not_say_to_be_a_learner(string path)
    {
        var manager = await host.SomeoneAsync(grants: new Grant(Role.Manager, new Scope(ScopeKind.Municipality, SamplePeople.Joined)));
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.SendAsync(HttpMethod.Get, path)).StatusCode);
        manager.Headers["X-Form-Token"] = host.Tool.FormTokenOf(manager.Cookie.Split('=')[1]);
        using var answers = new FormUrlEncodedContent([new("Journey", PagesHost.Children), new("Year", "2025"), new("Month", "3"), new("Municipality", "Göteborg"), new("Employer", "Municipality")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.SendAsync(HttpMethod.Post, path, answers)).StatusCode);
    }

    private async Task<Visitor> EverybodyAsync(string locale = "sv")
    {
        var grants = Enum.GetValues<Role>().Where(r => r != Role.Learner).Select(r => new Grant(r, new Scope(ScopeKind.Municipality, SamplePeople.Joined))).ToArray();
        var visitor = await host.SomeoneAsync(locale: locale, isLearner: true, grants: grants);
        await SamplePeople.EmployAsync(host.Services, visitor.PersonId, PagesHost.Children,
            new() { Started = host.Today.AddYears(-1), Employment = new(Employer.Municipality, SamplePeople.Joined, null, null) });
        return visitor;
    }

    private static async Task<(HttpResponseMessage Answer, IDocument Page)> OpenAsync(Visitor visitor, string path)
    {
        var answer = await visitor.SendAsync(HttpMethod.Get, path);
        Assert.True(answer.StatusCode == (path.StartsWith("/error", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK), $"{path}: {answer.StatusCode}");
        return (answer, await Visitor.Read(await answer.Content.ReadAsStringAsync()));
    }
}
