using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Definitions;

/// <summary>
/// Canonical definitions of activities, gathered from statements of those with the right to define (Communication 4.2). Nearly every statement brings
/// a definition that was brought before: that it changes nothing is remembered by its hash, so it costs neither a query nor a write.
/// </summary>
internal sealed class ActivityDefinitions(Database database, WriteQueue writes)
{
    // Some 150 bytes each.
    private const int MostRemembered = 200_000;

    // Content in several editions sends several definitions by turns; more than these are compared anew each time.
    private const int MostSettled = 8;

    // One learns at a time: each may take up many activities, in whatever order.
    private static readonly long LockKey = DbValue.LockKey("xapi_activity_definition");

    /// <summary>For each activity the hashes of the definitions that change nothing in its canonical one.</summary>
    private readonly ConcurrentDictionary<Guid, Guid[]> settled = new();

    /// <summary>The activity's definition as JSON; null when none is known.</summary>
    public async Task<byte[]?> FindAsync(Guid activity, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.FirstOrDefaultAsync($"select definition from xapi_activity_definition where activity_hash = {activity}", r => (byte[])r[0], cancel);
    }

    /// <summary>The definitions, as JSON, of those of the activities that have one (Communication 2.1.3, format=canonical).</summary>
    public async ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var named = ids.DistinctBy(HashOf).ToDictionary(HashOf);
        await using var session = await database.ReadAsync(cancel);
        return (await ReadAsync(session, [.. named.Keys])).ToDictionary(d => named[d.Key], d => d.Value);

        static Guid HashOf(string id) => Identifier.Hash(0, default, Encoding.UTF8.GetBytes(id));
    }

    /// <summary>Takes up what these statements tell of activities; at once when there is nothing new in it.</summary>
    public Task LearnAsync(IReadOnlyList<PreparedStatement> statements)
    {
        List<News>? news = null;
        foreach (var statement in statements)
            foreach (var sent in statement.Definitions ?? [])
            {
                var hash = Identifier.Hash(0, default, sent.Json.Span);
                if (!settled.TryGetValue(sent.Activity.Hash, out var known) || !known.Contains(hash))
                    (news ??= []).Add(new(sent, hash));
            }

        return news is null ? Task.CompletedTask : LearnAsync(news);
    }

    private async Task LearnAsync(List<News> news)
    {
        try
        {
            await writes.RunAsync(unit => LearnAsync(unit, news), LockKey);
        }
        catch (Exception e) when (e is DbException or ObjectDisposedException)
        {
            // The statements are stored, and the queue has told the log. It is learnt with the next statement that tells it.
        }
    }

    private async Task LearnAsync(WriteUnit unit, List<News> news)
    {
        var stored = await ReadAsync(unit, [.. news.Select(n => n.Sent.Activity.Hash).Distinct()]);
        var definitions = new Dictionary<Guid, ReadOnlyMemory<byte>>(stored);
        foreach (var (sent, _) in news)
            definitions[sent.Activity.Hash] = definitions.TryGetValue(sent.Activity.Hash, out var there) ? CanonicalDefinition.Merge(there, sent.Json) : sent.Json;
        var changed = definitions.Where(d => !stored.TryGetValue(d.Key, out var before) || !before.Span.SequenceEqual(d.Value.Span)).Select(d => d.Key).ToHashSet();
        await WriteAsync(unit, [.. news.Select(n => n.Sent.Activity).Where(a => changed.Contains(a.Hash)).DistinctBy(a => a.Hash)], definitions);
        unit.OnCommitted(() => Remember(news, changed));
    }

    private void Remember(List<News> news, HashSet<Guid> changed)
    {
        if (settled.Count >= MostRemembered)
            settled.Clear();
        foreach (var activity in news.GroupBy(n => n.Sent.Activity.Hash))
        {
            // Of several that came together the last is the one that surely changes nothing now. What did so before may now take back what has been learnt.
            Guid[] latest = [activity.Last().Hash];
            settled[activity.Key] = changed.Contains(activity.Key) || !settled.TryGetValue(activity.Key, out var known) ? latest : [.. latest, .. known.Except(latest).Take(MostSettled - 1)];
        }
    }

    private static async Task<Dictionary<Guid, ReadOnlyMemory<byte>>> ReadAsync(SqlSession session, Guid[] activities)
    {
        var found = new Dictionary<Guid, ReadOnlyMemory<byte>>();
        if (session.Dialect == Dialect.PostgreSql)
        {
            var rows = await session.QueryAsync($"select activity_hash, definition from xapi_activity_definition where activity_hash = any({activities})", r => (r.GetUuid(0), (byte[])r[1]));
            rows.ForEach(r => found[r.Item1] = r.Item2);
            return found;
        }

        foreach (var activity in activities)
            if (await session.FirstOrDefaultAsync($"select definition from xapi_activity_definition where activity_hash = {activity}", r => (byte[])r[0]) is { } definition)
                found[activity] = definition;
        return found;
    }

    private static async Task WriteAsync(WriteUnit unit, IReadOnlyList<IriRef> activities, Dictionary<Guid, ReadOnlyMemory<byte>> definitions)
    {
        if (unit.Dialect == Dialect.PostgreSql && activities.Count > 0)
        {
            var hashes = activities.Select(a => a.Hash).ToArray();
            var texts = activities.Select(TextOf).ToArray();
            var bodies = hashes.Select(h => definitions[h].ToArray()).ToArray();
            await unit.ExecuteAsync($"""
                insert into xapi_activity_definition (activity_hash, activity, definition) select * from unnest({hashes}, {texts}, {bodies})
                on conflict (activity_hash) do update set definition = excluded.definition
                """);
            return;
        }

        foreach (var activity in activities)
            await unit.ExecuteAsync($"""
                insert into xapi_activity_definition (activity_hash, activity, definition) values ({activity.Hash}, {TextOf(activity)}, {definitions[activity.Hash]})
                on conflict (activity_hash) do update set definition = excluded.definition
                """);
    }

    private static string TextOf(IriRef activity) => Encoding.UTF8.GetString(activity.Text.Span);

    private sealed record News(SentDefinition Sent, Guid Hash);
}
