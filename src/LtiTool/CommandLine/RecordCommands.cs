using System.CommandLine;
using Yrkesresan.Content;
using Yrkesresan.XapiBridge.Lrs.Records;
using Yrkesresan.XapiBridge.Retention;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary><c>records export|import|prune</c>: learning records to a file and back, and retention by age.</summary>
internal static class RecordCommands
{
    private static readonly Option<string> To = new("--to") { Description = "A file that does not exist yet; its sum is put beside it.", Required = true };
    private static readonly Option<string> From = new("--from") { Description = "A file that an export has written, with its sum beside it.", Required = true };

    private static readonly Option<DateOnly?> Before = CommandOptions.Date("--before", "What was stored before this day, in Sweden");
    private static readonly Option<int?> OlderThan = new("--older-than") { Description = "What was stored more than this number of months ago." };
    private static readonly Option<bool> DryRun = CommandOptions.DryRun();

    public static Command Create() => new("records", "Learning records to a file and back, and retention by age.")
    {
        new Command("export", "Write every statement to a file, a line of JSON each; broken off, it goes on when it is run again.") { To }.Does(ExportAsync),
        new Command("import", "Store the statements of such a file; those that are here already are left as they are.") { From }.Does(ImportAsync),
        new Command("prune", "Delete old statements that nothing rests on, and leave of the others what is counted; broken off, it is run again.") { Before, OlderThan, DryRun }.Does(PruneAsync),
    };

    private static async Task<CommandResult> ExportAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var file = Path.GetFullPath(parsed.GetValue(To)!);
        var sum = await ToldAsync(() => services.GetRequiredService<RecordExport>().RunAsync(file, new Counting(), cancel));
        return new CommandResult(new { file, statements = sum.Statements, bytes = sum.Bytes, sha256 = sum.Sha256 }, $"{sum.Statements} statements are in {file}.");
    }

    private static async Task<CommandResult> ImportAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var file = Path.GetFullPath(parsed.GetValue(From)!);
        var own = new Yrkesresan.XapiBridge.Lrs.Authority(services.GetRequiredService<StatementEmitter>().HomePage, Terms.OwnAuthority);
        var statements = await ToldAsync(() => services.GetRequiredService<RecordImport>().RunAsync(file, own, new Counting(), cancel));
        return new CommandResult(new { file, statements }, $"{statements} statements of {file} are in the store.");
    }

    private static async Task<CommandResult> PruneAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var before = (parsed.GetValue(Before), parsed.GetValue(OlderThan)) switch
        {
            ({ } day, null) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), SwedishTime.Zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue))),
            (null, > 0 and < 1200 and var months) => now.AddMonths(-months),
            _ => throw new CommandRefusedException("Say what is old: --before DATE or --older-than MONTHS."),
        };
        if (before > now)
            throw new CommandRefusedException("That day has not come.");
        var (dryRun, pruning) = (parsed.GetValue(DryRun), services.GetRequiredService<RecordPruning>());
        var report = dryRun ? await pruning.CountAsync(before, cancel) : await pruning.RunAsync(before, new Counting(), cancel);
        return new CommandResult(
            new { dryRun, before, looked = report.Looked, deleted = report.Deleted, reduced = report.Reduced, kept = report.Kept },
            $"{(dryRun ? "Nothing has been changed. " : "")}Of {report.Looked} statements as old {report.Deleted} {(dryRun ? "would be" : "were")} deleted and {report.Reduced} reduced to what is counted; {report.Kept} stay as they are.");
    }

    private static async Task<T> ToldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is RecordsException or IOException or UnauthorizedAccessException)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    /// <summary>Says now and then how far it has come, where somebody looks.</summary>
    private sealed class Counting : IProgress<long>
    {
        private const long Step = 100_000;
        private long _told;

        public void Report(long value)
        {
            if (value / Step <= _told / Step)
                return;
            _told = value;
            Console.Error.WriteLine($"{value} …");
        }
    }
}
