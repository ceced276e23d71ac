namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>One choice of several, as a link.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Path">Where it leads.</param>
/// <param name="IsCurrent">Whether it is shown.</param>
/// <param name="Language">The language of its name where it is not the page's.</param>
internal sealed record TabLink(string Text, string Path, bool IsCurrent, string? Language = null);

/// <summary>Choices of one kind, such as the steps.</summary>
/// <param name="Label">What is chosen.</param>
/// <param name="Links">The choices.</param>
internal sealed record TabRow(string Label, IReadOnlyList<TabLink> Links);
