using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Retention;

/// <summary>What an erasure does to the records, or would do.</summary>
/// <param name="Deleted">Statements deleted.</param>
/// <param name="Reduced">Statements of which what follow-up counts is left, under a fresh pseudonym.</param>
/// <param name="Renamed">Statements of others that name the person, who has the fresh pseudonym there now.</param>
/// <param name="Documents">State and profile documents deleted.</param>
public sealed record RecordErasureReport(long Deleted, long Reduced, long Renamed, long Documents)
{
    internal RecordErasureReport Plus(RecordErasureReport more) =>
        new(Deleted + more.Deleted, Reduced + more.Reduced, Renamed + more.Renamed, Documents + more.Documents);
}

/// <summary>
/// Erases a person from the records, so that what is counted stays and nothing leads back (docs/decisions/0019). Begun in the unit that erases the person elsewhere,
/// from which on nothing more is stored of the pseudonym; then done in short units, each of which leaves the store whole. Broken off, it is gone on with.
/// </summary>
public sealed class RecordErasure(Database database, WriteQueue writes, StatementStore store, StatementEmitter emitter, FollowUpProjector projector)
{
    private const int AtOnce = 200;
    private const int DocumentsAtOnce = 20;

    // The text is a constant: only its numbers are parameters.
    private const string HeldSql = $"""
        select {HeldStatement.Columns}, {StatementPages.IsVoided} from xapi_statement_agent i cross join xapi_statement s
        where i.agent_id = {"{0}"} and i.relation = {"{1}"} and i.stored > {"{2}"} and s.stored = i.stored order by i.stored limit {"{3}"}
        """;

    private readonly Authority own = new(emitter.HomePage, Terms.OwnAuthority);

    /// <summary>The write queue's key: one erases at a time.</summary>
    public static long Key { get; } = DbValue.LockKey("xapi-erasing");

