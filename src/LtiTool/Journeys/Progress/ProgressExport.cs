using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>All that is stored of a person's learning, for the person to see and take away (domain §9).</summary>
/// <param name="Pseudonym">What names the person in the records.</param>
/// <param name="Done">What counts as done now.</param>
/// <param name="Records">Every learning record of the person, as stored; what was taken back is still there, with the record that took it back.</param>
/// <param name="Documents">What content has kept of the person from one time to the next: state and profile.</param>
public sealed record ProgressExport(Guid Pseudonym, IReadOnlyList<ExportedFact> Done, IReadOnlyList<JsonElement> Records, IReadOnlyList<ExportedDocument> Documents);

/// <summary>A state or profile document of the person.</summary>
/// <param name="Resource"><c>activities/state</c> or <c>agents/profile</c>.</param>
/// <param name="Activity">The activity that it belongs to; null for a profile.</param>
/// <param name="Registration">The registration that it belongs to, if any.</param>
/// <param name="Id">Its id.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Updated">When it was last changed.</param>
/// <param name="Text">What it says, when it is text.</param>
/// <param name="Bytes">What it holds, when it is not.</param>
public sealed record ExportedDocument(string Resource, string? Activity, string? Registration, string Id, string ContentType, DateTimeOffset Updated, string? Text, byte[]? Bytes);

/// <summary>One thing that counts as done.</summary>
/// <param name="Journey">The journey's id.</param>
/// <param name="What"><c>tick</c>, <c>attendance</c>, <c>applies</c>, <c>course-completed</c> or <c>step-completed</c>.</param>
/// <param name="Course">The course's id; null for a step.</param>
/// <param name="Item">The activity's, day's or step's id; null for a course.</param>
/// <param name="At">When.</param>
/// <param name="Record">The id of the learning record.</param>
public sealed record ExportedFact(string Journey, string What, string? Course, string? Item, DateTimeOffset At, Guid Record);

/// <summary>Gathers a person's export.</summary>
public sealed class ProgressExporter(Database database, StatementStore statements, StatementEmitter emitter)
{
    /// <summary>The export; null when there is no such person. What other subjects keep on a person (name, accounts, memberships, sessions) is theirs to add.</summary>
    public async Task<ProgressExport?> ExportAsync(Guid personId, CancellationToken cancel = default)
    {
        await using var session = await database.ReadSnapshotAsync(cancel);
        if (await session.FirstOrDefaultAsync($"select pseudonym from person where id = {personId}", r => (Guid?)r.GetUuid(0), cancel) is not { } pseudonym)
            return null;
        var rows = await ProgressRows.AllOfAsync(session, personId);
        // Who has been joined to the person has records of an own name, from the time before.
        var others = await session.QueryAsync(
            $"select p.pseudonym from person_join j join person p on p.id = j.joined_id where j.kept_id = {personId} and j.parted is null", r => r.GetUuid(0), cancel);
        var records = new List<JsonElement>();
        var documents = new List<ExportedDocument>();
        foreach (var name in others.Prepend(pseudonym))
        {
            var told = await statements.OfAccountAsync(session, emitter.HomePage, name.ToString("D"), voided: true, cancel);
            records.AddRange(told.Select(s => JsonElement.Parse(s.ToJson().Span)));
            documents.AddRange((await DocumentStore.OfAccountAsync(session, emitter.HomePage, name.ToString("D"), cancel)).Select(Exported));
        }
        return new(pseudonym, rows.ConvertAll(Exported), records, documents);
    }

    private static ExportedDocument Exported(AccountDocument document)
    {
        var isText = Utf8.IsValid(document.Body.Span);
        return new(
            document.Resource, document.Activity, document.Registration, document.Id, document.ContentType, document.Updated,
            isText ? Encoding.UTF8.GetString(document.Body.Span) : null, isText ? null : document.Body.ToArray());
    }

    private static ExportedFact Exported((string JourneyId, RowKey Key, RowRecord Record) row)
    {
        var (what, course, item) = row.Key.Kind switch
        {
            RowKind.Tick => ("tick", row.Key.Course, row.Key.Item),
            RowKind.Attendance => ("attendance", row.Key.Course, row.Key.Item),
            RowKind.Applies => ("applies", row.Key.Course, null),
            RowKind.CourseCompleted => ("course-completed", row.Key.Course, null),
            _ => ("step-completed", (string?)null, (string?)row.Key.Course),
        };
        return new(row.JourneyId, what, course, item, row.Record.At, row.Record.StatementId);
    }
}
