using System.CommandLine;
using System.Text;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.MyData;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Erasing;

/// <summary><c>person export|erase</c>.</summary>
internal static class ErasingCommands
{
    private static readonly PersonOptions Exported = new();
    private static readonly PersonOptions Erased = new();
    private static readonly Option<string?> To = new("--to") { Description = "A file that does not exist yet; left out: stdout." };
    private static readonly Option<bool> DryRun = CommandOptions.DryRun();
    private static readonly Option<bool> AlthoughLast = new("--although-last") { Description = "Also the last administrator of a region or municipality." };
    private static readonly Option<string> By = CommandOptions.By();
    private static readonly Option<string?> Reason = CommandOptions.Reason();

    public static IEnumerable<Command> Create() =>
    [
        Exported.AddTo(new Command("export", "Write all that is stored of a person, as the person's own download has it.") { To }).Does(ExportAsync),
        Erased.AddTo(new Command("erase", "Erase a person; what is counted stays, and leads back to nobody. Broken off, it goes on when any is run.") { DryRun, AlthoughLast, By, Reason }).Does(EraseAsync),
    ];

    private static async Task<CommandResult> ExportAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        Guid person;
        await using (var session = await services.GetRequiredService<Database>().ReadAsync(cancel))
            person = await Exported.FindAsync(parsed, session);
        var file = services.GetRequiredService<PersonFile>();
        if (parsed.GetValue(To) is not { } to)
            return new CommandResult(await file.ReadAsync(person, cancel), Encoding.UTF8.GetString(await file.WriteAsync(person, cancel)));
        to = Path.GetFullPath(to);
        var bytes = await file.WriteAsync(person, cancel);
        // What is said of a person is for nobody else on the machine.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var output = new FileStream(to, options))
            await output.WriteAsync(bytes, cancel);
        return new CommandResult(new { person, file = to, bytes = bytes.Length }, $"All that is stored of {person} is in {to}.");
    }

    private static async Task<CommandResult> EraseAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var erasing = services.GetRequiredService<PersonErasing>();
        var (dryRun, althoughLast) = (parsed.GetValue(DryRun), parsed.GetValue(AlthoughLast));
        // One that was broken off is gone on with, whoever is named now: its person is no longer here to be named.
        var resumed = dryRun ? null : await ResumeAsync(services, erasing, cancel);
        try
        {
            Guid person;
            await using (var session = await services.GetRequiredService<Database>().ReadAsync(cancel))
                person = await Erased.FindAsync(parsed, session);
            var report = dryRun ? await erasing.CountAsync(person, althoughLast, cancel) : await erasing.EraseAsync(person, parsed.GetValue(By)!, parsed.GetValue(Reason), althoughLast, cancel);
            return Shown(report, dryRun);
        }
        catch (CommandRefusedException) when (resumed is not null)
        {
            return Shown(resumed, dryRun);
        }
    }

    private static async Task<ErasureReport?> ResumeAsync(IServiceProvider services, PersonErasing erasing, CancellationToken cancel)
    {
        await using (var session = await services.GetRequiredService<Database>().ReadAsync(cancel))
            if ((await XapiBridge.Retention.RecordErasure.UnderWayAsync(session, cancel)).Count == 0)
                return null;
        return new(new Dictionary<string, int>(), await erasing.FinishAsync(cancel));
    }

    private static CommandResult Shown(ErasureReport report, bool dryRun)
    {
        var records = report.Records;
        IEnumerable<string> lines =
        [
            dryRun ? "Nothing has been changed. These would go:" : "Erased:",
            .. report.Rows.Select(r => $"  {r.Key}: {r.Value}"),
            $"  learning records deleted: {records.Deleted}, reduced to what is counted: {records.Reduced}, of others with another pseudonym in them: {records.Renamed}; documents: {records.Documents}",
        ];
        return new CommandResult(
            new { dryRun, rows = report.Rows, records = new { deleted = records.Deleted, reduced = records.Reduced, renamed = records.Renamed, documents = records.Documents } },
            string.Join(Environment.NewLine, lines));
    }
}
