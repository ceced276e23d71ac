namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>The goals of a step in full wording, with the figures of the whole.</summary>
/// <param name="Heading">What the whole is.</param>
/// <param name="Step">The step.</param>
/// <param name="Total">The whole.</param>
/// <param name="Language">The language of the goals' words where it is not the page's.</param>
internal sealed record GoalsOfStep(string Heading, GoalStep Step, GoalRow Total, string? Language);
