using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Definitions;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>The learning record store's statements: durable before a call ends, immutable, in one order.</summary>
public sealed class StatementStore : IAsyncDisposable
{
    // Each gatherer keeps one write unit under way; PostgreSQL commits several at once.
    private const int GatherersOnPostgres = 3;

    private readonly StatementWriter writer;
    private readonly Database database;
    private readonly WriteQueue writes;
    private readonly IngestQueue ingest;

    /// <summary>Opens the store over a migrated database.</summary>
    public StatementStore(Database database, WriteQueue writes, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(database);
        Interned = new InternTable(database);
        Order = new StoredOrder(database, clock);
        Pages = new StatementPages(database);
        Definitions = new ActivityDefinitions(database, writes);
        Erased = new ErasedAgents(Interned);
        References = new References(Interned);
        Changes = new StatementChanges(Interned, References);
        (this.database, this.writes) = (database, writes);
        writer = new StatementWriter(Interned, Order, References, Erased);
        ingest = new IngestQueue(writes, writer, database.Dialect == Dialect.Sqlite ? 1 : GatherersOnPostgres);
    }

    internal InternTable Interned { get; }
    internal StoredOrder Order { get; }
    internal StatementPages Pages { get; }
    internal ActivityDefinitions Definitions { get; }
    internal References References { get; }
    internal ErasedAgents Erased { get; }
    internal StatementChanges Changes { get; }

