using System.Security.Cryptography;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Kits;

/// <summary>Takes kits in. A version, once imported, never changes: other content needs another version.</summary>
internal sealed class KitImport(WriteQueue writes, KitLibrary library, TouchedMemberships touched, TimeProvider clock, ILogger<KitImport> log)
{
    /// <summary>Imports a kit from a folder or a zip file.</summary>
    public async Task<KitImportResult> FromAsync(string path, string by)
    {
        using var archive = new MemoryStream();
        var read = Directory.Exists(path) ? KitPacker.Pack(path, archive) : ReadArchive(path, archive);
        if (read.Kit is null)
            return new KitImportResult(read.Faults, null, null);
        return await StoreAsync(read.Kit.Journey, archive.ToArray(), by);
    }

    /// <summary>Imports those of the kits beside the program whose version the database does not have.</summary>
    public async Task ShippedAsync(Database database, string folder)
    {
        if (!Directory.Exists(folder))
            return;
        HashSet<(string, string)> known;
        await using (var session = await database.ReadAsync())
            known = [.. await session.QueryAsync($"select journey_id, version from kit", r => (r.GetString(0), r.GetString(1)))];
        foreach (var kit in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (NameOf(kit) is { } name && known.Contains(name))
                continue;
            var result = await FromAsync(kit, "shipped with the program");
            if (result.Refusal is not null || result.Faults.Count > 0)
                log.LogError("The kit {Kit} that came with the program was not imported: {Reason}", kit, result.Refusal ?? result.Faults[0].ToString());
        }
    }

    private static KitReadResult ReadArchive(string path, MemoryStream archive)
    {
        var file = new FileInfo(path);
        // What is missing or too large is told by the reader, in its own words, without being copied.
        if (!file.Exists || file.Length > KitLimits.Default.TotalBytes)
            return KitReader.Read(path);
        using (var stream = file.OpenRead())
            stream.CopyTo(archive);
        archive.Position = 0;
        return KitReader.Read(archive);
    }

    /// <summary>A kit folder's journey and version, read without reading the rest.</summary>
    private static (string Journey, string Version)? NameOf(string folder)
    {
        var file = Path.Combine(folder, "kit.yaml");
        if (!File.Exists(file))
            return null;
        var faults = new FaultList(KitLimits.Default);
        if (YamlFile.Read("kit.yaml", File.ReadAllText(file), faults) is not YamlMap map)
            return null;
        var reader = new YamlMapReader(map, faults);
        return (reader.Text("id"), reader.Text("version"));
    }

    private async Task<KitImportResult> StoreAsync(Journey journey, byte[] archive, string by)
    {
        await library.RefreshAsync();
        var before = library.Find(journey.Id);
        var version = journey.Version.ToString();
        var digest = SHA256.HashData(archive);
        var result = await writes.RunAsync(async unit =>
        {
            var known = await unit.FirstOrDefaultAsync(
                $"select digest from kit where journey_id = {journey.Id} and version = {version}", r => (byte[])r.GetValue(0));
            if (known is not null)
            {
                return known.AsSpan().SequenceEqual(digest)
                    ? new KitImportResult([], journey, null)
                    : new KitImportResult([], journey, $"Version {version} of '{journey.Id}' has been imported with other content. Give the changed kit another version.");
            }
            await unit.ExecuteAsync($"""
                insert into kit (journey_id, version, draft, title, digest, archive, imported, imported_by)
                values ({journey.Id}, {version}, {journey.Draft}, {journey.Title}, {digest}, {archive}, {clock.GetUtcNow()}, {by})
                """);
            if (before is not null && journey.Version > before.Version && !SameSteps(before, journey))
                await touched.TellJourneyAsync(unit, journey);
            return new KitImportResult([], journey, null) { IsNew = true };
        }, Memberships.Keys);
        await library.RefreshAsync();
        return result;
    }

    private static bool SameSteps(Journey one, Journey other) =>
        one.Steps.Select(s => (s.Id, s.Membership)).SequenceEqual(other.Steps.Select(s => (s.Id, s.Membership)));
}

/// <summary>What came of an import.</summary>
/// <param name="Faults">What is wrong with the kit; nothing was stored if any.</param>
/// <param name="Journey">The journey; null when it could not be read.</param>
/// <param name="Refusal">Why a kit without faults was not stored; null when it was, or was there already.</param>
internal sealed record KitImportResult(IReadOnlyList<KitFault> Faults, Journey? Journey, string? Refusal)
{
    /// <summary>True when this version was not there before.</summary>
    public bool IsNew { get; init; }
}
