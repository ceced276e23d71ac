using System.Net;
using AngleSharp.Dom;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>The administrators' pages: links, approvals, connecting by hand; the nation's for every LMS, a region's for its own.</summary>
public sealed class PlatformPagesTests(PagesHost host) : IClassFixture<PagesHost>
{
    private static readonly Grant National = new(Role.RssAdministrator, Scope.Nation);
    private static readonly Grant Regional = new(Role.RssAdministrator, new Scope(ScopeKind.Region, "gr"));
    private static readonly Grant OtherRegion = new(Role.RssAdministrator, new Scope(ScopeKind.Region, "annan"));

    private ToolHost Tool => host.Tool;

    [Fact]
    public async Task Who_is_no_administrator_gets_none_of_them()
    {
        var learner = await host.NewcomerAsync();
        foreach (var path in new[] { "/platforms", "/platforms/approvals", "/platforms/install/moodle" })
            Assert.Equal(HttpStatusCode.Forbidden, (await learner.SendAsync(HttpMethod.Get, path)).StatusCode);
    }

    [Fact]
    public async Task A_link_made_on_the_page_registers_an_LMS_without_region()
    {
        var administrator = await host.SomeoneAsync(grants: National);
        var page = await administrator.PageAsync("/platforms");
        var made = await PressAsync(administrator, page, "Skapa länk", ("region", ""), ("hours", "48"));
        Assert.True(made.Headers.CacheControl!.NoStore);
        var link = (await Html.ReadAsync(made)).QuerySelector("#lank")!.GetAttribute("value")!;
        await using var platform = await RegisteringPlatform.StartAsync();
        Assert.True((await Tool.OpenAsync(link, platform.ConfigurationAddress)).IsSuccessStatusCode);
        Assert.Null((await Tool.PlatformsAsync()).Single(p => p.Issuer == platform.Origin).DefaultRegion);
        // The secret is shown once.
        Assert.DoesNotContain(link, (await administrator.PageAsync("/platforms")).DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_regional_administrators_link_is_for_the_own_region_whatever_the_form_says()
    {
        var administrator = await host.SomeoneAsync(grants: Regional);
        var page = await administrator.PageAsync("/platforms");
        Assert.Null(page.QuerySelector("#region"));
        await PressAsync(administrator, page, "Skapa länk", ("hours", "1"));
        Assert.Equal("gr", (await Tool.Links().AllAsync())[0].Region);
        var before = (await Tool.Links().AllAsync()).Count;
        var refused = await PressAsync(administrator, page, "Skapa länk", ("hours", "1"), ("region", "annan"));
        Assert.DoesNotContain("id=\"lank\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before, (await Tool.Links().AllAsync()).Count);
    }

    [Fact]
    public async Task A_link_is_taken_back_by_those_alone_who_see_it()
    {
        await Tool.LinkAsync("gr");
        var id = (await Tool.Links().AllAsync())[0].Id;
        LinkState State() => Tool.Links().AllAsync().Result.Single(l => l.Id == id).StateAt(Tool.Clock.Now);
        var stranger = await host.SomeoneAsync(grants: OtherRegion);
        var theirs = await stranger.PageAsync("/platforms");
        await PostAsync(stranger, theirs, "/platforms?handler=Revoke", ("id", $"{id}"));
        Assert.Equal(LinkState.Open, State());
        var own = await host.SomeoneAsync(grants: Regional);
        var answer = await PostAsync(own, await own.PageAsync("/platforms"), "/platforms?handler=Revoke", ("id", $"{id}"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(LinkState.Revoked, State());
    }

    [Fact]
    public async Task A_deployment_nobody_knows_waits_until_an_administrator_has_seen_who_asks()
    {
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(Tool);
        Task<HttpResponseMessage> LaunchAsync(TestBrowser browser) => browser.LaunchAsync(platform, c => c[TestPlatform.Lti + "deployment_id"] = "ny-99");
        using var teacher = new TestBrowser(Tool);
        var login = await teacher.LoginAsync(platform);
        var claims = TestPlatform.Claims(platform.Issuer, login.Nonce, Tool.Clock.Now, new Uri(Tool.PublicUrl, "/lti/launch").ToString(), TestPlatform.Membership + "Instructor");
        claims[TestPlatform.Lti + "deployment_id"] = "ny-99";
        var token = platform.Sign(TestPlatform.Header(platform.Kid), claims);
        await Refused.ByAsync(Tool, await teacher.LaunchAsync(token, login.State), "deployment", HttpStatusCode.Forbidden);
        // The same answer once more is no other attempt.
        await Refused.ByAsync(Tool, await teacher.LaunchAsync(token, login.State), "deployment", HttpStatusCode.Forbidden);

        var administrator = await host.SomeoneAsync(grants: National);
        var card = Card(await administrator.PageAsync("/platforms/approvals"), "ny-99");
        Assert.Contains("Kursrum", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("lärare", card.TextContent, StringComparison.Ordinal);
        Assert.Equal("1", card.QuerySelector("dl > div:last-child > dd")!.TextContent);
        // Of the person nothing is kept.
        Assert.DoesNotContain("Exempelsson", card.TextContent, StringComparison.Ordinal);
        // A national LMS is not a region's to approve.
        var regional = await host.SomeoneAsync(grants: Regional);
        Assert.DoesNotContain("ny-99", (await regional.PageAsync("/platforms/approvals")).DocumentElement.OuterHtml, StringComparison.Ordinal);
        var id = card.QuerySelector("input[name=id]")!.GetAttribute("value")!;
        var tried = await PostAsync(regional, await regional.PageAsync("/platforms"), "/platforms/approvals", ("id", id), ("decision", "Approved"));
        Assert.Equal(HttpStatusCode.NotFound, tried.StatusCode);

        await DecideAsync(administrator, id, "Approved");
        using var learner = new TestBrowser(Tool);
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync(learner)).StatusCode);
        // Taken back: the session that began meanwhile ends, and it waits again.
        await DecideAsync(administrator, id, "Reopened");
        Assert.Equal(HttpStatusCode.Unauthorized, (await learner.GetAsync("/my-data")).StatusCode);
        await Refused.ByAsync(Tool, await LaunchAsync(learner), "deployment", HttpStatusCode.Forbidden);
        // Turned down: whoever tries is told so, and it is no longer on the list of those who wait.
        await DecideAsync(administrator, id, "Rejected");
        var rejected = await LaunchAsync(learner);
        Assert.Contains("avvisat", WebUtility.HtmlDecode(await rejected.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.DoesNotContain((await administrator.PageAsync("/platforms/approvals")).QuerySelectorAll(".yr-cards li"), c => c.TextContent.Contains("ny-99", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_LMS_has_its_fields_filled_in_and_a_form_that_connects_it()
    {
        var administrator = await host.SomeoneAsync(grants: National);
        foreach (var guide in InstallGuides.All)
        {
            var page = await administrator.PageAsync("/platforms/install/" + guide.Slug);
            var values = page.QuerySelectorAll("[data-copy]").Select(f => f.GetAttribute("value") ?? f.TextContent).ToList();
            var fields = guide.FieldsOf(ToolAddresses.Of(Tool.PublicUrl));
            Assert.Equal(fields.Where(f => !f.Choice).Select(f => f.Value), values);
            Assert.Equal(fields.Select(f => f.Label), page.QuerySelectorAll(".yr-guide dt").Select(d => d.TextContent));
            Assert.All(fields.Where(f => f.Choice), f => Assert.Contains(f.Value, page.QuerySelector(".yr-guide")!.TextContent, StringComparison.Ordinal));
            Assert.Contains(new Uri(Tool.PublicUrl, "/lti/login").ToString(), values);
            Assert.Contains(new Uri(Tool.PublicUrl, "/lti/launch").ToString(), string.Join(' ', values), StringComparison.Ordinal);
            Assert.Contains(new Uri(Tool.PublicUrl, "/lti/jwks").ToString(), values);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.SendAsync(HttpMethod.Get, "/platforms/install/finns-inte")).StatusCode);
    }

    [Fact]
    public async Task What_the_LMS_gave_back_is_checked_field_by_field_and_stored()
    {
        var administrator = await host.SomeoneAsync(grants: Regional);
        var page = await administrator.PageAsync("/platforms/install/brightspace");
        Assert.Equal("https://api.brightspace.com/auth/token", page.QuerySelector("#mottagare")!.GetAttribute("value"));
        var faulty = await Html.ReadAsync(await PostAsync(administrator, page, "/platforms/install/brightspace", ("Issuer", "lms"), ("ClientId", ""), ("Authorization", "file:///a"), ("Token", "https://t.example.org"), ("Keys", " ")));
        Assert.Equal(["#issuer", "#klient", "#inloggning", "#nycklar"], faulty.QuerySelectorAll(".yr-faults a").Select(a => a.GetAttribute("href")));
        Assert.Equal("true", faulty.QuerySelector("#klient")!.GetAttribute("aria-invalid"));
        Assert.Equal("https://t.example.org", faulty.QuerySelector("#token")!.GetAttribute("value"));

        (string, string)[] good =
        [
            ("Issuer", " https://school.example.org "), ("ClientId", "c-9"), ("Authorization", "https://school.example.org/d2l/lti/authenticate"), ("Token", "https://auth.brightspace.com/core/connect/token"),
            ("Keys", "https://school.example.org/d2l/.well-known/jwks"), ("Audience", "https://api.brightspace.com/auth/token"), ("Deployment", "d-1"), ("Name", "Exempelskolan"),
        ];
        var saved = await PostAsync(administrator, page, "/platforms/install/brightspace", good);
        Assert.Contains("Exempelskolan är ansluten", WebUtility.HtmlDecode(await saved.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        var stored = (await Tool.PlatformsAsync()).Single(p => p.ClientId == "c-9");
        Assert.Equal(("https://school.example.org", "desire2learn", "gr", "https://api.brightspace.com/auth/token"), (stored.Issuer, stored.Family, stored.DefaultRegion, stored.TokenAudience));
        Assert.Equal([("d-1", true)], stored.Deployments.Select(d => (d.DeploymentId, d.Approved)));
        var again = await Html.ReadAsync(await PostAsync(administrator, page, "/platforms/install/brightspace", good));
        Assert.Contains("redan ansluten", again.QuerySelector(".yr-faults")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Further_addresses_that_show_the_tool_are_checked_and_may_frame_it()
    {
        await using var platform = TestPlatform.Start();
        var administrator = await host.SomeoneAsync(grants: National);
        var page = await administrator.PageAsync("/platforms/install/blackboard");
        Assert.Contains("Learn-adress", page.QuerySelector("#visas-hint")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("instructure.com", (await administrator.PageAsync("/platforms/install/canvas")).QuerySelector("#visas-hint")!.TextContent, StringComparison.Ordinal);
        Task<HttpResponseMessage> SaveAsync(string frames) => PostAsync(administrator, page, "/platforms/install/blackboard",
            ("Issuer", platform.Issuer), ("ClientId", TestPlatform.Client), ("Authorization", platform.Issuer + "/auth"), ("Token", platform.Issuer + "/token"), ("Keys", platform.Issuer + "/jwks"),
            ("Deployment", TestPlatform.Deployment), ("Frames", frames));
        foreach (var odd in new[] { "learn.example.org", "https://learn.example.org/ultra", "https://*", "https://learn.example.org;script-src" })
        {
            var typed = $"https://learn.example.org\r\n{odd}";
            var faulty = await Html.ReadAsync(await SaveAsync(typed));
            Assert.Equal(["#visas"], faulty.QuerySelectorAll(".yr-faults a").Select(a => a.GetAttribute("href")));
            Assert.Contains(odd + " går inte att använda", faulty.QuerySelector("#visas-fel")!.TextContent, StringComparison.Ordinal);
            Assert.Equal(typed.ReplaceLineEndings("\n"), faulty.QuerySelector("#visas")!.TextContent.ReplaceLineEndings("\n"));
        }
        // As a browser shows an address, it ends with a slash.
        Assert.Contains("är ansluten", WebUtility.HtmlDecode(await (await SaveAsync("https://learn.example.org/\r\n\r\nhttps://*.kommun.example.org")).Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var browser = new TestBrowser(Tool, "iframe");
        var landed = await browser.GetAsync((await browser.LaunchAsync(platform)).Headers.Location!.ToString());
        Assert.Contains($"frame-ancestors {platform.Issuer} https://learn.example.org https://*.kommun.example.org", landed.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_connection_is_changed_and_put_back_on_its_page()
    {
        var administrator = await host.SomeoneAsync(grants: National);
        var (id, good) = await ConnectAsync(administrator, "c-edit", "https://school.example.org", null);
        var page = await administrator.PageAsync($"/platforms/{id}");
        Assert.Contains(page.QuerySelectorAll("dd"), d => d.TextContent.Contains("https://edit.example.org", StringComparison.Ordinal));
        Assert.Equal(("c-edit", "https://school.example.org"), (page.QuerySelector("#klient")!.GetAttribute("value"), page.QuerySelector("#visas")!.TextContent));
        Assert.Contains("registrerats på nytt", page.QuerySelector("#klient-hint")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"/platforms/{id}", (await administrator.PageAsync("/platforms")).QuerySelectorAll(".yr-rows a").Select(a => a.GetAttribute("href")));
        // The issuer is not the form's to change.
        var answer = await PostAsync(administrator, page, $"/platforms/{id}", With(good, ("Issuer", "https://another.example.org"), ("Keys", "https://edit.example.org/new-keys"), ("Name", "Nya namnet"), ("Region", "gr")));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var saved = await administrator.PageAsync(answer.Headers.Location!.OriginalString);
        Assert.Contains("Nya namnet", saved.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Nya namnet", "https://edit.example.org/new-keys"], saved.QuerySelectorAll(".yr-new dd > p:first-child").Take(2).Select(p => p.TextContent));
        Assert.Equal(["Förut: edit.example.org", "Förut: https://edit.example.org/keys", "Förut: Ingen, hela landet"], saved.QuerySelectorAll(".yr-new dd > p:last-child").Select(p => p.TextContent));
        var stored = await StoredAsync(id);
        Assert.Equal(("https://edit.example.org", "https://edit.example.org/new-keys", "gr"), (stored.Issuer, stored.JwksUri, stored.DefaultRegion));
        Assert.Equal(["https://edit.example.org", "https://school.example.org"], stored.FrameOrigins);

        Assert.Contains("inget att ändra", (await administrator.PageAsync((await PostAsync(administrator, saved, $"/platforms/{id}", With(good, ("Keys", stored.JwksUri), ("Name", stored.Name), ("Region", "gr")))).Headers.Location!.OriginalString))
            .QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        var undone = await administrator.PressAsync(saved.QuerySelector(".yr-new button")!);
        Assert.Equal(HttpStatusCode.SeeOther, undone.StatusCode);
        Assert.Equal(("edit.example.org", "https://edit.example.org/keys", null), ((await StoredAsync(id)).Name, (await StoredAsync(id)).JwksUri, (await StoredAsync(id)).DefaultRegion));
        // Pressed once more, on the page of before: that change is no longer the latest.
        await administrator.PressAsync(saved.QuerySelector(".yr-new button")!);
        Assert.Equal("edit.example.org", (await StoredAsync(id)).Name);
        Assert.Equal(2, (await administrator.PageAsync($"/platforms/{id}")).QuerySelectorAll(".yr-rows li").Length);
    }

    [Fact]
    public async Task A_faulty_change_keeps_what_was_typed_and_changes_nothing()
    {
        var administrator = await host.SomeoneAsync(grants: National);
        var (id, good) = await ConnectAsync(administrator, "c-fault", "", null);
        await ConnectAsync(administrator, "c-taken", "", null);
        var before = await StoredAsync(id);
        var page = await administrator.PageAsync($"/platforms/{id}");
        var faulty = await Html.ReadAsync(await PostAsync(administrator, page, $"/platforms/{id}", With(good, ("ClientId", ""), ("Token", "token"), ("Frames", "*"))));
        Assert.Equal(["#klient", "#token", "#visas"], faulty.QuerySelectorAll(".yr-faults a").Select(a => a.GetAttribute("href")));
        Assert.Equal(("token", "*"), (faulty.QuerySelector("#token")!.GetAttribute("value"), faulty.QuerySelector("#visas")!.TextContent));
        var taken = await Html.ReadAsync(await PostAsync(administrator, page, $"/platforms/{id}", With(good, ("ClientId", "c-taken"))));
        Assert.Contains("redan ansluten", taken.QuerySelector(".yr-faults")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((before.ClientId, before.TokenEndpoint), ((await StoredAsync(id)).ClientId, (await StoredAsync(id)).TokenEndpoint));
    }

    [Fact]
    public async Task A_connection_is_changed_by_those_alone_who_administer_it()
    {
        var (own, good) = await ConnectAsync(await host.SomeoneAsync(grants: National), "c-own", "", "gr");
        var (national, _) = await ConnectAsync(await host.SomeoneAsync(grants: National), "c-national", "", null);
        var regional = await host.SomeoneAsync(grants: Regional);
        var stranger = await host.SomeoneAsync(grants: OtherRegion);
        var page = await regional.PageAsync($"/platforms/{own}");
        // No region to choose, and none is taken from the form.
        Assert.Null(page.QuerySelector("#region"));
        var foreign = await Html.ReadAsync(await PostAsync(regional, page, $"/platforms/{own}", With(good, ("Name", "Nya namnet"), ("Region", "annan"))));
        Assert.Contains("egna regioner", foreign.QuerySelector(".yr-faults")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(regional, page, $"/platforms/{own}", With(good, ("Name", "Nya namnet")))).StatusCode);
        Assert.Equal(("Nya namnet", "gr"), ((await StoredAsync(own)).Name, (await StoredAsync(own)).DefaultRegion));
        var change = (await regional.PageAsync($"/platforms/{own}")).QuerySelector("input[name=change]")!.GetAttribute("value")!;
        foreach (var (who, id) in new[] { (stranger, own), (regional, national), (regional, 4711L) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await who.SendAsync(HttpMethod.Get, $"/platforms/{id}")).StatusCode);
            var theirs = await who.PageAsync("/platforms");
            Assert.DoesNotContain($"/platforms/{id}", theirs.QuerySelectorAll(".yr-rows a").Select(a => a.GetAttribute("href")));
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(who, theirs, $"/platforms/{id}", With(good, ("Name", "Taget")))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(who, theirs, $"/platforms/{id}?handler=Undo", ("change", change))).StatusCode);
        }
        Assert.Equal("Nya namnet", (await StoredAsync(own)).Name);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.NewcomerAsync()).SendAsync(HttpMethod.Get, $"/platforms/{own}")).StatusCode);
        // The nation's administrator moves it to another region; who was its administrator cannot take that back.
        var nation = await host.SomeoneAsync(grants: National);
        await PostAsync(nation, await nation.PageAsync($"/platforms/{own}"), $"/platforms/{own}", With(good, ("Region", "")));
        Assert.Equal(HttpStatusCode.NotFound, (await regional.SendAsync(HttpMethod.Get, $"/platforms/{own}")).StatusCode);
    }

    /// <summary>WCAG 2.4.6: headings describe; two connections of one LMS bear one name, and the client id is what tells them apart in the LMS too, or else its address.</summary>
    [Theory, InlineData("/platforms"), InlineData("/platforms/grades")]
    public async Task Connections_of_one_name_are_told_apart(string path)
    {
        var nation = await host.SomeoneAsync(grants: National);
        foreach (var (name, issuer, client) in new[] { ("Tvillingskolan", "https://a.example.org", "c-twin-1"), ("Tvillingskolan", "https://a.example.org", "c-twin-2"), ("Dubbelskolan", "https://b.example.org", "c-double"), ("Dubbelskolan", "https://c.example.org", "c-double") })
        {
            if ((await Tool.PlatformsAsync()).All(p => (p.Issuer, p.ClientId) != (issuer, client)))
                await ConnectAsync(nation, client, "", null, ("Name", name), ("Issuer", issuer));
        }
        var text = (await nation.PageAsync(path)).QuerySelector("main")!.TextContent;
        Assert.Contains("Tvillingskolan (c-twin-1)", text, StringComparison.Ordinal);
        Assert.Contains("Tvillingskolan (c-twin-2)", text, StringComparison.Ordinal);
        Assert.Contains("Dubbelskolan (https://b.example.org c-double)", text, StringComparison.Ordinal);
        Assert.Contains("Dubbelskolan (https://c.example.org c-double)", text, StringComparison.Ordinal);
    }

    /// <summary>A platform connected on the page, and the fields that it was connected by but for its region.</summary>
    private async Task<(long Id, (string, string)[] Fields)> ConnectAsync(Visitor administrator, string client, string frames, string? region, params (string, string)[] other)
    {
        (string, string)[] fields =
        [
            ("Issuer", "https://edit.example.org"), ("ClientId", client), ("Authorization", "https://edit.example.org/auth"), ("Token", "https://edit.example.org/token"), ("Keys", "https://edit.example.org/keys"), ("Frames", frames),
        ];
        var page = await administrator.PageAsync("/platforms/install/other");
        await PostAsync(administrator, page, "/platforms/install/other", With(fields, [("Region", region ?? ""), .. other]));
        return ((await Tool.PlatformsAsync()).Last(p => p.ClientId == client).Id, fields);
    }

    private static (string, string)[] With((string Name, string Value)[] fields, params (string Name, string Value)[] other) => [.. fields.Where(f => Array.TrueForAll(other, o => o.Name != f.Name)), .. other];

    private async Task<Platform> StoredAsync(long id) => (await Tool.PlatformsAsync()).Single(p => p.Id == id);

    private static async Task DecideAsync(Visitor administrator, string id, string decision)
    {
        var page = await administrator.PageAsync("/platforms");
        var answer = await PostAsync(administrator, page, "/platforms/approvals", ("id", id), ("decision", decision));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.NotEmpty((await administrator.PageAsync(answer.Headers.Location!.OriginalString)).QuerySelectorAll("[role=status]"));
    }

    private static IElement Card(IDocument page, string deployment) => page.QuerySelectorAll(".yr-cards li").Single(c => c.TextContent.Contains(deployment, StringComparison.Ordinal));

    private static Task<HttpResponseMessage> PressAsync(Visitor person, IDocument page, string button, params (string Name, string Value)[] fields) =>
        PostAsync(person, page, page.QuerySelectorAll("button").Single(b => b.TextContent == button).Closest("form")!.GetAttribute("action")!, fields);

    private static Task<HttpResponseMessage> PostAsync(Visitor person, IDocument page, string action, params (string Name, string Value)[] fields) =>
        person.SendAsync(HttpMethod.Post, action, new FormUrlEncodedContent(
            [KeyValuePair.Create("__form", page.QuerySelector("input[name=__form]")!.GetAttribute("value")!), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]));
}
