using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>The table of documents (Communication 2.2).</summary>
internal static class DocumentTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("xapi-documents", 1, "state and profile documents", Documents),
    ];

    // Whom a document is about leads the key, so that all that is kept of a person is one stretch of it. What a kind of document has not (an activity
    // profile its agent) is a hash of zeros or an empty text: part of the key, it cannot be null.
    private static string Documents(ColumnTypes t) => $"""
        create table xapi_document (
          agent_hash {t.Uuid} not null, kind smallint not null, activity_hash {t.Uuid} not null, registration {t.Text} not null, document_id {t.Text} not null,
          activity {t.Text}, agent_kind smallint, agent_home_page {t.Text}, agent_name {t.Text},
          content_type {t.Text} not null, etag {t.Text} not null, updated {t.Instant} not null, body {t.Bytes} not null,
          primary key (agent_hash, kind, activity_hash, registration, document_id));
        """;
}
