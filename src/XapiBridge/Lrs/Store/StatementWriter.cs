using System.Collections.Immutable;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Statements of one request, to be stored all or none.</summary>
internal sealed record Request(IReadOnlyList<PreparedStatement> Statements, Authority Authority, StatementFlags Standing)
{
    /// <summary>Whether it comes from an export: what voids nothing there, having had no right to, comes here too, and voids nothing here.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Whether its sender may read no other authority's statements.</summary>
    public bool SeesOwnAlone { get; init; }

    /// <summary>Set when the request could not be stored for its own sake; the others in the unit go on.</summary>
    public Exception? Refused { get; set; }
}

/// <summary>
/// Writes requests inside a write unit. The rows of the statements go first, and tell which ids are there already; only then the index rows of
/// those that are new. So the ordinary case asks nothing before it writes.
/// </summary>
internal sealed class StatementWriter(InternTable interned, StoredOrder order, References references, ErasedAgents erased)
{
    /// <summary>Stores the requests; an id must not stand in two of them. Says which of them are refused.</summary>
    public async Task WriteAsync(WriteUnit unit, IReadOnlyList<Request> requests)
    {
        foreach (var request in requests)
            request.Refused = null;
        var known = erased.Known;
        requests = Allowed(requests, known.Hashes);
        var all = requests.SelectMany(r => r.Statements).ToList();
        if (all.Count == 0)
            return;
        var numbers = await NumberAsync(unit, requests, all);
        var claim = await order.ClaimAsync(unit, all.Count);
        if (claim.Erased > known.Last)
        {
            known = await erased.HearAsync(unit, claim.Erased);
            requests = Allowed(requests, known.Hashes);
            if (requests.Sum(r => r.Statements.Count) < all.Count)
                await ErasedAgents.UnmakeAsync(unit);
            all = requests.SelectMany(r => r.Statements).ToList();
            if (all.Count == 0)
                return;
            numbers = await NumberAsync(unit, requests, all);
        }

        var stored = claim.First;
        var rows = new List<StatementRow>(all.Count);
        foreach (var request in requests)
        {
            var authority = numbers[request.Authority.Agent.Hash];
            for (var i = 0; i < request.Statements.Count; i++)
                rows.Add(new(request.Statements[i], numbers[request.Statements[i].Verb.Hash], authority, i, request.Standing) { Stored = stored++ });
        }

        await InsertAsync(unit, rows);
        if (rows.Exists(r => !r.IsNew || r.Statement.Voids))
            rows = await SettleAsync(unit, requests, rows);
        await IndexAsync(unit, rows, numbers);
        foreach (var row in rows)
            if (row.Statement.Target is { } target)
                await references.WriteAsync(unit, row.Stored, target);
        if (rows.Exists(r => r.Flags.HasFlag(StatementFlags.HasAttachmentData)))
            await AttachmentRows.WriteAsync(unit, rows);
    }

    private ValueTask<InternTable.Numbers> NumberAsync(WriteUnit unit, IReadOnlyList<Request> requests, List<PreparedStatement> all) => interned.NumberAsync(
        unit,
        all.SelectMany(s => s.Activities.Append(s.Verb)),
        all.SelectMany(s => s.Agents).Concat(requests.Select(r => r.Authority.Agent)));

    /// <summary>The requests that tell of nobody who has been erased; the others are refused.</summary>
    private static IReadOnlyList<Request> Allowed(IReadOnlyList<Request> requests, ImmutableHashSet<Guid> erased)
    {
        if (erased.IsEmpty)
            return requests;
        var isRefused = false;
        foreach (var request in requests)
        {
            var statements = request.Statements;
            for (var i = 0; i < statements.Count && request.Refused is null; i++)
                if (statements[i].Agents.Exists(a => erased.Contains(a.Hash)))
                    request.Refused = new StatementRefusedException(Rules.Erased, statements.Count > 1 ? i : null, "");
            isRefused |= request.Refused is not null;
        }

        return isRefused ? [.. requests.Where(r => r.Refused is null)] : requests;
    }

