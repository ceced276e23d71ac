using Yrkesresan.Content;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>
/// The store's statements as follow-up takes them. Only what this service itself asserts counts: anyone with a credential to write could send
/// statements in our vocabulary. Voiding counts whoever did it, as the store then no longer holds the statement true (xAPI Data 2.3.2).
/// </summary>
public sealed class StatementFeed(StatementStore store) : IProgressFeed
{
    /// <inheritdoc/>
    public async Task<ProgressBatch> ReadAfterAsync(long position, int limit, CancellationToken cancel)
    {
        var statements = await store.ReadAfterAsync(position, limit, cancel);
        return statements is []
            ? new(position, [])
            : new(statements[^1].Stored, [.. statements.Select(EventOf).OfType<ProgressEvent>()]);
    }

    private static ProgressEvent? EventOf(StoredStatement statement)
    {
        if (statement is { Voids: true, Target: { } voided })
            return ProgressEvent.Void(voided, SwedishDay(statement));
        if (ToldDeed.Read(statement.ToJson()) is not { AuthorityName: Terms.OwnAuthority, TakesBack: null, Pseudonym: { } pseudonym } told)
            return null;
        return told.Kind switch
        {
            DeedKind.Ticked => Of(ProgressKind.Ticked, told.ActivityId),
            DeedKind.Attended => Of(ProgressKind.Attended, told.DayId),
            DeedKind.SaidToApply => Of(ProgressKind.CourseApplies, ""),
            _ => null,
        };

        ProgressEvent? Of(ProgressKind kind, string? item) => told is { JourneyId: { } journey, CourseId: { } course } && item is not null
            ? new(told.StatementId, kind, pseudonym, journey, course, item, told.Timestamp.InSweden())
            : null;
    }

    private static DateOnly SwedishDay(StoredStatement statement) => Storage.DbValue.FromMicroseconds(statement.Stored).InSweden();
}
