using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Tests.People.Joining;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Retention;

namespace Yrkesresan.LtiTool.Tests.People.Erasing;

/// <summary><c>person export|erase</c> and <c>records prune</c>, by the real program, beside a running service and on a fresh data directory.</summary>
public sealed class ErasingCommandTests(JoinHouse house) : IClassFixture<JoinHouse>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-erasing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task On_a_fresh_data_directory_there_is_nobody_and_nothing()
    {
        var database = $"Data Source={_folder}/yrkesresan.db";
        var nobody = await RunAsync(null, database, "person", "erase", "--person", Guid.NewGuid().ToString(), "--json");
        Assert.Equal((1, ""), (nobody.Exit, nobody.Output));
        Assert.Contains("There is no person", nobody.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(null, database, "person", "export", "--person", Guid.NewGuid().ToString())).Exit);
        Assert.Equal(1, (await RunAsync(null, database, "person", "erase")).Exit);
        Assert.Equal(1, (await RunAsync(null, database, "records", "prune")).Exit);
        Assert.Equal(1, (await RunAsync(null, database, "records", "prune", "--before", "9999-01-01")).Exit);
        Assert.Equal(2, (await RunAsync(null, database, "records", "prune", "--before", "someday")).Exit);
        var pruned = Json(await RunAsync(null, database, "records", "prune", "--older-than", "12", "--json"));
        Assert.Equal(0, (int)pruned["looked"]!);
    }

    [Theory, BothDatabases]
    public async Task Beside_a_running_service_a_person_is_exported_and_erased(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        var (person, other) = (await world.PersonAsync(1), await world.PersonAsync(1));
        foreach (var one in new[] { person, other })
            await world.DoAtRandomAsync(one, new Random(4), 25);
        var subject = await world.OneAsync<string>($"select subject from person_account where person_id = {person}");
        var figures = await world.CountedAsync();
        Task<Run> PersonAsync(params string[] arguments) => RunAsync(world.Tool, world.Tool.ConnectionString, ["person", .. arguments, "--platform", "1", "--subject", subject!, "--json"]);

        var exported = Json(await PersonAsync("export"));
        var pseudonym = Guid.Parse((string)exported["person"]![0]!["pseudonym"]!, CultureInfo.InvariantCulture);
        Assert.NotEmpty(exported["learningRecords"]!.AsArray());
        var file = Path.Combine(_folder, "person.json");
        Json(await PersonAsync("export", "--to", file));
        Assert.Equal(exported.ToJsonString(), JsonNode.Parse(await File.ReadAllTextAsync(file))!.ToJsonString());
        Assert.Equal(1, (await PersonAsync("export", "--to", file)).Exit);

        var dry = Json(await PersonAsync("erase", "--dry-run"));
        Assert.True((bool)dry["dryRun"]!);
        Assert.Equal(1, (int)dry["rows"]!["person"]!);
        Assert.Equal(1, await world.OneAsync<int>($"select count(*) from person where id = {person}"));
        var erased = Json(await PersonAsync("erase", "--reason", "begäran"));
        Assert.Equal(dry["rows"]!.ToJsonString(), erased["rows"]!.ToJsonString());
        Assert.Equal(dry["records"]!.ToJsonString(), erased["records"]!.ToJsonString());

        Assert.Empty(await DatabaseSearch.FindAsync(world.Tool.Database, person, pseudonym));
        Assert.Equal(1, (await PersonAsync("erase")).Exit);
        // The service that runs has heard of it.
        await world.DoAtRandomAsync(other, new Random(5), 10);
        Assert.Equal(figures, await world.CountedAsync());
        await world.CheckAsync();
        Assert.Equal(0, (await RunAsync(world.Tool, world.Tool.ConnectionString, "database", "check")).Exit);
        Assert.Equal(0, (await RunAsync(world.Tool, world.Tool.ConnectionString, "follow-up", "check")).Exit);
    }

    [Fact]
    public async Task An_erasure_that_was_broken_off_is_finished_by_the_next()
    {
        var world = await house.WorldAsync();
        var person = await world.PersonAsync(1);
        await world.DoAtRandomAsync(person, new Random(6), 25);
        await using var session = await world.Tool.Database.ReadAsync();
        var pseudonym = await session.FirstOrDefaultAsync($"select pseudonym from person where id = {person}", r => r.GetUuid(0));
        await world.Tool.Writes.RunAsync(
            async unit =>
            {
                await LtiTool.People.Erasing.PersonRows.EraseAsync(unit, person, []);
                await world.Tool.Services.GetRequiredService<RecordErasure>().BeginAsync(unit, pseudonym, []);
            },
            RecordErasure.Key);
        await world.CheckAsync();
        var run = await RunAsync(world.Tool, world.Tool.ConnectionString, "person", "erase", "--person", person.ToString());
        Assert.True(run.Exit == 0, run.Error);
        Assert.Empty(await DatabaseSearch.FindAsync(world.Tool.Database, person, pseudonym));
        await world.CheckAsync();
    }

    [Theory, BothDatabases]
    public async Task What_is_old_is_pruned_and_progress_agrees_and_goes_on(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        var person = await world.PersonAsync(1);
        await world.DoAtRandomAsync(person, new Random(7), 40);
        var (before, figures) = (await world.AllOfAsync(person), await world.CountedAsync());
        world.Tool.Clock.Advance(TimeSpan.FromDays(1));
        // The command's own clock is the machine's, which is behind the test's.
        var pruning = world.Tool.Services.GetRequiredService<RecordPruning>();
        var counted = await pruning.CountAsync(world.Tool.Clock.Now);
        var report = await pruning.RunAsync(world.Tool.Clock.Now);
        Assert.True(report is { Deleted: > 0, Reduced: > 0 });
        Assert.Equal((counted.Deleted, counted.Reduced), (report.Deleted, report.Reduced));
        Assert.Equal(before, await world.AllOfAsync(person));
        Assert.Equal(figures, await world.CountedAsync());
        await world.CheckAsync();
        await world.DoAtRandomAsync(person, new Random(8), 40);
        await world.CheckAsync();
        Assert.Equal(0, (await RunAsync(world.Tool, world.Tool.ConnectionString, "database", "check")).Exit);
    }

    private static JsonNode Json(Run run)
    {
        Assert.True(run.Exit == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private async Task<Run> RunAsync(ToolHost? tool, string database, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "yrkesresan"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Yrkesresan__PublicUrl"] = tool?.PublicUrl.GetLeftPart(UriPartial.Authority) ?? "https://resa.example.org";
        start.Environment["Yrkesresan__AllowInsecureHttp"] = "true";
        start.Environment["Yrkesresan__DataDirectory"] = _folder;
        start.Environment["Yrkesresan__Database"] = database;
        start.Environment["Yrkesresan__KeyFile"] = tool?.KeyFile ?? $"{_folder}/master.key";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Run(process.ExitCode, await output, await error);
    }

    private sealed record Run(int Exit, string Output, string Error);
}
