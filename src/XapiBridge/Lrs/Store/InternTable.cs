using System.Collections.Concurrent;
using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>
/// Numbers for identifiers. Those met before are in memory, so that a statement costs no look-up; a number gets there only once it is
/// committed, so that a rolled-back one is never used.
/// </summary>
internal sealed class InternTable(Database database)
{
    // Some 60 bytes each: at most 30 MB a table, then it starts anew.
    private const int MostRemembered = 500_000;

    private readonly ConcurrentDictionary<Guid, int> iris = new();
    private readonly ConcurrentDictionary<Guid, int> agents = new();

    // What was read before something was forgotten is not remembered after it.
    private readonly Lock gate = new();
    private int forgotten;

    /// <summary>The number of an IRI, or null when no statement has mentioned it.</summary>
    public ValueTask<int?> FindAsync(IriRef iri, CancellationToken cancel) => FindAsync(iris, "xapi_iri", iri.Hash, cancel);

    /// <summary>The number of an agent, or null when no statement has mentioned it.</summary>
    public ValueTask<int?> FindAsync(AgentRef agent, CancellationToken cancel) => FindAsync(agents, "xapi_agent", agent.Hash, cancel);

    /// <summary>The numbers of those that have one.</summary>
    public async ValueTask<Numbers> FindAsync(IEnumerable<IriRef> wantedIris, IEnumerable<AgentRef> wantedAgents, CancellationToken cancel)
    {
        var found = new Made([], []);
        foreach (var iri in wantedIris)
            if (await FindAsync(iri, cancel) is { } id)
                found.Iris.Add((iri.Hash, id));
        foreach (var agent in wantedAgents)
            if (await FindAsync(agent, cancel) is { } id)
                found.Agents.Add((agent.Hash, id));
        var numbers = new Numbers();
        numbers.Add(found);
        return numbers;
    }

    /// <summary>Numbers all of these, making what is new.</summary>
    public async ValueTask<Numbers> NumberAsync(WriteUnit unit, IEnumerable<IriRef> wantedIris, IEnumerable<AgentRef> wantedAgents)
    {
        var numbers = new Numbers();
        // Sorted by hash: two that make the same identifiers take them in the same order.
        var newIris = new SortedDictionary<Guid, IriRef>();
        foreach (var iri in wantedIris)
            if (!numbers.Take(iris, iri.Hash))
                newIris[iri.Hash] = iri;
        var newAgents = new SortedDictionary<Guid, AgentRef>();
        foreach (var agent in wantedAgents)
            if (!numbers.Take(agents, agent.Hash))
                newAgents[agent.Hash] = agent;
        if (newIris.Count > 0 || newAgents.Count > 0)
            await MakeAsync(unit, newIris.Values, newAgents.Values, numbers);
        return numbers;
    }

    /// <summary>Agents' numbers that are nobody's any more; null when it could be any.</summary>
    public void Forget(HashSet<int>? numbers)
    {
        if (numbers is { Count: 0 })
            return;
        lock (gate)
        {
            forgotten++;
            foreach (var (hash, number) in agents)
                if (numbers?.Contains(number) != false)
                    agents.TryRemove(hash, out _);
        }
    }

    private async Task MakeAsync(WriteUnit unit, ICollection<IriRef> newIris, ICollection<AgentRef> newAgents, Numbers numbers)
    {
        var asOf = Volatile.Read(ref forgotten);
        if (unit.Dialect == Dialect.Sqlite)
        {
            // One writer: nobody can wait for these rows. They are remembered when this unit has been committed.
            var made = await MakeOnSqliteAsync(unit, newIris, newAgents);
            numbers.Add(made);
            unit.OnCommitted(() => Remember(made, asOf));
            return;
        }

        // On PostgreSQL another transaction that makes the same identifier would wait for this one to end, while it may hold what this one waits
        // for. So they are made outside the unit, each committed as it is made: nobody waits, and one that is left unused harms nobody.
        await using var own = await database.ReadAsync();
        var committed = await MakeOnPostgresAsync(own, newIris, newAgents);
        numbers.Add(committed);
        Remember(committed, asOf);
    }

