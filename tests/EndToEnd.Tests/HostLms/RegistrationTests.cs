using System.Globalization;
using System.Text.Json;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>The platform makes itself known by the tool's own commands, and only once.</summary>
public sealed class RegistrationTests : IDisposable
{
    private const string NoPlatform = "[]", ThisPlatform = """[{"issuer":"http://lms.localhost:18091","clientId":"yrkesresan"}]""";
    private readonly string folder = Directory.CreateTempSubdirectory("hostlms-registration-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_tool_that_knows_nothing_is_told_of_the_platform_the_organisation_and_every_grant()
    {
        var commands = await SetUpAsync(NoPlatform);
        var add = Assert.Single(commands, command => command.StartsWith("platform add", StringComparison.Ordinal));
        Assert.Contains("--issuer http://lms.localhost:18091 --client-id yrkesresan --deployment 1 --deployment 2", add, StringComparison.Ordinal);
        Assert.Contains("--authorization-endpoint http://lms.localhost:18091/auth", add, StringComparison.Ordinal);
        Assert.Contains("--jwks-uri http://127.0.0.1:18091/jwks", add, StringComparison.Ordinal);
        Assert.Contains(commands, command => command.StartsWith("organisation import ", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.Contains("--subject ledare-1 --role manager --scope unit:goteborg-mottagning", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.Contains("--subject utvarderare-1 --role evaluator --scope nation", StringComparison.Ordinal));
        Assert.All(commands, command => Assert.EndsWith("--json", command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_that_has_been_told_everything_is_only_asked()
    {
        await SetUpAsync(NoPlatform);
        var commands = await SetUpAsync(ThisPlatform);
        Assert.Equal(["platform list --json"], commands);
    }

    [Fact]
    public async Task After_a_start_that_was_cut_short_the_rest_is_told()
    {
        var commands = await SetUpAsync(ThisPlatform);
        Assert.DoesNotContain(commands, command => command.StartsWith("platform add", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.StartsWith("organisation import", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.Contains("--subject utbildare-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_platform_of_the_tool_is_not_taken_for_this_one_and_an_emptied_tool_is_told_again()
    {
        await SetUpAsync(NoPlatform);
        var commands = await SetUpAsync("""[{"issuer":"http://lms.localhost:1","clientId":"yrkesresan"},{"issuer":"http://lms.localhost:18091","clientId":"another"}]""");
        Assert.Contains(commands, command => command.StartsWith("platform add", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.StartsWith("organisation import", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_seed_file_puts_people_in_their_steps_as_of_today()
    {
        await SetUpAsync(NoPlatform);
        var people = (await File.ReadAllLinesAsync(Path.Combine(folder, "seed.yaml")))
            .Where(line => line.StartsWith("  - {\"issuer\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line[4..]))
            .ToDictionary(person => person.GetProperty("subject").GetString()!);

        // Domain §4: [0,2) years Ny, [2,5] Van, (5,∞) Erfaren. Days are kept away from the anniversaries.
        Assert.InRange(Years(people["ny-1"]), 0, 1.9);
        Assert.InRange(Years(people["van-1"]), 2.1, 4.9);
        Assert.InRange(Years(people["erfaren-1"]), 5.1, 50);
        Assert.Equal("manager", people["chef-1"].GetProperty("roles")[0].GetString());
        Assert.Equal("0680", people["ny-2"].GetProperty("municipality").GetString());
        Assert.False(people.ContainsKey("okand-1"));
    }

    [Fact]
    public async Task A_command_that_fails_ends_the_start_with_its_reason()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The stand-in for the tool is a shell script.");
        var tool = Script("echo 'the key file is gone' >&2; exit 1");
        Assert.Equal(1, await RunAsync(tool));
    }

    private static double Years(JsonElement person)
    {
        var started = DateOnly.ParseExact(person.GetProperty("started").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return (DateOnly.FromDateTime(DateTime.UtcNow).DayNumber - started.DayNumber) / 365.25;
    }

    private async Task<string[]> SetUpAsync(string platforms)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The stand-in for the tool is a shell script.");
        var log = Path.Combine(folder, "commands");
        File.Delete(log);
        var tool = Script(
            $"""
            echo "$*" >> '{log}'
            case "$1 $2" in
              "platform list") echo '{platforms}' ;;
              *) echo 'null' ;;
            esac
            """);
        Assert.Equal(0, await RunAsync(tool));
        return await File.ReadAllLinesAsync(log);
    }

    private Task<int> RunAsync(string tool) =>
        Yrkesresan.HostLms.Program.Main(["--set-up-only", "--port", "18091", "--tool-port", "18092", "--data", folder, "--tool-command", tool]);

    private string Script(string body)
    {
        var path = Path.Combine(folder, "tool");
        File.WriteAllText(path, "#!/bin/sh\n" + body);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
