using Yrkesresan.Content;
using Yrkesresan.LtiTool.People.Memberships;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>What became of a wish to change progress.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Change">What it completed and what it took back; empty unless <see cref="ProgressOutcome.Done"/>.</param>
/// <param name="WhyNot">Why the person does not take part, with <see cref="ProgressOutcome.DoesNotTakePart"/>; null there when nothing is known of the person in the journey.</param>
public sealed record ProgressAnswer(ProgressOutcome Outcome, ProgressChange Change, WhyNot? WhyNot = null)
{
    /// <summary>Whether the wish was refused.</summary>
    public bool IsRefused => Outcome is not (ProgressOutcome.Done or ProgressOutcome.AlreadySo);

    internal static ProgressChange NoChange { get; } = new([], [], [], [], [], []);

    internal static ProgressAnswer Of(ProgressOutcome outcome) => new(outcome, NoChange);

    internal static ProgressAnswer NotTakingPart(Standing? standing) => new(ProgressOutcome.DoesNotTakePart, NoChange, standing?.WhyNot);
}

/// <summary>The ways it can go.</summary>
public enum ProgressOutcome
{
    /// <summary>Stored and recorded.</summary>
    Done,

    /// <summary>It was so already: nothing stored, nothing recorded.</summary>
    AlreadySo,

    /// <summary>The journey has no such course, activity or day.</summary>
    NoSuchThing,

    /// <summary>The course stands in a step that is not the person's own, and the person has not begun the course (domain §4).</summary>
    StepNotOpen,

    /// <summary>The course is for everyone: there is nothing to say about whether it applies.</summary>
    AppliesToEveryone,

    /// <summary>The person does not take part in the journey today.</summary>
    DoesNotTakePart,
}
