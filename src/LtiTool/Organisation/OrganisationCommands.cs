using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary><c>organisation import|show</c>.</summary>
internal static class OrganisationCommands
{
    private const long LargestFile = 128L << 20;
    private static readonly Argument<FileInfo> File = new("file") { Description = "The seed file (YAML)." };
    private static readonly Option<string> By = CommandOptions.By();

    public static Command Create() => new("organisation", "Who delivers which journey to whom.")
    {
        new Command("import", "Bring in a seed file, all of it or nothing; what is so already stays as it is.") { File, By }.Does(ImportAsync),
        new Command("show", "Show RSS, assignments, joined municipalities, agreements and units.").Does(ShowAsync),
    };

    private static async Task<CommandResult> ImportAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var file = parsed.GetValue(File)!;
        if (!file.Exists)
            throw new CommandRefusedException($"There is no file {file.FullName}.");
        if (file.Length > LargestFile)
            throw new CommandRefusedException($"{file.Name} is larger than {LargestFile >> 20} MB.");
        var result = await services.GetRequiredService<SeedImport>().ImportAsync(await System.IO.File.ReadAllTextAsync(file.FullName, cancel), parsed.GetValue(By)!);
        if (result.Faults.Count == 0)
        {
            return new CommandResult(new { faults = result.Faults, changes = result.Changes },
                result.Changes.Count == 0 ? "It is so already." : string.Join(Environment.NewLine, result.Changes));
        }
        var lines = string.Join(Environment.NewLine, result.Faults.Select(f => $"{file.Name}:{f.Line}: {f.Message}"));
        return new CommandResult(new { faults = result.Faults, changes = result.Changes },
            $"{lines}{Environment.NewLine}Nothing was imported: {result.Faults.Count} faults.", Refused: true);
    }

    private static async Task<CommandResult> ShowAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        var picture = await OrganisationPicture.ReadAsync(session, cancel);
        var lines = picture.Lines().ToList();
        return new CommandResult(picture.Data(), lines.Count == 0 ? "Nothing has been imported." : string.Join(Environment.NewLine, lines));
    }
}