    private static async Task<Made> MakeOnPostgresAsync(SqlSession session, ICollection<IriRef> newIris, ICollection<AgentRef> newAgents)
    {
        var made = new Made([], []);
        if (newIris.Count > 0)
        {
            var hashes = newIris.Select(i => i.Hash).ToArray();
            var texts = newIris.Select(i => TextOf(i.Text)).ToArray();
            await session.ExecuteAsync($"insert into xapi_iri (hash, iri) select * from unnest({hashes}, {texts}) on conflict (hash) do nothing");
            made.Iris.AddRange(await session.QueryAsync($"select hash, id from xapi_iri where hash = any({hashes})", r => (r.GetUuid(0), r.GetInt32(1))));
        }

        if (newAgents.Count > 0)
        {
            var hashes = newAgents.Select(a => a.Hash).ToArray();
            var kinds = newAgents.Select(a => (short)a.Kind).ToArray();
            var homes = newAgents.Select(HomeOf).ToArray();
            var names = newAgents.Select(a => TextOf(a.Name)).ToArray();
            await session.ExecuteAsync(
                $"insert into xapi_agent (hash, kind, home_page, name) select * from unnest({hashes}, {kinds}, {homes}, {names}) on conflict (hash) do nothing");
            made.Agents.AddRange(await session.QueryAsync($"select hash, id from xapi_agent where hash = any({hashes})", r => (r.GetUuid(0), r.GetInt32(1))));
        }

        return made;
    }

    private static string TextOf(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private static string? HomeOf(AgentRef agent) => agent.HomePage.IsEmpty ? null : TextOf(agent.HomePage);

    private static async Task<Made> MakeOnSqliteAsync(SqlSession session, ICollection<IriRef> newIris, ICollection<AgentRef> newAgents)
    {
        var made = new Made([], []);
        foreach (var iri in newIris)
        {
            var text = TextOf(iri.Text);
            await session.ExecuteAsync($"insert into xapi_iri (hash, iri) values ({iri.Hash}, {text}) on conflict (hash) do nothing");
            made.Iris.Add((iri.Hash, await session.ScalarAsync<int>($"select id from xapi_iri where hash = {iri.Hash}")));
        }

        foreach (var agent in newAgents)
        {
            var name = TextOf(agent.Name);
            await session.ExecuteAsync($"insert into xapi_agent (hash, kind, home_page, name) values ({agent.Hash}, {(short)agent.Kind}, {HomeOf(agent)}, {name}) on conflict (hash) do nothing");
            made.Agents.Add((agent.Hash, await session.ScalarAsync<int>($"select id from xapi_agent where hash = {agent.Hash}")));
        }

        return made;
    }

    private async ValueTask<int?> FindAsync(ConcurrentDictionary<Guid, int> known, string table, Guid hash, CancellationToken cancel)
    {
        if (known.TryGetValue(hash, out var number))
            return number;
        var asOf = Volatile.Read(ref forgotten);
        await using var session = await database.ReadAsync(cancel);
        var found = table == "xapi_iri"
            ? await session.ScalarAsync<int>($"select id from xapi_iri where hash = {hash}", cancel)
            : await session.ScalarAsync<int>($"select id from xapi_agent where hash = {hash}", cancel);
        if (found == 0)
            return null;
        lock (gate)
            if (asOf == forgotten)
                Remember(known, hash, found);
        return found;
    }

    private void Remember(Made made, int asOf)
    {
        lock (gate)
        {
            if (asOf != forgotten)
                return;
            made.Iris.ForEach(i => Remember(iris, i.Hash, i.Id));
            made.Agents.ForEach(a => Remember(agents, a.Hash, a.Id));
        }
    }

    private static void Remember(ConcurrentDictionary<Guid, int> known, Guid hash, int id)
    {
        if (known.Count >= MostRemembered)
            known.Clear();
        known[hash] = id;
    }

    /// <summary>Numbers for the identifiers of some statements.</summary>
    internal sealed class Numbers
    {
        private readonly Dictionary<Guid, int> all = [];

        public int this[Guid hash] => all[hash];

        public bool Has(Guid hash) => all.ContainsKey(hash);

        public bool Take(ConcurrentDictionary<Guid, int> known, Guid hash)
        {
            if (all.ContainsKey(hash))
                return true;
            if (!known.TryGetValue(hash, out var id))
                return false;
            all[hash] = id;
            return true;
        }

        public void Add(Made made)
        {
            foreach (var (hash, id) in made.Iris.Concat(made.Agents))
                all[hash] = id;
        }
    }

    internal sealed record Made(List<(Guid Hash, int Id)> Iris, List<(Guid Hash, int Id)> Agents);
}
