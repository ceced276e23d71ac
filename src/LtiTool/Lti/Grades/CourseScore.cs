using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>What a course's line item is to say of a learner: the share of the course's obligatory parts that is done.</summary>
/// <param name="Hundredths">Hundredths of a per cent, 1 to 10000; null while nothing obligatory is done: then there is no score, not a zero.</param>
/// <param name="IsCompleted">Whether the course is recorded as completed.</param>
internal readonly record struct CourseScore(int? Hundredths, bool IsCompleted)
{
    private const int Whole = 10_000;

    /// <summary>Works it out. Rounded downwards, so that only a completed course is whole.</summary>
    /// <param name="progress">How far the learner has come.</param>
    /// <param name="isCompleted">What was completed stays so, also when a later kit asks for more (domain §6).</param>
    public static CourseScore Of(CourseProgress progress, bool isCompleted)
    {
        if (isCompleted)
            return new(Whole, true);
        var (done, total) = (progress.Preparation.Done + progress.DaysAttended, progress.Preparation.Total + progress.DaysTotal);
        return new(done == 0 ? null : Math.Clamp(Whole * done / total, 1, Whole - 1), false);
    }

    /// <summary>The score out of <see cref="CourseLineItem.Maximum"/>.</summary>
    public decimal? Given => Hundredths / 100m;
}
