using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Support;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>
/// The certification guide's cases (LTI 1.3 Core: "Known bad payloads" and "Valid teacher/student launches") and ours (lti.md §1), each
/// named after its case and asserting which rule refused.
/// </summary>
public sealed partial class LaunchTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private readonly ToolHost _tool = fixture.Tool;
    private readonly TestPlatform _platform = fixture.Platform;

    private string Target => new Uri(_tool.PublicUrl, "/lti/launch").ToString();

    // ---- The certification's twelve that must be rejected ----

    [Fact]
    public Task No_kid() => RefusedBy("key-id", header: h => h.Remove("kid"));

    [Fact]
    public Task Wrong_kid() => RefusedBy("signature", header: h => h["kid"] = "imstester_66067");

    [Fact]
    public Task Wrong_version() => RefusedBy("version", c => c[TestPlatform.Lti + "version"] = "11.3");

    [Fact]
    public Task No_version() => RefusedBy("version", c => c.Remove(TestPlatform.Lti + "version"));

    [Fact]
    public Task A_JWT_that_is_no_LTI_message() => RefusedBy("nonce", c =>
    {
        c.Clear();
        c["name"] = "badltilaunch";
    });

    [Fact]
    public Task A_JWT_of_ours_that_is_no_LTI_message() => RefusedBy("version", c => RemoveAll(c, c.Select(p => p.Key).Where(k => k.StartsWith(TestPlatform.Lti, StringComparison.Ordinal))));

    [Fact]
    public Task Version_message_type_and_roles_missing() => RefusedBy("version", c => RemoveAll(c, [TestPlatform.Lti + "version", TestPlatform.Lti + "message_type", TestPlatform.Lti + "roles"]));

    [Fact]
    public Task Iat_11111_and_exp_22222() => RefusedBy("expiry", c =>
    {
        c["iat"] = 11111;
        c["exp"] = 22222;
    });

    [Fact]
    public Task Message_type_missing() => RefusedBy("message-type", c => c.Remove(TestPlatform.Lti + "message_type"));

    [Fact]
    public Task Roles_claim_missing() => RefusedBy("roles", c => c.Remove(TestPlatform.Lti + "roles"));

    [Fact]
    public Task Deployment_id_missing() => RefusedBy("deployment", c => c.Remove(TestPlatform.Lti + "deployment_id"));

    [Fact]
    public Task Resource_link_id_missing() => RefusedBy("resource-link", c => c[TestPlatform.Lti + "resource_link"]!.AsObject().Remove("id"));

    [Fact]
    public Task Sub_missing() => RefusedBy("subject", c => c.Remove("sub"));

    // ---- The certification's eighteen that must be accepted: instructor and student each ----

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task Plain(string role) => Accepted(role, _ => { });

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task Several_roles(string role) => Accepted(role, c => Roles(c).Add("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff"));

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task Short_role(string role) => Accepted(role, c => c[TestPlatform.Lti + "roles"] = new JsonArray(role));

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task Unknown_role(string role) => AcceptedAs("/start", c => c[TestPlatform.Lti + "roles"] = new JsonArray($"http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#{role}Helper"));

    [Theory, InlineData("""[""]"""), InlineData("[]")]
    public Task No_role(string roles) => AcceptedAs("/start", c => c[TestPlatform.Lti + "roles"] = JsonNode.Parse(roles));

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task Email_only(string role) => Accepted(role, c => RemoveAll(c, ["name", "given_name", "family_name"]));

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task Names_only(string role) => Accepted(role, c => c.Remove("email"));

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task No_PII(string role) => Accepted(role, c => RemoveAll(c, ["name", "given_name", "family_name", "email"]));

    [Theory, InlineData("Instructor"), InlineData("Learner")]
    public Task No_context_claim(string role) => Accepted(role, c => c.Remove(TestPlatform.Lti + "context"));

    // ---- Also rejected ----

    [Fact]
    public Task Alg_none() => RefusedBy("algorithm", header: h => h["alg"] = "none", sign: (h, c) => Unsigned(h, c) + ".");

    [Fact]
    public Task HS256_signed_with_the_public_key() => RefusedBy("algorithm", header: h => h["alg"] = "HS256", sign: (h, c) =>
        Unsigned(h, c) + "." + Base64Url(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_platform.Key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(Unsigned(h, c)))));

    [Fact]
    public Task RS384() => RefusedBy("algorithm", header: h => h["alg"] = "RS384", sign: (h, c) =>
        Unsigned(h, c) + "." + Base64Url(_platform.Key.SignData(Encoding.ASCII.GetBytes(Unsigned(h, c)), HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)));

    [Fact]
    public Task Critical_extension() => RefusedBy("algorithm", header: h => h["crit"] = new JsonArray("b64"));

    [Fact]
    public Task Tampered_payload() => RefusedBy("signature", sign: (h, c) =>
    {
        var signature = _platform.Sign(h, c).Split('.')[2];
        c["sub"] = "somebody-else";
        return Unsigned(h, c) + "." + signature;
    });

    [Fact]
    public Task Signed_by_another_key() => RefusedBy("signature", sign: (h, c) =>
    {
        using var other = RSA.Create(2048);
        return Sign(h.ToJsonString(), c.ToJsonString(), other);
    });

    [Fact]
    public Task Wrong_nonce() => RefusedBy("nonce", c => c["nonce"] = "another");

    [Fact]
    public Task No_nonce() => RefusedBy("nonce", c => c.Remove("nonce"));

    [Fact]
    public async Task Reused_nonce()
    {
        using var browser = Browser();
        var first = await browser.LoginAsync(_platform);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(Token(first.Nonce), first.State)).StatusCode);
        var second = await browser.LoginAsync(_platform);
        await Refused.ByAsync(_tool, await browser.LaunchAsync(Token(first.Nonce), second.State), "nonce");
    }

    [Fact]
    public async Task Replay_of_a_whole_launch()
    {
        using var browser = Browser();
        var login = await browser.LoginAsync(_platform);
        var kept = new Dictionary<string, string>(browser.Cookies);
        var token = Token(login.Nonce);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(token, login.State)).StatusCode);
        // Without the login's cookie, as after a reload …
        await Refused.ByAsync(_tool, await browser.LaunchAsync(token, login.State), "browser", token: token);
        // … and with it, as by an attacker who kept everything.
        browser.Cookies.Clear();
        foreach (var (name, value) in kept)
            browser.Cookies[name] = value;
        await Refused.ByAsync(_tool, await browser.LaunchAsync(token, login.State), "state-unused", HttpStatusCode.BadRequest, token);
    }

    [Fact]
    public Task Missing_state() => RefusedBy("state", form: f => f.Remove("state"));

    [Fact]
    public Task Foreign_state() => RefusedBy("state", form: f => f["state"] = "83bf9e23a4a60d20259ea11151750576bf6882eb1c279c195d");

    [Fact]
    public Task Tampered_state() => RefusedBy("state", form: f => f["state"] = (f["state"][0] == 'A' ? 'B' : 'A') + f["state"][1..]);

    [Fact]
    public async Task Expired_state()
    {
        using var browser = Browser();
        var login = await browser.LoginAsync(_platform);
        _tool.Clock.Advance(TimeSpan.FromMinutes(10));
        await Refused.ByAsync(_tool, await browser.LaunchAsync(Token(login.Nonce), login.State), "state-age", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task State_just_before_it_expires()
    {
        using var browser = Browser();
        var login = await browser.LoginAsync(_platform);
        _tool.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(Token(login.Nonce), login.State)).StatusCode);
    }

    [Fact]
    public async Task State_from_another_browser()
    {
        using var mine = Browser();
        using var theirs = Browser();
        var login = await mine.LoginAsync(_platform);
        await theirs.LoginAsync(_platform);
        await Refused.ByAsync(_tool, await theirs.LaunchAsync(Token(login.Nonce), login.State), "browser", HttpStatusCode.BadRequest);
    }

    [Fact]
    public Task Unknown_iss() => RefusedBy("registration", c => c["iss"] = "https://unknown.example.org");

    [Fact]
    public Task Known_iss_with_another_client_id() => RefusedBy("audience", c => c["aud"] = "client-2");

    [Fact]
    public async Task Known_iss_with_another_registered_client_id()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var platform = Start();
        await platform.RegisterAsync(tool);
        await platform.RegisterAsync(tool, "client-2");
        using var browser = new TestBrowser(tool);
        var response = await browser.LaunchAsync(platform, c => c["aud"] = "client-2");
        await Refused.ByAsync(tool, response, "audience", HttpStatusCode.Forbidden);
    }

    [Fact]
    public Task Aud_array_without_azp() => RefusedBy("authorized-party", c => c["aud"] = new JsonArray(Client, "other"));

    [Fact]
    public Task Wrong_azp() => RefusedBy("authorized-party", c => c["azp"] = "other");

    [Fact]
    public Task Aud_of_a_wrong_type() => RefusedBy("audience", c => c["aud"] = 7);

    [Fact]
    public async Task Unknown_deployment()
    {
        var entry = await RefusedBy("deployment", c => c[TestPlatform.Lti + "deployment_id"] = "deployment-unknown", status: HttpStatusCode.Forbidden);
        Assert.Contains("deployment-unknown", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public Task Exp_past_leeway() => RefusedBy("expiry", c => c["exp"] = _tool.Clock.Now.ToUnixTimeSeconds() - 121);

    [Fact]
    public Task Iat_in_the_future_past_leeway() => RefusedBy("issued-at", c => c["iat"] = _tool.Clock.Now.ToUnixTimeSeconds() + 121);

    [Fact]
    public Task Nbf_in_the_future_past_leeway() => RefusedBy("not-before", c => c["nbf"] = _tool.Clock.Now.ToUnixTimeSeconds() + 121);

    [Theory, InlineData("https://evil.example.org/"), InlineData("http://127.0.0.1:1/lti/launch"), InlineData("/lti/launch"), InlineData("javascript:alert(1)"), InlineData("")]
    public Task Foreign_target_link_uri(string target) => RefusedBy("target-link", c => c[TestPlatform.Lti + "target_link_uri"] = target);

    [Fact]
    public async Task Target_link_uri_with_our_host_as_user()
    {
        await RefusedBy("target-link", c => c[TestPlatform.Lti + "target_link_uri"] = $"http://{_tool.PublicUrl.Authority}@evil.example.org/");
        await RefusedBy("target-link", c => c[TestPlatform.Lti + "target_link_uri"] = $"http://evil@{_tool.PublicUrl.Authority}/");
    }

    [Fact]
    public async Task Id_token_twice()
    {
        using var browser = Browser();
        var login = await browser.LoginAsync(_platform);
        var token = Token(login.Nonce);
        var response = await browser.PostAsync("/lti/launch", ("id_token", token), ("id_token", token), ("state", login.State));
        await Refused.ByAsync(_tool, response, "form-fields", HttpStatusCode.BadRequest, token);
    }

    [Fact]
    public Task Oversize_token() => RefusedBy("token-size", c => c["padding"] = new string('x', 40_000), status: HttpStatusCode.RequestEntityTooLarge);

    [Fact]
    public Task Oversize_form() => RefusedBy("form-fields", form: f => f["padding"] = new string('x', 200_000), status: HttpStatusCode.RequestEntityTooLarge);

    [Fact]
    public Task Duplicate_claims() => RefusedBy("token-form", sign: (h, c) => SignText(h, c.ToJsonString()[..^1] + ",\"sub\":\"somebody-else\"}"));

    [Fact]
    public Task Duplicate_claims_written_differently() => RefusedBy("token-form", sign: (h, c) => SignText(h, c.ToJsonString()[..^1] + ",\"su\\u0062\":\"somebody-else\"}"));

    [Fact]
    public Task Duplicate_claims_inside_a_claim() => RefusedBy("token-form", sign: (h, c) =>
        SignText(h, c.ToJsonString().Replace("\"id\":\"link-1\"", "\"id\":\"link-1\",\"id\":\"link-2\"", StringComparison.Ordinal)));

    [Fact]
    public Task Empty_sub() => RefusedBy("subject", c => c["sub"] = "");

    [Theory, InlineData("19121212-1212"), InlineData("191212121212@kommun.example.org"), InlineData("pnr:121212-1212")]
    public Task Sub_with_a_personal_identity_number(string sub) => RefusedBy("subject", c => c["sub"] = sub);

    [Theory, InlineData("sub", "subject"), InlineData("iss", "registration"), InlineData("exp", "expiry"), InlineData("iat", "issued-at"), InlineData("name", "claim-types"),
        InlineData(TestPlatform.Lti + "roles", "roles"), InlineData(TestPlatform.Lti + "resource_link", "resource-link"), InlineData(TestPlatform.Lti + "version", "version"),
        InlineData(TestPlatform.Lti + "deployment_id", "deployment"), InlineData(TestPlatform.Lti + "context", "claim-types"), InlineData(TestPlatform.Lti + "custom", "claim-types")]
    public Task Wrong_JSON_type(string claim, string rule) => RefusedBy(rule, c => c[claim] = new JsonArray(new JsonArray()));

    [Fact]
    public Task Unknown_message_type() => RefusedBy("message-type", c => c[TestPlatform.Lti + "message_type"] = "LtiUnknownRequest");

    [Fact]
    public async Task Error_posted_by_the_platform()
    {
        using var browser = Browser();
        var login = await browser.LoginAsync(_platform);
        var response = await browser.PostAsync("/lti/launch", ("error", "login_required"), ("error_description", "No <session>"), ("state", login.State));
        var entry = await Refused.ByAsync(_tool, response, "platform-error", HttpStatusCode.BadRequest);
        Assert.Equal("login_required: No <session>", entry.Detail);
        Assert.DoesNotContain("<session>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_address_opened_by_itself()
    {
        using var browser = Browser();
        await Refused.ByAsync(_tool, await browser.GetAsync("/lti/launch"), "form-fields", HttpStatusCode.BadRequest);
    }

    // ---- Also accepted ----

    [Theory, InlineData(0.15), InlineData(1), InlineData(60)]
    public Task Iat_ahead_within_leeway(double seconds) => Accepted("Learner", c => c["iat"] = (_tool.Clock.Now.ToUnixTimeMilliseconds() / 1000.0) + seconds);

    [Fact]
    public Task Exp_past_within_leeway() => Accepted("Learner", c => c["exp"] = _tool.Clock.Now.ToUnixTimeSeconds() - 59);

    [Fact]
    public Task Aud_array_with_one() => Accepted("Learner", c => c["aud"] = new JsonArray(Client));

    [Fact]
    public Task Aud_array_with_azp() => Accepted("Learner", c =>
    {
        c["aud"] = new JsonArray("other", Client);
        c["azp"] = Client;
    });

    [Fact]
    public Task Null_is_no_azp_and_no_nbf() => Accepted("Learner", c => (c["azp"], c["nbf"]) = (null, null));

    /// <summary>LTI 1.3 Core §A.2.4: who looks at what a learner sees is nobody who takes part.</summary>
    [Fact]
    public Task A_test_user_is_no_learner() => AcceptedAs("/start", c => c[TestPlatform.Lti + "roles"] = new JsonArray(Membership + "Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"));

    /// <summary>lti.md §2.7: some LMSs frame from another address than the one they register with, and say it in the launch.</summary>
    [Fact]
    public async Task Where_the_platform_is_gone_back_to_may_frame_the_page_that_follows()
    {
        using var browser = Browser();
        await browser.LaunchAsync(_platform, c => c[TestPlatform.Lti + "launch_presentation"]!["return_url"] = "https://skolan.example.com:8443/back?x=1");
        var policies = string.Join(';', (await browser.GetAsync("/start")).Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"frame-ancestors {_platform.Issuer} https://*.lms.example.org https://skolan.example.com:8443", policies, StringComparison.Ordinal);
        // Said again, or covered already, or no origin at all: nothing more.
        foreach (var more in new[] { "https://skolan.example.com:8443/", "https://a.lms.example.org/", "javascript:alert(1)", "about:blank", "ftp://skolan.example.com/", "/relative" })
            await browser.LaunchAsync(_platform, c => c[TestPlatform.Lti + "launch_presentation"]!["return_url"] = more);
        await using var read = await _tool.Database.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            $"{_platform.Issuer} https://*.lms.example.org https://skolan.example.com:8443",
            await read.ScalarAsync<string>($"select frame_origins from platform where issuer = {_platform.Issuer}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public Task Null_names() => Accepted("Learner", c => c["name"] = null);

    [Theory, InlineData("6f9619ff-8b86-4d01-b42d-00cf4fc964ff"), InlineData("1212121213"), InlineData("user-1")]
    public Task Sub_with_other_digits(string sub) => Accepted("Learner", c => c["sub"] = sub);

    [Theory, InlineData("http://purl.imsglobal.org/vocab/lis/v2/membership/Learner#NonCreditLearner", "/welcome"),
        InlineData("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Learner", "/start"),
        InlineData("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor", "/start"),
        InlineData("http://purl.imsglobal.org/vocab/lis/v2/membership#LearnerObserver", "/start"),
        InlineData("urn:lti:sysrole:ims/lis/NotALearner", "/start")]
    public Task Only_the_context_role_makes_a_learner(string role, string place) => AcceptedAs(place, c => c[TestPlatform.Lti + "roles"] = new JsonArray(role));
}
