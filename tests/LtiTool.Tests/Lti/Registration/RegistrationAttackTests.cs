using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>lti.md §4: the registration address is an attack surface. Each attack is refused with a clear page, and nothing half-registered remains.</summary>
public sealed class RegistrationAttackTests(RegistrationFixture fixture) : IClassFixture<RegistrationFixture>, IAsyncLifetime
{
    private readonly ToolHost _tool = fixture.Tool;
    private RegisteringPlatform _platform = null!;

    public async ValueTask InitializeAsync()
    {
        // Refusals are bounded by the minute, and a test before this one may have had its fill.
        _tool.Clock.Advance(TimeSpan.FromMinutes(1));
        _platform = await RegisteringPlatform.StartAsync();
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Configurations_that_are_not_right_are_refused()
    {
        var good = _platform.Configuration();
        // Each on a link of its own, since one that is tried often is closed.
        foreach (var (change, fault) in new (Action<JsonObject> Change, RegistrationFault Fault)[]
        {
            (c => c["issuer"] = "http://other.example.org", RegistrationFault.IssuerMismatch),
            (c => c["issuer"] = "http://127.0.0.1.example.org", RegistrationFault.IssuerMismatch),
            (c => c["issuer"] = "https://canvas.instructure.com", RegistrationFault.IssuerMismatch),
            (c => { c["issuer"] = "https://canvas.instructure.com"; c[RegisteringPlatform.Section]!["product_family_code"] = "canvas"; }, RegistrationFault.IssuerMismatch),
            (c => c["issuer"] = "urn:lms", RegistrationFault.AddressRefused),
            (c => c.Remove("issuer"), RegistrationFault.ConfigurationIncomplete),
            (c => c["issuer"] = 7, RegistrationFault.ConfigurationIncomplete),
            (c => c.Remove("authorization_endpoint"), RegistrationFault.ConfigurationIncomplete),
            (c => c["token_endpoint"] = null, RegistrationFault.ConfigurationIncomplete),
            (c => c["jwks_uri"] = new JsonArray("http://127.0.0.1/"), RegistrationFault.ConfigurationIncomplete),
            (c => c.Remove("registration_endpoint"), RegistrationFault.ConfigurationIncomplete),
            (c => c.Remove(RegisteringPlatform.Section), RegistrationFault.ConfigurationIncomplete),
            (c => c["registration_endpoint"] = "file:///etc/passwd", RegistrationFault.AddressRefused),
            (c => c["jwks_uri"] = "/jwks", RegistrationFault.AddressRefused),
            (c => c["authorization_endpoint"] = "javascript:alert(1)", RegistrationFault.AddressRefused),
            (c => c["token_endpoint"] = "http://user:secret@127.0.0.1/token", RegistrationFault.AddressRefused),
            (c => c["id_token_signing_alg_values_supported"] = new JsonArray("HS256"), RegistrationFault.Unsupported),
            (c => c["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic"), RegistrationFault.Unsupported),
        })
        {
            var changed = good.DeepClone().AsObject();
            change(changed);
            _platform.Configure = context => context.Response.WriteAsync(changed.ToJsonString());
            await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), fault);
        }
        Assert.Null(_platform.Request);
    }

    [Fact]
    public async Task Answers_that_are_no_JSON_object_are_refused_whatever_they_say_they_are()
    {
        var good = _platform.Configuration().ToJsonString();
        foreach (var body in new[] { "", "{", "[]", "null", "<html><body>Hello</body></html>", good + good, "{\"issuer\":\"a\"," + good[1..], good[..^1] + ",\"a\":{\"b\":1,\"b\":2}}", new string('[', 5000) })
        {
            _platform.Configure = context => { context.Response.ContentType = "application/json"; return context.Response.WriteAsync(body); };
            await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.NotJson);
        }
        _platform.Configure = context => context.Response.Body.WriteAsync((byte[])[(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']).AsTask();
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.NotJson);
        Assert.Null(_platform.Request);
    }

    [Fact]
    public async Task Ten_megabytes_and_more_are_not_read()
    {
        // As much as anybody takes, ten megabytes or more, until the tool has hung up.
        var hungUp = new TaskCompletionSource();
        _platform.Configure = async context =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            var piece = Encoding.ASCII.GetBytes("{\"a\":\"" + new string('x', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                await Task.Yield();
            }
        };
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.TooLarge);
        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        var inside = await RegisteringPlatform.StartAsync();
        await using var _ = inside;
        _platform.Configure = context => { context.Response.Redirect(inside.ConfigurationAddress); return Task.CompletedTask; };
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.Redirected);
        _platform.Configure = context => context.Response.WriteAsync(_platform.Configuration().ToJsonString());
        _platform.Register = context => { context.Response.Redirect(inside.Origin + "/register", permanent: false, preserveMethod: true); return Task.CompletedTask; };
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.Redirected);
        Assert.Equal(0, inside.Asked);
        Assert.Null(inside.Request);
    }

    [Fact]
    public async Task Registration_endpoints_that_refuse_or_answer_wrongly_leave_nothing()
    {
        foreach (var (status, body, fault) in new[]
        {
            (400, "{\"error\":\"invalid_client_metadata\",\"error_description\":\"domain is taken\"}", RegistrationFault.RegistrationRefused),
            (401, "token_already_used", RegistrationFault.RegistrationRefused),
            (500, "<html>oops</html>", RegistrationFault.RegistrationRefused),
            (200, "<html>done</html>", RegistrationFault.NotJson),
            (200, "[]", RegistrationFault.NotJson),
            (200, "{\"client_id\":\"a\",\"client_id\":\"b\"}", RegistrationFault.NotJson),
            (200, "{}", RegistrationFault.AnswerFaulty),
            (200, "{\"client_id\":\"\"}", RegistrationFault.AnswerFaulty),
            (200, "{\"client_id\":7}", RegistrationFault.AnswerFaulty),
            (200, "{\"client_id\":\"a\\u0000b\"}", RegistrationFault.AnswerFaulty),
            (200, "{\"client_id\":\"" + new string('a', 256) + "\"}", RegistrationFault.AnswerFaulty),
            (200, "{\"client_id\":\"a\",\"" + RegisteringPlatform.Tool + "\":{\"deployment_id\":[]}}", RegistrationFault.AnswerFaulty),
        })
        {
            _platform.Register = context => { context.Response.StatusCode = status; return context.Response.WriteAsync(body); };
            var page = await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), fault);
            // What the LMS says of its refusal is the administrator's best hint; its markup is not.
            if (status == 400)
                Assert.Contains("400 domain is taken", page, StringComparison.Ordinal);
            Assert.DoesNotContain("oops", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_had_is_refused()
    {
        _platform.Configure = context => { context.Response.StatusCode = 503; return Task.CompletedTask; };
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.ConfigurationRefused);
        _platform.Configure = context => { context.Abort(); return Task.CompletedTask; };
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress), RegistrationFault.Unreachable);
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), $"http://127.0.0.1:{Testing.Ports.Free()}/configuration"), RegistrationFault.Unreachable);
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), configuration: null), RegistrationFault.NoConfiguration);
        await _tool.RefusedAsync(await _tool.OpenAsync(await _tool.LinkAsync(), _platform.ConfigurationAddress, token: "two\r\nlines"), RegistrationFault.NoConfiguration);
        var doubled = $"openid_configuration={_platform.ConfigurationAddress}&openid_configuration=http://127.0.0.1/";
        await _tool.RefusedAsync(await _tool.OpenWithAsync(await _tool.LinkAsync(), doubled), RegistrationFault.NoConfiguration);
    }

    [Fact]
    public async Task A_link_that_is_unknown_old_or_taken_back_fetches_nothing()
    {
        var unknown = new Uri(_tool.PublicUrl, "/lti/register/" + new string('A', 43)).ToString();
        await _tool.RefusedAsync(await _tool.OpenAsync(unknown, _platform.ConfigurationAddress), RegistrationFault.LinkUnknown);
        await _tool.RefusedAsync(await _tool.OpenAsync(unknown[..^1], _platform.ConfigurationAddress), RegistrationFault.LinkUnknown);
        var revoked = await _tool.LinkAsync();
        Assert.True(await _tool.Links().RevokeAsync((await _tool.Links().AllAsync())[0].Id));
        await _tool.RefusedAsync(await _tool.OpenAsync(revoked, _platform.ConfigurationAddress), RegistrationFault.LinkRevoked);
        var old = await _tool.LinkAsync();
        _tool.Clock.Advance(TimeSpan.FromHours(RegistrationLinks.DefaultHours));
        await _tool.RefusedAsync(await _tool.OpenAsync(old, _platform.ConfigurationAddress), RegistrationFault.LinkExpired);
        Assert.Equal(0, _platform.Asked);
        // Of the secret itself nothing stands in the database.
        await using var session = await _tool.Database.ReadAsync();
        var secret = Encoding.ASCII.GetBytes(old[(old.LastIndexOf('/') + 1)..]);
        Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from registration_link where token_hash = {secret}"));
        Assert.Equal(0, await session.ScalarAsync<long>($"select attempts from registration_link order by id desc limit 1"));
    }

    [Fact]
    public async Task A_link_in_use_is_not_used_a_second_time_and_one_tried_often_is_closed()
    {
        var link = await _tool.LinkAsync();
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _platform.Configure = async context => { asked.TrySetResult(); await goOn.Task; context.Response.StatusCode = 500; };
        var first = _tool.OpenAsync(link, _platform.ConfigurationAddress);
        await asked.Task;
        var busy = await _tool.OpenAsync(link, _platform.ConfigurationAddress);
        Assert.Contains("pågår just nu", WebUtility.HtmlDecode(await busy.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        goOn.SetResult();
        await _tool.RefusedAsync(await first, RegistrationFault.ConfigurationRefused);
        for (var tries = 1; tries < RegistrationLinks.MostAttempts; tries++)
            await _tool.OpenAsync(link, configuration: null);
        await _tool.RefusedAsync(await _tool.OpenAsync(link, _platform.ConfigurationAddress), RegistrationFault.LinkTired);
        Assert.Equal(1, _platform.Asked);
    }

    [Fact]
    public async Task A_link_taken_back_while_the_LMS_answers_stores_nothing_and_says_what_to_do()
    {
        var link = await _tool.LinkAsync();
        _platform.Register = async context =>
        {
            await _tool.Links().RevokeAsync((await _tool.Links().AllAsync())[0].Id);
            await context.Response.WriteAsync(_platform.Answer().ToJsonString());
        };
        var response = await _tool.OpenAsync(link, _platform.ConfigurationAddress);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.Contains("Ta bort Yrkesresan i lärplattformen", page, StringComparison.Ordinal);
        Assert.Contains("client-77", page, StringComparison.Ordinal);
        Assert.Empty(await _tool.PlatformsAsync());
    }

    [Fact]
    public async Task Too_many_refusals_get_a_bare_429()
    {
        var unknown = new Uri(_tool.PublicUrl, "/lti/register/" + new string('B', 43)).ToString();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 62; i++)
            statuses.Add((await _tool.OpenAsync(unknown, _platform.ConfigurationAddress)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }
}

/// <summary>lti.md §4: bounded time, and no private addresses, also when a name server changes its answer between check and connection.</summary>
public sealed class RegistrationNetworkTests
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.215.14");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_never_ends_or_never_begins_is_given_up(bool begins)
    {
        await using var tool = await ToolHost.StartAsync(services: s => s.AddSingleton<PlatformNetwork>(new Impatient()));
        await using var platform = await RegisteringPlatform.StartAsync();
        platform.Configure = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                if (begins)
                    await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        };
        await tool.RefusedAsync(await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress), RegistrationFault.TooSlow);
    }

    [Fact]
    public async Task Private_addresses_are_refused_by_name_and_by_what_the_name_resolves_to()
    {
        await using var platform = await RegisteringPlatform.StartAsync();
        var network = new LyingNetwork(new Uri(platform.Origin).Port, _ => [IPAddress.Loopback]);
        await using var tool = await StrictAsync(network);
        foreach (var address in new[]
        {
            platform.ConfigurationAddress, "http://localhost/c", "http://[::1]/c", "http://10.1.2.3/c", "http://169.254.169.254/latest/meta-data", "http://lms.internal/c", "http://lms/c",
            "http://2130706433/c", "http://[::ffff:10.0.0.1]/c", "http://lms.example.org/configuration", "ftp://lms.example.org/c",
        })
        {
            await tool.RefusedAsync(await tool.OpenAsync(await tool.LinkAsync(), address), RegistrationFault.AddressRefused);
        }
        Assert.Equal(0, platform.Asked);
        Assert.Empty(network.Connected);
    }

    [Fact]
    public async Task A_name_whose_answer_changes_between_check_and_connection_gets_no_connection()
    {
        await using var platform = await RegisteringPlatform.StartAsync();
        var asked = 0;
        // Public for the configuration, loopback when the registration is to be sent.
        var network = new LyingNetwork(new Uri(platform.Origin).Port, _ => [++asked == 1 ? Public : IPAddress.Loopback]);
        await using var tool = await StrictAsync(network);
        platform.Configure = context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync(platform.Configuration().ToJsonString().Replace(platform.Origin, "http://lms.example.org", StringComparison.Ordinal));
        };
        await tool.RefusedAsync(await tool.OpenAsync(await tool.LinkAsync(), "http://lms.example.org/configuration"), RegistrationFault.AddressRefused);
        Assert.Equal((1, 2), (platform.Asked, asked));
        Assert.Null(platform.Request);
        Assert.Equal([Public], network.Connected);
    }

    [Fact]
    public async Task Of_several_addresses_only_public_ones_are_connected_to()
    {
        await using var platform = await RegisteringPlatform.StartAsync();
        var network = new LyingNetwork(new Uri(platform.Origin).Port, _ => [IPAddress.Loopback, Public, IPAddress.Parse("10.0.0.1")]);
        await using var tool = await StrictAsync(network);
        platform.Configure = context => { context.Response.StatusCode = 404; return Task.CompletedTask; };
        await tool.RefusedAsync(await tool.OpenAsync(await tool.LinkAsync(), "http://lms.example.org/configuration"), RegistrationFault.ConfigurationRefused);
        Assert.Equal([Public], network.Connected);
    }

    private static Task<ToolHost> StrictAsync(PlatformNetwork network) => ToolHost.StartAsync(
        settings: new Dictionary<string, string> { ["AllowPrivateNetworks"] = "false" }, services: s => s.AddSingleton(network));

    private sealed class Impatient : PlatformNetwork
    {
        public override TimeSpan Patience => TimeSpan.FromSeconds(1);
    }

    /// <summary>A name server of the test's; what is connected to in public is the test's platform.</summary>
    private sealed class LyingNetwork(int port, Func<string, IPAddress[]> resolve) : PlatformNetwork
    {
        public List<IPAddress> Connected { get; } = [];

        public override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) => Task.FromResult(resolve(host));

        public override Task<Stream> ConnectAsync(IPAddress[] addresses, int toPort, CancellationToken cancel)
        {
            Connected.AddRange(addresses);
            return base.ConnectAsync([IPAddress.Loopback], port, cancel);
        }
    }
}