    internal static async Task InsertAsync(WriteUnit unit, List<StatementRow> rows)
    {
        if (unit.Dialect == Dialect.Sqlite)
            SqliteRows.Of(unit).Insert(rows);
        else
            await PostgresRows.InsertAsync(unit, rows);
    }

    /// <summary>
    /// Compares those that were there already, and asks of those that void whether they may; takes a refused request's other rows out again. Gives the
    /// rows that stay and are new.
    /// </summary>
    private static async Task<List<StatementRow>> SettleAsync(WriteUnit unit, IReadOnlyList<Request> requests, List<StatementRow> rows)
    {
        var stay = new List<StatementRow>(rows.Count);
        var at = 0;
        foreach (var request in requests)
        {
            var own = rows.GetRange(at, request.Statements.Count);
            at += own.Count;
            foreach (var row in own.Where(r => !r.IsNew || r.Statement.Voids))
                request.Refused ??= !row.IsNew ? await ConflictAsync(unit, row, request.SeesOwnAlone) : request.IsRestored ? null : await VoidingRefusalAsync(unit, row);
            if (request.Refused is null)
                stay.AddRange(own.Where(r => r.IsNew));
            else
                foreach (var row in own.Where(r => r.IsNew))
                    await unit.ExecuteAsync($"delete from xapi_statement where stored = {row.Stored}");
        }

        return stay;
    }

    private static async Task<Exception?> ConflictAsync(WriteUnit unit, StatementRow row, bool ownAlone)
    {
        var (body, authority) = await unit.FirstOrDefaultAsync($"select body, authority_id from xapi_statement where statement_id = {row.Statement.Id}", r => ((byte[]?)r[0], r.GetInt32(1)));
        return body is null || ownAlone && authority != row.Authority || !StatementEquality.Same(body, row.Statement.Json) ? new StatementConflictException(row.Statement.Id, row.Index) : null;
    }

    // A target that is not here yet, or not yet seen, is no reason to refuse: whether it is voided is asked again when it is read.
    private static async Task<Exception?> VoidingRefusalAsync(WriteUnit unit, StatementRow row)
    {
        if (row.Statement.Target is not { } target)
            return null;
        var found = await unit.FirstOrDefaultAsync(
            $"select authority_id, flags from xapi_statement where statement_id = {target}", r => ((int Authority, StatementFlags Flags)?)(r.GetInt32(0), (StatementFlags)r.GetInt16(1)));
        if (found is not { } voided || voided.Authority == row.Authority)
            return null;
        var ofService = voided.Flags.HasFlag(StatementFlags.OfService);
        return ofService || !row.Flags.HasFlag(StatementFlags.VoidsOthers) ? new VoidingRefusedException(target, ofService, row.Index) : null;
    }

    private static async Task IndexAsync(WriteUnit unit, List<StatementRow> rows, InternTable.Numbers numbers)
    {
        var agents = new List<IndexRow>(rows.Count * 2);
        var activities = new List<IndexRow>(rows.Count * 4);
        var met = new Dictionary<int, Relation>();
        foreach (var row in rows)
        {
            IndexRow.AddNearest(agents, met, row.Stored, row.Statement.Agents, a => (numbers[a.Hash], a.Relation));
            IndexRow.AddNearest(activities, met, row.Stored, row.Statement.Activities, a => (numbers[a.Hash], a.Relation));
        }

        await IndexAsync(unit, agents, activities);
    }

    internal static async Task IndexAsync(WriteUnit unit, List<IndexRow> agents, List<IndexRow> activities)
    {
        if (unit.Dialect == Dialect.Sqlite)
            SqliteRows.Of(unit).Index(agents, activities);
        else
            await PostgresRows.IndexAsync(unit, agents, activities);
    }
}
