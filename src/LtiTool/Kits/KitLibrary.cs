using System.Collections.Frozen;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Kits;

/// <summary>
/// The journeys in force: of each the imported kit with the highest version, read once and kept in memory. Another instance's
/// or command's import is seen within seconds.
/// </summary>
public sealed class KitLibrary : IDisposable
{
    private readonly Database _database;
    private readonly KitOpener _open;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile Shelf _shelf = Shelf.Empty;

    internal KitLibrary(Database database, KitOpener open)
    {
        _database = database;
        _open = open;
    }

    /// <summary>The journeys, in the order of their ids.</summary>
    public IReadOnlyList<Journey> Journeys => _shelf.Journeys;

    /// <summary>The journey with this id; null when no kit of it has been imported.</summary>
    public Journey? Find(string journeyId) => _shelf.Kits.GetValueOrDefault(journeyId)?.Kit.Journey;

    /// <summary>A file of the journey's kit by its path from the kit's root; null when there is none.</summary>
    public ReadOnlyMemory<byte>? FindFile(string journeyId, string path) =>
        _shelf.Kits.GetValueOrDefault(journeyId) is { } kept && kept.Kit.Files.TryGetValue(path, out var bytes)
            ? bytes
            // A bare null would become an empty memory: arrays convert to it, and null is an array.
            : (ReadOnlyMemory<byte>?)null;

    /// <summary>Looks whether anything was imported since the last look (one small query), and reads what is new.</summary>
    /// <returns>The ids of journeys whose kit changed.</returns>
    public async Task<IReadOnlyList<string>> RefreshAsync(CancellationToken cancel = default)
    {
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            var before = _shelf;
            await using var session = await _database.ReadAsync(cancel);
            // Rows are only added, so a changed count tells of any import, whatever order numbers became visible in.
            var count = await session.ScalarAsync<long>($"select count(*) from kit", cancel);
            if (count == before.Count)
                return [];
            var rows = await session.QueryAsync($"select id, journey_id, version from kit", r => (Id: r.GetInt64(0), Journey: r.GetString(1), Version: r.GetString(2)), cancel);
            var kits = new Dictionary<string, KeptKit>(before.Kits);
            var changed = new List<string>();
            foreach (var versions in rows.GroupBy(r => r.Journey))
            {
                var highest = versions.MaxBy(r => SemanticVersion.Parse(r.Version));
                if (kits.TryGetValue(versions.Key, out var kept) && kept.Id == highest.Id)
                    continue;
                var archive = await session.ScalarAsync<byte[]>($"select archive from kit where id = {highest.Id}", cancel);
                kits[versions.Key] = new KeptKit(highest.Id, _open(archive!));
                changed.Add(versions.Key);
            }
            _shelf = new Shelf(rows.Count, kits);
            return changed;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private sealed record KeptKit(long Id, Kit Kit);

    private sealed class Shelf(long count, Dictionary<string, KeptKit> kits)
    {
        public static Shelf Empty { get; } = new(0, []);

        public long Count { get; } = count;

        public FrozenDictionary<string, KeptKit> Kits { get; } = kits.ToFrozenDictionary();

        public IReadOnlyList<Journey> Journeys { get; } = [.. kits.Values.Select(k => k.Kit.Journey).OrderBy(j => j.Title, Words.Alphabet)];
    }
}

/// <summary>Reads a kit that was found good when it was imported.</summary>
internal delegate Kit KitOpener(ReadOnlyMemory<byte> archive);
