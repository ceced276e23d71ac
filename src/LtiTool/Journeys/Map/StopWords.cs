using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Look.Drawings;

namespace Yrkesresan.LtiTool.Journeys.Map;

/// <summary>A stop's state in words: the same on the map, in the list and on the stop's own page.</summary>
internal static class StopWords
{
    public static string State(IStringLocalizer texts, RouteStop stop) => stop.State switch
    {
        NodeState.Ongoing when stop.Progress.IsPrepared => texts["State.Prepared"],
        NodeState.Ongoing => texts["State.Ongoing", stop.Progress.Preparation.Done, stop.Progress.Preparation.Total],
        _ => texts[$"State.{stop.State}"],
    };

    /// <summary>One more line under the state; null when there is nothing to add.</summary>
    public static string? More(IStringLocalizer texts, RouteStop stop) => stop switch
    {
        { State: NodeState.Done, CompletedOn: { } day } => texts["More.DoneOn", Words.Day(day)],
        { State: NodeState.Done } => null,
        { Progress.IsPrepared: true, Progress.IsBegun: true } => texts["More.WaitForDay"],
        { State: NodeState.Ongoing } => texts["More.Left", texts.Minutes(stop.Progress.Preparation.MinutesLeft)],
        { Course.Audience: { Everyone: false, Text: { } who } } => who,
        { Progress.Preparation.Total: > 0 } => texts.Count("More.Preparations", stop.Progress.Preparation.Total) + ", " + texts.Minutes(stop.Progress.Preparation.MinutesTotal),
        _ => null,
    };

    /// <summary>"4 dagar", "2 halvdagar", "1 dag och 1 halvdag"; days whose length is not decided are told apart.</summary>
    public static string Days(IStringLocalizer texts, Course course)
    {
        string[] parts =
        [
            .. from extent in Enum.GetValues<DayExtent>()
               let number = course.Days.Count(d => d.Extent == extent)
               where number > 0
               select texts.Count($"Days.{extent}", number),
        ];
        return parts.Length == 0 ? texts["Days.None"] : string.Join(", ", parts);
    }
}
