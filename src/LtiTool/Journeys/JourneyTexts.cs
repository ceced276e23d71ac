namespace Yrkesresan.LtiTool.Journeys;

/// <summary>The words of the learner's pages.</summary>
internal sealed class JourneyTexts;
