using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>design.md §3: the commands' names, exit codes and JSON; on a fresh data directory and beside a running service.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-commands-").FullName;

    private static readonly string[] Add =
    [
        "platform", "add", "--issuer", "https://lms.example.org", "--client-id", "c-1", "--deployment", "1", "--deployment", "2", "--authorization-endpoint", "https://lms.example.org/auth",
        "--token-endpoint", "https://lms.example.org/token", "--jwks-uri", "https://lms.example.org/jwks",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Platforms_and_deployments_from_a_fresh_data_directory()
    {
        var added = Json(await RunAsync([.. Add, "--json"]));
        Assert.Equal("c-1", (string?)added["clientId"]);
        var again = await RunAsync(Add);
        Assert.Equal(1, again.Exit);
        Assert.Contains("registered already", again.Error, StringComparison.Ordinal);

        var shown = Json(await RunAsync("platform", "show", "--issuer", "https://lms.example.org", "--json"));
        Assert.Equal("https://lms.example.org", (string?)shown["frameOrigins"]![0]);
        Assert.Equal(2, shown["deployments"]!.AsArray().Count);

        Json(await RunAsync("deployment", "approve", "--platform", "1", "--deployment", "3", "--json"));
        Json(await RunAsync("deployment", "map-role", "--platform", "1", "--deployment", "3", "--lms-role", "urn:example:Boss", "--role", "manager", "--scope", "municipality:1480", "--json"));
        var deployments = Json(await RunAsync("deployment", "list", "--json")).AsArray();
        var mapping = Assert.Single(deployments.Single(d => (string?)d!["deployment"]!["deploymentId"] == "3")!["deployment"]!["roleMappings"]!.AsArray())!;
        Assert.Equal(("urn:example:Boss", "manager", "municipality:1480"), ((string?)mapping["lmsRole"], (string?)mapping["role"], (string?)mapping["scope"]));

        Assert.NotEmpty(Json(await RunAsync("key", "list", "--json")).AsArray());
        Json(await RunAsync("platform", "remove", "--platform", "1", "--json"));
        Assert.Empty(Json(await RunAsync("platform", "list", "--json")).AsArray());
    }

    [Fact]
    public async Task What_LMS_it_is_may_be_said_where_its_launches_do_not()
    {
        Json(await RunAsync([.. Add, "--family", "OpenEdX", "--json"]));
        Assert.Equal("openedx", (string?)Json(await RunAsync("platform", "show", "--issuer", "https://lms.example.org", "--json"))["family"]);
    }

    [Fact]
    public async Task A_platform_is_changed_in_what_is_given_alone()
    {
        Json(await RunAsync([.. Add, "--token-audience", "https://audience.example.org", "--json"]));
        var before = Json(await RunAsync("platform", "show", "--platform", "1", "--json"));
        var changed = Json(await RunAsync("platform", "update", "--platform", "1", "--new-client-id", "c-2", "--jwks-uri", "https://lms.example.org/keys",
            "--token-audience", "", "--frame-origin", "https://a.example.org", "--frame-origin", "https://b.example.org", "--json"))["changed"]!.AsArray();
        Assert.Equal(["ClientId: c-1 c-2", "Keys: https://lms.example.org/jwks https://lms.example.org/keys", "Audience: https://audience.example.org ", "Frames: https://lms.example.org https://a.example.org https://b.example.org"],
            changed.Select(c => $"{c!["field"]}: {c["before"]} {c["after"]}"));
        var after = Json(await RunAsync("platform", "show", "--platform", "1", "--json"));
        foreach (var (name, value) in new (string, JsonNode?)[] { ("clientId", "c-2"), ("jwksUri", "https://lms.example.org/keys"), ("tokenAudience", null), ("frameOrigins", new JsonArray("https://a.example.org", "https://b.example.org")) })
            before[name] = value;
        Assert.Equal(before.ToJsonString(), after.ToJsonString());

        Assert.Equal(0, (await RunAsync([.. Add])).Exit);
        foreach (var (option, value, says) in new[]
        {
            ("--new-client-id", "c-1", "issuer and client id"), ("--token-endpoint", "https://10.0.0.1/token", "10.0.0.1"), ("--frame-origin", "*", "'*'"), ("--region", "finns-inte", "finns-inte"),
            ("--new-issuer", "lms", "lms"),
        })
        {
            var run = await RunAsync("platform", "update", "--platform", "1", option, value);
            Assert.Equal(1, run.Exit);
            Assert.Contains(says, run.Error, StringComparison.Ordinal);
        }
        Assert.Equal(after.ToJsonString(), Json(await RunAsync("platform", "show", "--platform", "1", "--json")).ToJsonString());
    }

    [Fact]
    public async Task Keys_are_rotated_and_withdrawn()
    {
        var first = (string?)Assert.Single(Json(await RunAsync("key", "list", "--json")).AsArray())!["kid"];
        var second = (string?)Json(await RunAsync("key", "rotate", "--json"))["kid"];
        Assert.Equal(1, (await RunAsync("key", "rotate", "--ahead", "-1")).Exit);
        string? Signing(JsonNode list) => (string?)Assert.Single(list.AsArray(), k => (bool)k!["signs"]!)!["kid"];
        Assert.Equal(first, Signing(Json(await RunAsync("key", "list", "--json"))));
        Assert.Equal(second, (string?)Json(await RunAsync("key", "withdraw", first!, "--json"))["signs"]);
        Assert.Equal(second, Signing(Json(await RunAsync("key", "list", "--json"))));
        Assert.Equal(1, (await RunAsync("key", "withdraw", first!)).Exit);
    }

    [Fact]
    public async Task Registration_links_are_made_listed_and_taken_back()
    {
        var made = Json(await RunAsync("registration-link", "create", "--hours", "2", "--json"));
        Assert.Matches("^http.*/lti/register/[A-Za-z0-9_-]{43}$", (string?)made["url"]);
        Assert.Null((string?)made["region"]);
        Assert.Equal(1, (await RunAsync("registration-link", "create", "--region", "finns-inte")).Exit);
        Assert.Equal(1, (await RunAsync("registration-link", "create", "--hours", "0")).Exit);
        string? State(JsonNode list) => (string?)Assert.Single(list.AsArray())!["state"];
        Assert.Equal("open", State(Json(await RunAsync("registration-link", "list", "--json"))));
        Json(await RunAsync("registration-link", "revoke", $"{(long)made["id"]!}", "--json"));
        Assert.Equal("revoked", State(Json(await RunAsync("registration-link", "list", "--json"))));
        Assert.Equal(1, (await RunAsync("registration-link", "revoke", $"{(long)made["id"]!}")).Exit);
    }

    [Theory]
    [InlineData("--jwks-uri", "http://lms.example.org/jwks")]
    [InlineData("--jwks-uri", "https://10.0.0.1/jwks")]
    [InlineData("--token-endpoint", "https://localhost/token")]
    [InlineData("--issuer", "lms")]
    public async Task Unfit_addresses_are_refused(string option, string value)
    {
        var arguments = Add.ToList();
        arguments[arguments.IndexOf(option) + 1] = value;
        var run = await RunAsync([.. arguments]);
        Assert.Equal(1, run.Exit);
        Assert.Contains(value, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_exits_with_2() => Assert.Equal(2, (await RunAsync("platform", "add", "--issuer", "https://lms.example.org")).Exit);

    [Fact]
    public async Task A_mapping_set_beside_the_running_service_holds_at_the_next_launch()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var platform = TestPlatform.Start();
        var id = await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        void Boss(JsonObject c) => c[TestPlatform.Lti + "roles"] = new JsonArray("urn:example:Boss");
        Assert.Equal("/start", (await browser.LaunchAsync(platform, Boss)).Headers.Location!.AbsolutePath);
        var run = await RunOnAsync(tool.ConnectionString, tool.KeyFile, "deployment", "map-role", "--platform", $"{id}", "--deployment", TestPlatform.Deployment, "--lms-role", "urn:example:Boss", "--role", "manager", "--scope", "municipality:1480");
        Assert.True(run.Exit == 0, run.Error);
        // Known platforms are read anew each second.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        Assert.Equal("/stationen", (await browser.LaunchAsync(platform, Boss)).Headers.Location!.AbsolutePath);
        Assert.Equal("/start", (await browser.LaunchAsync(platform, c => c[TestPlatform.Lti + "roles"] = new JsonArray("urn:example:BossHelper"))).Headers.Location!.AbsolutePath);
        await using var read = await tool.Database.ReadAsync();
        Assert.Equal("manager municipality:1480", await read.ScalarAsync<string>($"select mapped_grants from session where mapped_grants <> ''"));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Timeout=2", "127.0.0.1:1")]
    [InlineData("no connection string", "initialization string")]
    public async Task A_database_that_cannot_be_had_is_told_in_one_line(string database, string says)
    {
        foreach (var command in new[] { "platform list --json", "serve" })
        {
            var run = await RunOnAsync(database, $"{_folder}/master.key", command.Split(' '));
            Assert.Equal((1, ""), (run.Exit, run.Output));
            Assert.Contains(says, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Faults_found_stand_on_stderr_and_as_JSON_alone_on_stdout()
    {
        var file = Path.Combine(_folder, "kit.zip");
        await File.WriteAllTextAsync(file, "no zip");
        var plain = await RunAsync("kit", "validate", file);
        Assert.Equal((1, ""), (plain.Exit, plain.Output));
        Assert.Contains("[not-a-zip]", plain.Error, StringComparison.Ordinal);
        var json = await RunAsync("kit", "validate", file, "--json");
        Assert.Equal(1, json.Exit);
        Assert.Equal("not-a-zip", (string?)JsonNode.Parse(json.Output)!["faults"]![0]!["code"]);
        Assert.Contains("[not-a-zip]", json.Error, StringComparison.Ordinal);
    }

    private static JsonNode Json(Run run)
    {
        Assert.True(run.Exit == 0, run.Error);
        return JsonNode.Parse(run.Output, documentOptions: new JsonDocumentOptions())!;
    }

    private Task<Run> RunAsync(params string[] arguments) => RunOnAsync($"Data Source={_folder}/yrkesresan.db", $"{_folder}/master.key", arguments);

    private async Task<Run> RunOnAsync(string database, string keyFile, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "yrkesresan"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Yrkesresan__PublicUrl"] = "https://resa.example.org";
        start.Environment["Yrkesresan__DataDirectory"] = _folder;
        start.Environment["Yrkesresan__Database"] = database;
        start.Environment["Yrkesresan__KeyFile"] = keyFile;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Run(process.ExitCode, await output, await error);
    }

    private sealed record Run(int Exit, string Output, string Error);
}
