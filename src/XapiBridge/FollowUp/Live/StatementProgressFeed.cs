using Yrkesresan.Content;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>
/// The statement store's feed, as follow-up takes it: deeds that this service itself asserts, for any credential that may write could send others that
/// look the same; and what this service takes back, which nobody else can.
/// </summary>
public sealed class StatementProgressFeed(StatementStore store) : IProgressFeed
{
    /// <inheritdoc/>
    public async Task<ProgressBatch> ReadAfterAsync(long position, int limit, CancellationToken cancel)
    {
        var statements = await store.ReadOwnAfterAsync(position, limit, cancel);
        return new ProgressBatch(
            statements.Count == 0 ? position : statements[^1].Stored,
            [.. statements.Select(Take).OfType<ProgressEvent>()]);
    }

    private static ProgressEvent? Take(StoredStatement statement)
    {
        if (statement is { Voids: true, Target: { } target })
            return ProgressEvent.Void(target, default);
        return ToldDeed.Read(statement.ToJson()) is { } told ? EventOf(told) : null;
    }

    /// <summary>What follow-up counts of a deed that this service has told; null when it counts nothing of it.</summary>
    internal static ProgressEvent? EventOf(ToldDeed told)
    {
        if (told is not { JourneyId: { } journeyId, Pseudonym: { } pseudonym, TakesBack: null })
            return null;
        var (kind, item) = told.Kind switch
        {
            DeedKind.Ticked => (ProgressKind.Ticked, told.ActivityId),
            DeedKind.Attended => (ProgressKind.Attended, told.DayId),
            DeedKind.SaidToApply => (ProgressKind.CourseApplies, ""),
            // That a course or step is completed follows from the others.
            _ => (default(ProgressKind), null),
        };
        return item is null || told.CourseId is null
            ? null
            : new ProgressEvent(told.StatementId, kind, pseudonym, journeyId, told.CourseId, item, told.Timestamp.InSweden());
    }
}
