using System.Net;
using System.Text;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>What a real platform refuses at its authorization endpoint: 1EdTech Security Framework 1.0 §5.1.1.2, OpenID Connect Core §3.1.2.</summary>
public sealed class AuthorizationTests(LmsFixture fixture) : IClassFixture<LmsFixture>
{
    private readonly RunningLms lms = fixture.Lms;

    [Fact]
    public async Task A_request_that_keeps_to_the_specification_gets_id_token_and_state_at_the_registered_address()
    {
        var answer = await lms.AnswerAsync(await lms.GoodRequestAsync());
        Assert.Equal(lms.Options.LaunchUrl, answer.Action);
        Assert.Equal(["id_token", "state"], answer.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("state-1", answer.Fields["state"]);
    }

    [Fact]
    public async Task The_request_may_come_by_POST()
    {
        using var form = new FormUrlEncodedContent(await lms.GoodRequestAsync());
        using var response = await lms.Http.PostAsync("/auth", form);
        Assert.True(PostedForm.Read(await response.Content.ReadAsStringAsync()).Fields.ContainsKey("id_token"));
    }

    [Fact]
    public async Task A_login_hint_works_once()
    {
        var request = await lms.GoodRequestAsync();
        await lms.AnswerAsync(request);
        await AssertRefusedAsync(request, "login_required");
    }

    [Fact]
    public async Task A_refused_request_uses_the_login_hint_up_too()
    {
        var request = await lms.GoodRequestAsync();
        await AssertRefusedAsync(With(request, "scope", "profile"), "invalid_scope");
        await AssertRefusedAsync(request, "login_required");
    }

    [Fact]
    public async Task Of_many_requests_at_once_with_one_login_hint_one_is_answered()
    {
        var request = await lms.GoodRequestAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => lms.AnswerAsync(request)));
        Assert.Single(answers, answer => answer.Fields.ContainsKey("id_token"));
    }

    [Fact]
    public async Task A_login_hint_is_good_until_just_before_five_minutes()
    {
        var request = await lms.GoodRequestAsync();
        lms.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.True((await lms.AnswerAsync(request)).Fields.ContainsKey("id_token"));
    }

    [Fact]
    public async Task A_login_hint_is_too_old_after_five_minutes()
    {
        var request = await lms.GoodRequestAsync();
        lms.Clock.Advance(TimeSpan.FromMinutes(5));
        await AssertRefusedAsync(request, "login_required");
    }

    [Theory]
    [InlineData("ny-1")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_unknown_login_hint_is_refused(string? hint) =>
        await AssertRefusedAsync(With(await lms.GoodRequestAsync(), "login_hint", hint), "login_required");

    [Theory]
    [InlineData("openid profile")]
    [InlineData("openid ")]
    [InlineData("OpenID")]
    [InlineData("profile")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Scope_is_exactly_openid(string? scope) =>
        await AssertRefusedAsync(With(await lms.GoodRequestAsync(), "scope", scope), "invalid_scope");

    [Theory]
    [InlineData("code")]
    [InlineData("id_token token")]
    [InlineData(null)]
    public async Task Response_type_is_id_token(string? type) =>
        await AssertRefusedAsync(With(await lms.GoodRequestAsync(), "response_type", type), "unsupported_response_type");

    [Theory]
    [InlineData("response_mode", "fragment")]
    [InlineData("response_mode", "query")]
    [InlineData("response_mode", null)]
    [InlineData("prompt", "login")]
    [InlineData("prompt", null)]
    [InlineData("nonce", "")]
    [InlineData("nonce", null)]
    [InlineData("lti_message_hint", "{}")]
    [InlineData("lti_message_hint", null)]
    public async Task Other_parameters_are_as_the_specification_says(string name, string? value) =>
        await AssertRefusedAsync(With(await lms.GoodRequestAsync(), name, value), "invalid_request");

    [Fact]
    public async Task A_missing_state_is_refused_and_none_is_made_up()
    {
        var answer = await lms.AnswerAsync(With(await lms.GoodRequestAsync(), "state", null));
        Assert.Equal("invalid_request", answer.Fields["error"]);
        Assert.False(answer.Fields.ContainsKey("state"));
    }

    [Fact]
    public async Task The_message_hint_belongs_to_the_login_hint()
    {
        var first = await lms.GoodRequestAsync("ny-1");
        var second = await lms.GoodRequestAsync("region-1");
        await AssertRefusedAsync(With(first, "lti_message_hint", second["lti_message_hint"]), "invalid_request");
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("login_hint")]
    [InlineData("lti_message_hint")]
    [InlineData("unknown")]
    public async Task No_parameter_comes_twice(string name)
    {
        var request = await lms.GoodRequestAsync();
        var value = request.GetValueOrDefault(name, "x");
        var answer = await lms.AnswerAsync([.. With(request, name, null), new(name, value), new(name, value)]);
        Assert.Equal("invalid_request", answer.Fields["error"]);
        Assert.False(answer.Fields.ContainsKey("id_token"));
    }

    [Fact]
    public async Task Redirect_uri_is_exactly_the_registered_one()
    {
        var registered = lms.Options.LaunchUrl;
        foreach (var other in new[]
        {
            registered + "/", registered + "?a=1", registered + "#x", registered.ToUpperInvariant(), "https" + registered[4..],
            registered.Replace("tool.localhost", "127.0.0.1", StringComparison.Ordinal), "http://evil.example/lti/launch", "javascript:alert(1)", "", null,
        })
        {
            var request = With(await lms.GoodRequestAsync(), "redirect_uri", other);
            await AssertShownHereAsync(request);
        }
    }

    [Theory]
    [InlineData("client_id", "someone-else")]
    [InlineData("client_id", "Yrkesresan")]
    [InlineData("client_id", null)]
    public async Task An_unknown_client_is_answered_nowhere(string name, string? value) =>
        await AssertShownHereAsync(With(await lms.GoodRequestAsync(), name, value));

    [Theory]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    public async Task With_two_clients_or_addresses_nothing_is_answered(string name)
    {
        var request = await lms.GoodRequestAsync();
        await AssertShownHereAsync([.. request, new(name, request[name])]);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("text/plain", "scope=openid")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nbroken")]
    [InlineData("application/x-www-form-urlencoded", "%ff%fe=%zz&&&==")]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", "a=b")]
    public async Task Nonsense_is_answered_with_4xx(string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await lms.Http.PostAsync("/auth", content);
        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    [Fact]
    public async Task A_huge_request_is_refused()
    {
        using var content = new FormUrlEncodedContent([new("scope", new string('x', 200_000))]);
        using var response = await lms.Http.PostAsync("/auth", content);
        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    [Fact]
    public async Task The_token_endpoint_says_no_in_the_words_of_RFC_6749()
    {
        using var content = new FormUrlEncodedContent([new("grant_type", "password")]);
        using var response = await lms.Http.PostAsync("/token", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"error\":\"unsupported_grant_type\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> With(Dictionary<string, string> request, string name, string? value)
    {
        var changed = new Dictionary<string, string>(request);
        changed.Remove(name);
        if (value is not null)
            changed[name] = value;
        return changed;
    }

    /// <summary>OpenID Connect Core §3.1.2.6: error, error_description and the request's state, and no token.</summary>
    private async Task AssertRefusedAsync(Dictionary<string, string> request, string error)
    {
        var answer = await lms.AnswerAsync(request);
        Assert.Equal(lms.Options.LaunchUrl, answer.Action);
        Assert.Equal(error, answer.Fields["error"]);
        Assert.NotEmpty(answer.Fields["error_description"]);
        Assert.Equal(request["state"], answer.Fields["state"]);
        Assert.False(answer.Fields.ContainsKey("id_token"));
    }

    /// <summary>RFC 6749 §4.1.2.1: the person is told here, and nothing is sent to an address that is not registered.</summary>
    private async Task AssertShownHereAsync(IEnumerable<KeyValuePair<string, string>> request)
    {
        using var response = await lms.AuthorizeAsync(request);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        Assert.Contains("<h1>", page, StringComparison.Ordinal);
    }
}
