using Yrkesresan.LtiTool.People.Joining;

namespace Yrkesresan.LtiTool.Support;

/// <summary>A launch as it is shown.</summary>
/// <param name="Entry">What the log has.</param>
/// <param name="PlatformNames">Names of platforms, by row.</param>
/// <param name="IsWhole">Whether every fact is shown at once; else behind a press.</param>
internal sealed record LaunchShown(LaunchLogEntry Entry, IReadOnlyDictionary<long, string> PlatformNames, bool IsWhole)
{
    /// <summary>Whose it is, where the reader may see that and does not know it already.</summary>
    public SeenPerson? Person { get; init; }

    /// <summary>The platform's name; null when none was known, or it has been removed.</summary>
    public string? Platform => Entry.PlatformId is { } id ? PlatformNames.GetValueOrDefault(id) : null;
}
