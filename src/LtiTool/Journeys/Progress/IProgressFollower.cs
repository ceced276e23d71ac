using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>Who is told, within the unit itself, in which courses a person's progress has changed: what follows from it commits with it or not at all.</summary>
public interface IProgressFollower
{
    /// <summary>Follows a change.</summary>
    /// <param name="unit">The unit of the change; other units of the same person wait for it.</param>
    /// <param name="personId">Whose progress.</param>
    /// <param name="journey">The journey.</param>
    /// <param name="courses">The courses that the change was in, or that it completed or took back.</param>
    /// <param name="now">When.</param>
    Task FollowAsync(WriteUnit unit, Guid personId, Journey journey, IReadOnlyList<CourseStanding> courses, DateTimeOffset now);
}

/// <summary>How a person stands in a course.</summary>
/// <param name="Progress">What is done of it, as the journey is now.</param>
/// <param name="IsCompleted">Whether it is recorded as completed, and so stays when a later kit asks for more (domain §6).</param>
public sealed record CourseStanding(CourseProgress Progress, bool IsCompleted);
