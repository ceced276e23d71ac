using System.Data.Common;
using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>Proves that every document has the entity tag of its bytes, and stands under the activity and agent that it names.</summary>
internal static class DocumentCheck
{
    // A document may have some megabytes.
    private const int PageSize = 10;

    /// <summary>Reads them all; gives how many there are.</summary>
    public static async Task<long> RunAsync(Database database, List<string> faults, CancellationToken cancel)
    {
        var count = 0L;
        for (Row? last = null; ;)
        {
            await using var session = await database.ReadAsync(cancel);
            var page = await session.QueryAsync(last is null ? (FormattableString)$"""
                select agent_hash, kind, activity_hash, registration, document_id, activity, agent_kind, agent_home_page, agent_name, etag, body from xapi_document
                order by agent_hash, kind, activity_hash, registration, document_id limit {PageSize}
                """ : $"""
                select agent_hash, kind, activity_hash, registration, document_id, activity, agent_kind, agent_home_page, agent_name, etag, body from xapi_document
                where (agent_hash, kind, activity_hash, registration, document_id) > ({last.AgentHash}, {(short)last.Kind}, {last.ActivityHash}, {last.Registration}, {last.Id})
                order by agent_hash, kind, activity_hash, registration, document_id limit {PageSize}
                """, Read, cancel);
            foreach (var row in page)
            {
                if (row.ETag != DocumentContent.TagOf(row.Body))
                    faults.Add($"{row}: its entity tag is not that of its bytes.");
                if (row.AgentHash != row.Agent || row.ActivityHash != row.Activity || !row.IsOfItsKind)
                    faults.Add($"{row}: it stands under another agent or activity than it names.");
            }

            count += page.Count;
            if (page.Count < PageSize || faults.Count >= Store.StoreCheck.MostFaults)
                return count;
            last = page[^1];
        }
    }

    private static Row Read(DbDataReader r) => new(
        r.GetUuid(0), (DocumentKind)r.GetInt16(1), r.GetUuid(2), r.GetString(3), r.GetString(4),
        r.GetStringOrNull(5) is { } activity ? IriRef.Of(Encoding.UTF8.GetBytes(activity), Relation.Direct).Hash : Guid.Empty,
        r.GetStringOrNull(8) is { } name ? AgentRef.Of((AgentKind)r.GetInt16(6), Encoding.UTF8.GetBytes(r.GetStringOrNull(7) ?? ""), Encoding.UTF8.GetBytes(name), Relation.Direct).Hash : Guid.Empty,
        r.GetString(9), (byte[])r[10]);

    private sealed record Row(Guid AgentHash, DocumentKind Kind, Guid ActivityHash, string Registration, string Id, Guid Activity, Guid Agent, string ETag, byte[] Body)
    {
        /// <summary>State has both, a profile one of them.</summary>
        public bool IsOfItsKind => (Kind, Activity == Guid.Empty, Agent == Guid.Empty) is (DocumentKind.State, false, false) or (DocumentKind.ActivityProfile, false, true) or (DocumentKind.AgentProfile, true, false);

        public override string ToString() => $"Document '{Id}' ({Kind})";
    }
}
