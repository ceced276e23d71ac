namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>What kind of thing a statement tells. The numbers are stored.</summary>
public enum ProgressKind
{
    /// <summary>An activity was ticked.</summary>
    Ticked = 1,

    /// <summary>A course day was attended.</summary>
    Attended = 2,

    /// <summary>A course for a limited audience was said to apply to the person.</summary>
    CourseApplies = 3,

    /// <summary>An earlier statement was voided: what it told does not hold and never did.</summary>
    Voided = 4,
}

/// <summary>What follow-up takes from a statement.</summary>
/// <param name="StatementId">The statement; for <see cref="ProgressKind.Voided"/> the one that is voided.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Pseudonym">Who did it; not used for <see cref="ProgressKind.Voided"/>.</param>
/// <param name="JourneyId">The journey; empty for <see cref="ProgressKind.Voided"/>.</param>
/// <param name="CourseId">The course; empty for <see cref="ProgressKind.Voided"/>.</param>
/// <param name="ItemId">The activity or day in the course; empty for the others.</param>
/// <param name="Day">The day it was done, in Sweden.</param>
public sealed record ProgressEvent(
    Guid StatementId, ProgressKind Kind, Guid Pseudonym, string JourneyId, string CourseId, string ItemId, DateOnly Day)
{
    /// <summary>A statement was voided.</summary>
    public static ProgressEvent Void(Guid statementId, DateOnly day) =>
        new(statementId, ProgressKind.Voided, Guid.Empty, "", "", "", day);
}

/// <summary>What was read of the statements.</summary>
/// <param name="Position">Where to read on; the position that was read from when there was nothing more.</param>
/// <param name="Events">What of it follow-up takes, in stored order.</param>
public sealed record ProgressBatch(long Position, IReadOnlyList<ProgressEvent> Events);

/// <summary>
/// The statements in stored order, as follow-up takes them. An implementation gives no statement that a commit still under way, on any instance,
/// could come before, so that whoever reads on from <see cref="ProgressBatch.Position"/> misses none.
/// </summary>
public interface IProgressFeed
{
    /// <summary>Reads after a position; 0 to begin.</summary>
    /// <param name="position">Where the last reading ended.</param>
    /// <param name="limit">The most statements to look at.</param>
    /// <param name="cancel">Ends the reading.</param>
    Task<ProgressBatch> ReadAfterAsync(long position, int limit, CancellationToken cancel);
}
