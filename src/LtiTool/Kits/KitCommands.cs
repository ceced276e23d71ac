using System.CommandLine;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Kits;

/// <summary><c>kit validate|pack|import|list</c>.</summary>
internal static class KitCommands
{
    private static readonly Argument<string> Kit = new("kit") { Description = "The kit: a folder, or a zip file." };
    private static readonly Argument<string> Folder = new("folder") { Description = "The kit's folder." };
    private static readonly Option<string?> Output = new("--output") { Description = "The zip file to write (default: the kit's id and version, here)." };
    private static readonly Option<string> By = CommandOptions.By();

    public static Command Create() => new("kit", "The journeys' content.")
    {
        new Command("validate", "Find every fault of a kit, with file and line.") { Kit }.Does(Validate),
        new Command("pack", "Pack a kit's folder into the zip file that is handed on.") { Folder, Output }.Does(PackAsync),
        new Command("import", "Take a kit into use. The highest version of a journey is the one in force.") { Kit, By }.Does(ImportAsync),
        new Command("list", "Show the imported kits.").Does(ListAsync),
    };

    private static Task<CommandResult> Validate(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var read = KitReader.Read(parsed.GetValue(Kit)!);
        return Task.FromResult(read.Kit is { Journey: var journey }
            ? new CommandResult(new { valid = true, id = journey.Id, version = journey.Version.ToString(), faults = read.Faults }, $"{journey.Id} {journey.Version} has no faults.")
            : Faulty(read.Faults));
    }

    private static async Task<CommandResult> PackAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        using var archive = new MemoryStream();
        var read = KitPacker.Pack(parsed.GetValue(Folder)!, archive);
        if (read.Kit is not { Journey: var journey })
            return Faulty(read.Faults);
        var output = parsed.GetValue(Output) ?? $"{journey.Id}-{journey.Version}.zip";
        await File.WriteAllBytesAsync(output, archive.ToArray(), cancel);
        return new CommandResult(new { id = journey.Id, version = journey.Version.ToString(), file = output, bytes = archive.Length }, $"Wrote {output} ({archive.Length} bytes).");
    }

    private static async Task<CommandResult> ImportAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var result = await services.GetRequiredService<KitImport>().FromAsync(parsed.GetValue(Kit)!, parsed.GetValue(By)!);
        if (result.Journey is not { } journey)
            return Faulty(result.Faults);
        if (result.Refusal is { } reason)
            throw new CommandRefusedException(reason);
        return new CommandResult(
            new { id = journey.Id, version = journey.Version.ToString(), draft = journey.Draft, imported = result.IsNew },
            result.IsNew ? $"Imported {journey.Id} {journey.Version}{(journey.Draft ? ", a draft" : "")}." : $"{journey.Id} {journey.Version} is there already.");
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        var rows = await session.QueryAsync(
            $"select journey_id, version, draft, title, imported, imported_by from kit",
            r => (Id: r.GetString(0), Version: SemanticVersion.Parse(r.GetString(1)), Draft: r.GetBoolean(2), Title: r.GetString(3), Imported: r.GetInstant(4), By: r.GetString(5)), cancel);
        var kits = rows.GroupBy(r => r.Id).OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.OrderByDescending(r => r.Version).Select((r, i) => (Row: r, InForce: i == 0))).ToList();
        return new CommandResult(
            kits.Select(k => new { id = k.Row.Id, version = k.Row.Version.ToString(), title = k.Row.Title, draft = k.Row.Draft, inForce = k.InForce, imported = k.Row.Imported, importedBy = k.Row.By }),
            kits.Count == 0 ? "No kit has been imported." : string.Join(Environment.NewLine, kits.Select(k =>
                $"{k.Row.Id} {k.Row.Version}: {k.Row.Title}{(k.Row.Draft ? ", draft" : "")}{(k.InForce ? ", in force" : "")}, imported {k.Row.Imported:yyyy-MM-dd}")));
    }

    private static CommandResult Faulty(IReadOnlyList<KitFault> faults) =>
        new(new { valid = false, faults }, string.Join(Environment.NewLine, faults), Refused: true);
}
