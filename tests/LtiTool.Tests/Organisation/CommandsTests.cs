using System.Diagnostics;
using System.Text.Json;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>design.md §3: commands work on a fresh data directory; exit 0 done, 1 refused with the reason on stderr, 2 wrong usage; with --json stdout is JSON alone.</summary>
public sealed class CommandsTests : IDisposable
{
    private static readonly string[] Account = ["--issuer", "https://lms.example.org", "--client-id", "yrkesresan", "--subject", "ny-1"];
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-commands-").FullName;

    [Fact]
    public async Task An_organisation_its_people_and_their_roles_are_set_up_from_nothing()
    {
        var seed = Path.Combine(_folder, "seed.yaml");
        await File.WriteAllTextAsync(seed, """
            rss:
              - { id: gr, name: Göteborgsregionen, regional: [{ journey: barn-och-unga, from: 2021-07-01, municipalities: ["1480"] }] }
            people:
              - { issuer: "https://lms.example.org", clientId: yrkesresan, subject: ny-1, journey: barn-och-unga, started: 2025-11-03, municipality: "1480", confirmed: true, name: Nyla Exempelsson }
            """);
        Assert.Equal(0, (await RunAsync("municipality", "agreement", "--municipality", "1480", "--signed", "2021-08-15")).Exit);
        var early = await RunAsync("organisation", "import", seed, "--json");
        Assert.Equal(1, early.Exit);
        Assert.Contains("seed.yaml:4: No platform", early.Errors, StringComparison.Ordinal);
        Assert.Equal(4, early.Json.GetProperty("faults")[0].GetProperty("line").GetInt32());

        Assert.Equal(0, (await RunAsync(["platform", "add", .. Account[..4], "--deployment", "1", "--authorization-endpoint", "https://lms.example.org/auth",
            "--token-endpoint", "https://lms.example.org/token", "--jwks-uri", "https://lms.example.org/jwks"])).Exit);
        Assert.Equal(0, (await RunAsync("organisation", "import", seed, "--json")).Exit);
        Assert.Equal(0, (await RunAsync("organisation", "import", seed, "--json")).Json.GetProperty("changes").GetArrayLength());
        Assert.Equal(0, (await RunAsync("municipality", "join", "--municipality", "1480", "--journey", "barn-och-unga", "--from", "2021-09-01")).Exit);

        Assert.Equal(0, (await RunAsync(["role", "grant", .. Account, "--role", "rss-administrator", "--scope", "region:gr", "--json"])).Exit);
        var listed = Assert.Single((await RunAsync("role", "list", "--json")).Json.EnumerateArray());
        Assert.Equal("https://lms.example.org yrkesresan ny-1 rss-administrator region:gr", string.Join(' ',
            new[] { "issuer", "clientId", "subject", "role", "scope" }.Select(name => listed.GetProperty(name).GetString())));

        var day = await RunAsync(["attendance", "record", .. Account, "--journey", "barn-och-unga", "--course", "samtal-och-delaktighet", "--day", "1", "--json"]);
        Assert.True(day.Json.GetProperty("changed").GetBoolean());
        Assert.Equal(1, (await RunAsync(["attendance", "record", .. Account, "--journey", "barn-och-unga", "--course", "finns-inte", "--day", "1"])).Exit);
        Assert.Equal(0, (await RunAsync(["attendance", "withdraw", .. Account, "--journey", "barn-och-unga", "--course", "samtal-och-delaktighet", "--day", "1"])).Exit);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_what_is_written_wrongly_is_told_apart()
    {
        var refused = await RunAsync("municipality", "join", "--municipality", "9999", "--journey", "barn-och-unga", "--from", "2021-09-01", "--json");
        Assert.Equal((1, ""), (refused.Exit, refused.Output));
        Assert.Contains("9999", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(["role", "grant", .. Account, "--role", "evaluator", "--scope", "nation"])).Exit);
        Assert.Equal(1, (await RunAsync("kit", "validate", Path.Combine(_folder, "finns-inte"), "--json")).Exit);
        Assert.Equal(1, (await RunAsync("credential", "revoke", "finns-inte")).Exit);
        Assert.Equal(2, (await RunAsync("municipality", "join", "--municipality", "1480", "--journey", "barn-och-unga", "--from", "09/01/2021")).Exit);
        Assert.Equal(2, (await RunAsync("role", "grant")).Exit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Answer> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "yrkesresan.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Yrkesresan__DataDirectory"] = Path.Combine(_folder, "data"), ["Yrkesresan__PublicUrl"] = "https://tool.example.org" },
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Answer(process.ExitCode, await output, await errors);
    }

    private sealed record Answer(int Exit, string Output, string Errors)
    {
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;
    }
}