    /// <summary>Begins, in the unit that erases the person elsewhere: it must have <see cref="Key"/>.</summary>
    /// <param name="unit">The unit; short, for every other writer of records waits for it.</param>
    /// <param name="pseudonym">The person's pseudonym.</param>
    /// <param name="also">Other names that records may have for the person.</param>
    public async Task BeginAsync(WriteUnit unit, Guid pseudonym, IReadOnlyList<OtherName> also)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await store.Erased.HoldAsync(unit);
        await ErasedAgents.RefuseAsync(unit, ErasedPerson.HashOf(emitter.HomePage, pseudonym));
        await unit.ExecuteAsync($"insert into xapi_erasure (pseudonym, fresh, also) values ({pseudonym}, {Guid.NewGuid()}, {JsonSerializer.Serialize(also)})");
    }

    /// <summary>Pseudonyms whose erasure has begun and is not done.</summary>
    public static async Task<IReadOnlyList<Guid>> UnderWayAsync(SqlSession session, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.QueryAsync($"select pseudonym from xapi_erasure order by pseudonym", r => r.GetUuid(0), cancel);
    }

    /// <summary>Does what has been begun, also by a run that was broken off.</summary>
    /// <param name="progress">Told what each unit has done.</param>
    /// <param name="cancel">Breaks it off between two units.</param>
    public async Task<RecordErasureReport> FinishAsync(IProgress<RecordErasureReport>? progress = null, CancellationToken cancel = default)
    {
        var report = new RecordErasureReport(0, 0, 0, 0);
        List<ErasedPerson> begun;
        await using (var session = await database.ReadAsync(cancel))
            begun = await session.QueryAsync(
                $"select pseudonym, fresh, also from xapi_erasure order by pseudonym",
                r => new ErasedPerson(emitter.HomePage, r.GetUuid(0), r.GetUuid(1), JsonSerializer.Deserialize<List<OtherName>>(r.GetString(2))!), cancel);
        foreach (var person in begun)
            report = report.Plus(await FinishAsync(person, progress, cancel));
        await writes.RunAsync(
            async unit =>
            {
                await store.Erased.HoldAsync(unit);
                await ErasedAgents.SweepAsync(unit);
            },
            Key);
        return report;
    }

    /// <summary>What erasing a person would do; changes nothing.</summary>
    public async Task<RecordErasureReport> CountAsync(Guid pseudonym, IReadOnlyList<OtherName> also, CancellationToken cancel = default)
    {
        var person = new ErasedPerson(emitter.HomePage, pseudonym, pseudonym, also);
        var (deleted, reduced, renamed, documents) = (0L, 0L, 0L, 0L);
        await using var session = await database.ReadAsync(cancel);
        var met = new HashSet<long>();
        foreach (var agent in await AgentsAsync(session, person, cancel))
            foreach (var relation in (Relation[])[Relation.Direct, Relation.Related])
                await foreach (var (statement, isVoided) in ReadAsync(session, agent, relation, cancel))
                {
                    if (!met.Add(statement.Stored))
                        continue;
                    if (IsCounted(statement, isVoided))
                        reduced++;
                    else if (person.Did(statement) && !await HoldsForOthersAsync(session, person, statement))
                        deleted++;
                    else
                        renamed++;
                }

        foreach (var hash in person.Hashes)
            documents += await session.ScalarAsync<long>($"select count(*) from xapi_document where agent_hash = {hash}", cancel);
        return new(deleted, reduced, renamed, documents);
    }

    private async Task<RecordErasureReport> FinishAsync(ErasedPerson person, IProgress<RecordErasureReport>? progress, CancellationToken cancel)
    {
        var all = new RecordErasureReport(0, 0, 0, 0);
        Done(await MoveCountedAsync(person, cancel));
        while (Done(await writes.RunAsync(unit => EraseSomeAsync(unit, person), FollowUpProjector.Lock, Key)))
        {
        }

        foreach (var hash in person.Hashes)
            while (Done(new(0, 0, 0, await writes.RunAsync(unit => EraseDocumentsAsync(unit, hash)))))
            {
            }

        await writes.RunAsync(unit => EndAsync(unit, person), Key);
        return all;

        bool Done(RecordErasureReport some)
        {
            if (some == new RecordErasureReport(0, 0, 0, 0))
                return false;
            all = all.Plus(some);
            progress?.Report(some);
            cancel.ThrowIfCancellationRequested();
            return true;
        }
    }

    /// <summary>
    /// All that follow-up counts of a person in one unit, so that no figure is ever seen that has half of a person: a kit has some hundred things to do. Nothing
    /// of the person is stored meanwhile, so it may be read before.
    /// </summary>
    private async Task<RecordErasureReport> MoveCountedAsync(ErasedPerson person, CancellationToken cancel)
    {
        var counted = new List<HeldStatement>();
        await using (var session = await database.ReadAsync(cancel))
            foreach (var agent in await AgentsAsync(session, person, cancel))
                await foreach (var (statement, isVoided) in ReadAsync(session, agent, Relation.Direct, cancel))
                    if (IsCounted(statement, isVoided))
                        counted.Add(statement);
        var reduced = await writes.RunAsync(
            async unit =>
            {
                await store.Erased.HoldAsync(unit);
                // A run of the same in another process may have been first.
                var here = counted;
                foreach (var statement in counted)
                    if (await unit.ScalarAsync<int>($"select 1 from xapi_statement where stored = {statement.Stored} and statement_id = {statement.Id}") == 0)
                        here = [];
                var moved = new List<MovedDeed>();
                await store.Changes.AroundAsync(unit, here, async () =>
                {
                    await store.Changes.RemoveAsync(unit, here);
                    foreach (var statement in here)
                        moved.Add(await TellAnewAsync(unit, person, statement));
                    await ReferAsync(unit, moved.ToDictionary(m => m.Was, m => m.Now.StatementId));
                });
                await ErasedDeeds.MoveAsync(unit, person.Pseudonym, person.Fresh, moved, projector.JourneyOf);
                return here.Count;
            },
            FollowUpProjector.Lock, Key);
        return new(0, reduced, 0, 0);
    }

    private async Task<MovedDeed> TellAnewAsync(WriteUnit unit, ErasedPerson person, HeldStatement statement)
    {
        var reduced = Reduction.Of(statement, emitter, Guid.NewGuid(), person.Fresh);
        var stored = await FreeAsync(unit, statement.Stored);
        await store.Changes.InsertAsync(unit, reduced, own, Reduction.FlagsOf(reduced), stored);
        return new(statement.Id, stored, StatementProgressFeed.EventOf(ToldDeed.Read(reduced.Json)!)!);
    }

    /// <summary>A free place in the order on the same day and not later, so that the order does not tell which statement it was.</summary>
    private static async Task<long> FreeAsync(WriteUnit unit, long stored)
    {
        var midnight = DbValue.FromMicroseconds(stored).InSweden().ToDateTime(TimeOnly.MinValue);
        var first = DbValue.ToMicroseconds(new DateTimeOffset(midnight, SwedishTime.Zone.GetUtcOffset(midnight)));
        while (true)
        {
            var place = first + (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) % (ulong)(stored - first + 1));
            if (await unit.ScalarAsync<int>($"select 1 from xapi_statement where stored = {place}") == 0)
                return place;
        }
    }

    /// <summary>Some of what is left; nothing when nothing is.</summary>
    private async Task<RecordErasureReport> EraseSomeAsync(WriteUnit unit, ErasedPerson person)
    {
        await store.Erased.HoldAsync(unit);
        var some = await SomeAsync(unit, person);
        if (some.Count == 0)
            return new(0, 0, 0, 0);
        var (gone, stay) = (new Dictionary<long, HeldStatement>(), new List<HeldStatement>());
        foreach (var statement in some)
        {
            if (!person.Did(statement) || await HoldsForOthersAsync(unit, person, statement))
                stay.Add(statement);
            else
                gone[statement.Stored] = statement;
        }

        // What voids goes no earlier than what it voids, and no later.
        foreach (var statement in (await StatementChanges.ReferringToAsync(unit, gone.Values.Select(s => s.Id).ToList())).Where(person.Did))
            gone[statement.Stored] = statement;
        foreach (var target in gone.Values.Where(s => s.Voids).Select(s => s.Target!.Value).ToList())
            if (await FindAsync(unit, target) is { } voided)
                gone[voided.Stored] = voided;
        stay.RemoveAll(s => gone.ContainsKey(s.Stored));
        await store.Changes.AroundAsync(unit, [.. gone.Values, .. stay], async () =>
        {
            await store.Changes.RemoveAsync(unit, [.. gone.Values]);
            foreach (var statement in stay)
                await store.Changes.ReplaceAsync(unit, statement, person.Rename(statement), statement.Flags);
            await ReferAsync(unit, gone.Values.ToDictionary(s => s.Id, _ => Guid.NewGuid()));
        });
        await ErasedDeeds.RemoveAsync(unit, [.. gone.Values.Where(s => s.OfService).SelectMany(s => s.Target is { } target ? new[] { s.Id, target } : [s.Id])]);
        return new(gone.Count, 0, stay.Count, 0);
    }

    /// <summary>Statements of others that refer to ones that are gone refer to what stands for them, or to nothing.</summary>
    private async Task ReferAsync(WriteUnit unit, Dictionary<Guid, Guid> instead)
    {
        foreach (var statement in await StatementChanges.ReferringToAsync(unit, instead.Keys))
            await store.Changes.ReplaceAsync(unit, statement, ErasedPerson.Put(statement.Body, statement.Target!.Value, instead[statement.Target!.Value]), statement.Flags);
    }

    /// <summary>Whether it voids what others have told, which would hold again without it.</summary>
    private static async Task<bool> HoldsForOthersAsync(SqlSession session, ErasedPerson person, HeldStatement statement) =>
        statement is { Voids: true, Target: { } target } && await FindAsync(session, target) is { } voided && !person.Did(voided);

    private static Task<HeldStatement?> FindAsync(SqlSession session, Guid id) =>
        session.FirstOrDefaultAsync($"select s.stored, s.statement_id, s.flags, s.target, s.body from xapi_statement s where s.statement_id = {id}", HeldStatement.Read);

    private static async Task<List<HeldStatement>> SomeAsync(WriteUnit unit, ErasedPerson person)
    {
        foreach (var agent in await AgentsAsync(unit, person, CancellationToken.None))
            if (await unit.QueryAsync($"""
                select s.stored, s.statement_id, s.flags, s.target, s.body from xapi_statement_agent i cross join xapi_statement s
                where i.agent_id = {agent} and s.stored = i.stored order by i.relation, i.stored limit {AtOnce}
                """, HeldStatement.Read) is { Count: > 0 } some)
                return some;
        return [];
    }

    private static async Task<int> EraseDocumentsAsync(WriteUnit unit, Guid hash) => await unit.ExecuteAsync($"""
        delete from xapi_document where (agent_hash, kind, activity_hash, registration, document_id) in (
          select agent_hash, kind, activity_hash, registration, document_id from xapi_document where agent_hash = {hash} limit {DocumentsAtOnce})
        """);

    private async Task EndAsync(WriteUnit unit, ErasedPerson person)
    {
        await store.Erased.HoldAsync(unit);
        foreach (var agent in await AgentsAsync(unit, person, CancellationToken.None))
            await ErasedAgents.ForgetAsync(unit, agent);
        await unit.ExecuteAsync($"delete from xapi_erasure where pseudonym = {person.Pseudonym}");
    }

    private static async Task<List<int>> AgentsAsync(SqlSession session, ErasedPerson person, CancellationToken cancel)
    {
        var agents = new List<int>();
        foreach (var hash in person.Hashes)
            agents.AddRange(await session.QueryAsync($"select id from xapi_agent where hash = {hash}", r => r.GetInt32(0), cancel));
        return agents;
    }

    private static bool IsCounted(HeldStatement statement, bool isVoided) =>
        statement is { OfService: true, Voids: false } && !isVoided && ToldDeed.Read(statement.Body) is { } told && StatementProgressFeed.EventOf(told) is not null;

    private static async IAsyncEnumerable<(HeldStatement Statement, bool IsVoided)> ReadAsync(SqlSession session, int agent, Relation relation, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = 0L; ;)
        {
            var page = await session.QueryAsync(
                FormattableStringFactory.Create(HeldSql, agent, (int)relation, after, AtOnce), (DbDataReader r) => (HeldStatement.Read(r), r.GetBoolean(5)), cancel);
            foreach (var found in page)
                yield return found;
            if (page.Count < AtOnce)
                yield break;
            after = page[^1].Item1.Stored;
        }
    }
}
