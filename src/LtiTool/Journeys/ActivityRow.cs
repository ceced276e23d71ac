using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>An activity in a list, with its tick.</summary>
/// <param name="Visit">Who looks.</param>
/// <param name="Course">Its course.</param>
/// <param name="Activity">The activity.</param>
/// <param name="IsTicked">Whether it is ticked.</param>
/// <param name="MayTick">Whether it may be ticked.</param>
/// <param name="HeadingLevel">The level of its heading, 2–6.</param>
internal sealed record ActivityRow(JourneyVisit Visit, Course Course, Activity Activity, bool IsTicked, bool MayTick, int HeadingLevel);