    /// <summary>
    /// Adds statements that this service itself asserts to a write unit of the caller's, so that they commit with what they record, or not at all. Equal statements with ids that
    /// are stored already are left as they are.
    /// </summary>
    /// <returns>The statements' ids, in order.</returns>
    /// <exception cref="StatementConflictException">An id is stored already with other content. The unit must not be committed: let the exception end it.</exception>
    public async Task<IReadOnlyList<Guid>> AppendAsync(WriteUnit unit, IReadOnlyList<PreparedStatement> statements, Authority authority)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(authority);
        var request = new Request(statements, authority, StatementFlags.OfService);
        await writer.WriteAsync(unit, [request]);
        unit.OnCommitted(() => _ = Definitions.LearnAsync(statements));
        return request.Refused is { } refused ? throw refused : [.. statements.Select(s => s.Id)];
    }

    /// <summary>
    /// Stores statements from outside, all or none, and ends when they are durable. Requests that wait at the same moment share a commit; one that is
    /// refused fails alone.
    /// </summary>
    /// <param name="statements">The statements.</param>
    /// <param name="authority">Who asserts them.</param>
    /// <param name="voiding">Which statements they may void.</param>
    /// <param name="readsOthers">Whether the sender may read statements of other authorities. To one who may not, another's statement with the same id is a conflict, whatever it says: that a guess at it is right is nothing to be told.</param>
    /// <returns>The statements' ids, in order.</returns>
    /// <exception cref="StatementConflictException">An id is stored already with other content; nothing of this request is stored.</exception>
    /// <exception cref="VoidingRefusedException">One would void a statement that this sender may not; nothing of this request is stored.</exception>
    public async Task<IReadOnlyList<Guid>> IngestAsync(IReadOnlyList<PreparedStatement> statements, Authority authority, VoidingRight voiding = VoidingRight.Own, bool readsOthers = true)
    {
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(authority);
        if (statements.Count > 0)
            await ingest.StoreAsync(new Request(statements, authority, voiding == VoidingRight.EveryCredentials ? StatementFlags.VoidsOthers : StatementFlags.None) { SeesOwnAlone = !readsOthers });
        return [.. statements.Select(s => s.Id)];
    }

    /// <summary>Lets statements be found by what they refer to, where that has come after them. Gives how many there were.</summary>
    /// <param name="cancel">Ends the looking.</param>
    internal async Task<int> SettleReferencesAsync(CancellationToken cancel = default)
    {
        await using (var session = await database.ReadAsync(cancel))
            if ((await References.ComeAsync(session, most: 1, cancel)).Count == 0)
                return 0;
        return await writes.RunAsync(async unit =>
        {
            await Erased.WatchAsync(unit);
            return await References.SettleAsync(unit);
        });
    }

    /// <summary>Stores statements from an export, all or none, each under the authority it had.</summary>
    /// <exception cref="StatementConflictException">An id is stored already with other content.</exception>
    internal Task RestoreAsync(IReadOnlyList<(PreparedStatement Statement, Authority Authority)> statements, Authority own, IReadOnlySet<Guid> voidsOthers) => writes.RunAsync(async unit =>
    {
        var requests = new List<Request>(statements.Count);
        foreach (var (statement, authority) in statements)
        {
            var standing = authority.Agent.Hash == own.Agent.Hash ? StatementFlags.OfService : voidsOthers.Contains(statement.Id) ? StatementFlags.VoidsOthers : StatementFlags.None;
            requests.Add(new Request([statement], authority, standing) { IsRestored = true });
        }

        await writer.WriteAsync(unit, requests);
        // Whoever has been erased here does not come back by a file of before.
        if (requests.Find(r => r.Refused is not null and not StatementRefusedException { RuleName: "erased" }) is { } refused)
            throw refused.Refused!;
    });

    /// <summary>Statements up to a moment that void whatever credential's statement they name.</summary>
    internal Task<IReadOnlyList<Guid>> VoidersOfOthersAsync(long until, CancellationToken cancel) => Pages.VoidersOfOthersAsync(until, cancel);

    /// <summary>The statement with this id, unless it is voided; null when there is none.</summary>
    public Task<StoredStatement?> FindAsync(Guid id, CancellationToken cancel = default) => Pages.FindAsync(id, voided: false, authority: null, cancel);

    /// <summary>
    /// Statements stored after <paramref name="after"/>, in stored order, voided and voiding ones included: the feed for projections and forwarding.
    /// Whoever goes on from the last one's <see cref="StoredStatement.Stored"/> sees each statement exactly once: none is given that a commit still
    /// under way, on any instance, could come before.
    /// </summary>
    /// <param name="after">Cursor, exclusive; 0 to begin.</param>
    /// <param name="limit">The most statements to give.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<StoredStatement>> ReadAfterAsync(long after, int limit, CancellationToken cancel = default) =>
        await Pages.ReadAfterAsync(after, limit, ofService: false, cancel);

    /// <summary>As <see cref="ReadAfterAsync"/>, of those alone that this service itself asserts: costs nothing for others'.</summary>
    /// <param name="after">Cursor, exclusive; 0 to begin.</param>
    /// <param name="limit">The most statements to give.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<StoredStatement>> ReadOwnAfterAsync(long after, int limit, CancellationToken cancel = default) =>
        await Pages.ReadAfterAsync(after, limit, ofService: true, cancel);

    /// <summary>
    /// Everything told of an account as the actor or object, in stored order; voiding statements among it. Reads on the caller's session, so that it
    /// sees the same moment as what else is read there: for a person's export, and for checking progress against records.
    /// </summary>
    /// <param name="session">Where to read.</param>
    /// <param name="homePage">The account's home page.</param>
    /// <param name="name">The account's name.</param>
    /// <param name="voided">Whether statements that have been voided are given too.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<StoredStatement>> OfAccountAsync(SqlSession session, string homePage, string name, bool voided, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await Pages.OfAgentAsync(session, new Authority(homePage, name).Agent.Hash, voided, cancel);
    }

    /// <summary>Accounts of a home page that statements have mentioned, in the order of their first mention: to find those that nobody is known to be.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="homePage">The accounts' home page.</param>
    /// <param name="after">The number of the last account of the page before; 0 to begin.</param>
    /// <param name="limit">The most accounts to give.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<IReadOnlyList<(int Number, string Name)>> AccountsAsync(SqlSession session, string homePage, int after, int limit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.QueryAsync(
            $"select id, name from xapi_agent where id > {after} and kind = {(short)AgentKind.Account} and home_page = {homePage} order by id limit {limit}",
            r => (r.GetInt32(0), r.GetString(1)), cancel);
    }

    /// <summary>Finishes what waits.</summary>
    public ValueTask DisposeAsync() => ingest.DisposeAsync();
}
