using System.Data.Common;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>
/// State and profile documents: durable before a call ends. What a request must know of the document before it changes it is asked in the write unit
/// that changes it, with the document's place locked, so no update is lost, however many instances there are.
/// </summary>
public sealed class DocumentStore(Database database, WriteQueue writes, TimeProvider clock, LrsOptions options)
{
    internal const string Json = "application/json";

    private readonly Lock gate = new();
    private long latest;

    /// <summary>Everything kept of an account: its state documents and its profile, for its person to see.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="homePage">The account's home page.</param>
    /// <param name="name">The account's name.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<IReadOnlyList<AccountDocument>> OfAccountAsync(SqlSession session, string homePage, string name, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var agent = new Authority(homePage, name).Agent.Hash;
        return await session.QueryAsync(
            $"select kind, activity, registration, document_id, content_type, updated, body from xapi_document where agent_hash = {agent} order by kind, activity, registration, document_id",
            r => new AccountDocument(
                (DocumentKind)r.GetInt16(0) == DocumentKind.State ? "activities/state" : "agents/profile", r.GetStringOrNull(1),
                r.GetString(2) is { Length: > 0 } registration ? registration : null, r.GetString(3), r.GetString(4), r.GetInstant(5), (byte[])r[6]),
            cancel);
    }

    /// <summary>The document; null when there is none.</summary>
    internal async Task<Document?> FindAsync(DocumentPlace place, string id, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await FindAsync(session, place, id, cancel);
    }

    /// <summary>The documents of a place changed after <paramref name="since"/> (exclusive), in the order of their ids.</summary>
    internal async Task<List<DocumentEntry>> ListAsync(DocumentPlace place, long? since, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var after = since ?? long.MinValue;
        // Without a registration one id may stand under several.
        return await session.QueryAsync($"""
            select document_id, max(updated) from xapi_document
            where agent_hash = {place.AgentHash} and kind = {(short)place.Kind} and activity_hash = {place.ActivityHash}
              and ({place.RegistrationText} = '' or registration = {place.RegistrationText}) and updated > {after}
            group by document_id order by document_id
            """, r => new DocumentEntry(r.GetString(0), r.GetInt64(1)), cancel);
    }

    /// <summary>Stores the content as the document, new or in place of what was there; gives its entity tag.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="id">Its id there.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="precondition">What must be so for it to be stored.</param>
    /// <param name="unconditional">When it is stored though there is no precondition.</param>
    /// <exception cref="DocumentRefusedException">It is not stored.</exception>
    internal Task<string> PutAsync(DocumentPlace place, string id, DocumentContent content, Precondition precondition, Unconditional unconditional) =>
        WriteAsync(place, id, precondition, (_, exists) => precondition.IsGiven || unconditional == Unconditional.Always ? Task.FromResult(content)
            : exists ? throw new DocumentRefusedException(
                DocumentRefusal.Conflict,
                "There is a document here already. Check the current state of the resource, then set the header If-Match to its current ETag to resolve the conflict.")
            : unconditional == Unconditional.WhereNothingIs ? Task.FromResult(content)
            : throw new DocumentRefusedException(DocumentRefusal.Unconditional, "PUT of a profile needs the header If-Match, or If-None-Match: * where there is none yet."));

    /// <summary>Stores the content as a new document, or merges it into the one there is (Communication 2.2); gives the document's entity tag.</summary>
    /// <exception cref="DocumentRefusedException">It is not stored.</exception>
    internal Task<string> PostAsync(DocumentPlace place, string id, DocumentContent content, Precondition precondition) =>
        WriteAsync(place, id, precondition, async (unit, exists) =>
        {
            if (!exists)
                return content;
            var stored = (await FindAsync(unit, place, id, CancellationToken.None))!;
            if (!IsJson(stored.ContentType) || !IsJson(content.ContentType) || JsonMerge.Merge(stored.Body, content.Body) is not { } merged)
                throw new DocumentRefusedException(DocumentRefusal.NotMergeable, "POST merges JSON objects: both the document that is stored and the one that is posted must be application/json, and an object.");
            return new DocumentContent(stored.ContentType, merged);
        });

    /// <summary>Deletes the document, if there is one.</summary>
    /// <exception cref="DocumentRefusedException">The precondition does not hold.</exception>
    internal Task DeleteAsync(DocumentPlace place, string id, Precondition precondition) => writes.RunAsync(
        async unit =>
        {
            Check(precondition, (await CurrentAsync(unit, place, id))?.ETag);
            await unit.ExecuteAsync($"""
                delete from xapi_document where agent_hash = {place.AgentHash} and kind = {(short)place.Kind} and activity_hash = {place.ActivityHash}
                  and registration = {place.RegistrationText} and document_id = {id}
                """);
        },
        place.LockKey);

    /// <summary>Deletes all documents of a place.</summary>
    internal Task DeleteAllAsync(DocumentPlace place) => writes.RunAsync(
        unit => unit.ExecuteAsync($"""
            delete from xapi_document where agent_hash = {place.AgentHash} and kind = {(short)place.Kind} and activity_hash = {place.ActivityHash}
              and ({place.RegistrationText} = '' or registration = {place.RegistrationText})
            """),
        place.LockKey);

    /// <summary>Whether a content type says JSON, whatever its parameters.</summary>
    internal static bool IsJson(string contentType) =>
        contentType.AsSpan().TrimStart().StartsWith(Json, StringComparison.OrdinalIgnoreCase)
        && contentType.AsSpan().TrimStart()[Json.Length..].TrimStart() is [] or [';', ..];

    private Task<string> WriteAsync(DocumentPlace place, string id, Precondition precondition, Func<WriteUnit, bool, Task<DocumentContent>> next) => writes.RunAsync(
        async unit =>
        {
            if (place.Agent is not null && await ErasedAgents.IsErasedAsync(unit, place.AgentHash))
                throw new DocumentRefusedException(DocumentRefusal.Erased, Rules.Erased.Says);
            var current = await CurrentAsync(unit, place, id);
            Check(precondition, current?.ETag);
            var content = await next(unit, current is not null);
            if (content.Body.Length > options.MaxDocumentBytes)
                throw new DocumentRefusedException(DocumentRefusal.TooLarge, FormattableString.Invariant($"The document would be larger than {options.MaxDocumentBytes} bytes."));
            if (current is null)
                await CheckRoomAsync(unit, place);
            await StoreAsync(unit, place, id, content, LaterThan(current?.Updated ?? 0));
            return content.ETag;
        },
        place.LockKey);

    /// <summary>Later with each change of any document, also when the clock has been set back: who asks for what came since must not miss it.</summary>
    private long LaterThan(long updated)
    {
        lock (gate)
            return latest = Math.Max(DbValue.ToMicroseconds(clock.GetUtcNow()), Math.Max(latest, updated) + 1);
    }

    private static Task<int> StoreAsync(WriteUnit unit, DocumentPlace place, string id, DocumentContent content, long updated) => unit.ExecuteAsync($"""
        insert into xapi_document (agent_hash, kind, activity_hash, registration, document_id, activity, agent_kind, agent_home_page, agent_name, content_type, etag, updated, body)
        values ({place.AgentHash}, {(short)place.Kind}, {place.ActivityHash}, {place.RegistrationText}, {id},
          {place.ActivityText}, {place.AgentKind}, {place.AgentHomePage}, {place.AgentName}, {content.ContentType}, {content.ETag}, {updated}, {content.Body})
        on conflict (agent_hash, kind, activity_hash, registration, document_id) do update
          set content_type = excluded.content_type, etag = excluded.etag, updated = excluded.updated, body = excluded.body
        """);

    private async Task CheckRoomAsync(WriteUnit unit, DocumentPlace place)
    {
        var count = await unit.ScalarAsync<int>(
            $"select count(*) from xapi_document where agent_hash = {place.AgentHash} and kind = {(short)place.Kind} and activity_hash = {place.ActivityHash}");
        if (count >= options.MaxDocuments)
            throw new DocumentRefusedException(DocumentRefusal.TooLarge, FormattableString.Invariant($"There are {count} documents here already, which is the most that are taken."));
    }

    private static void Check(Precondition precondition, string? etag)
    {
        if (!precondition.Matches(etag))
            throw new DocumentRefusedException(DocumentRefusal.Precondition, "If-Match names no entity tag that the document has now. Get it again and see what has changed.");
        if (!precondition.IsNew(etag))
            throw new DocumentRefusedException(DocumentRefusal.Precondition, "If-None-Match says that there must be no such document, and there is.");
    }

    private static Task<Current?> CurrentAsync(SqlSession session, DocumentPlace place, string id) => session.FirstOrDefaultAsync($"""
        select etag, updated from xapi_document
        where agent_hash = {place.AgentHash} and kind = {(short)place.Kind} and activity_hash = {place.ActivityHash} and registration = {place.RegistrationText} and document_id = {id}
        """, r => new Current(r.GetString(0), r.GetInt64(1)));

    private static Task<Document?> FindAsync(SqlSession session, DocumentPlace place, string id, CancellationToken cancel) => session.FirstOrDefaultAsync($"""
        select content_type, etag, updated, body from xapi_document
        where agent_hash = {place.AgentHash} and kind = {(short)place.Kind} and activity_hash = {place.ActivityHash} and registration = {place.RegistrationText} and document_id = {id}
        """, r => new Document(r.GetString(0), r.GetString(1), r.GetInt64(2), (byte[])r[3]), cancel);

    private sealed record Current(string ETag, long Updated);
}
