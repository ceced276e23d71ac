using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.PlatformStorage;

/// <summary>How this LMS offers to keep data for a tool in the browser (1EdTech LTI postMessage Storage 0.1), and how it can fail to.</summary>
/// <param name="Id">As in the address.</param>
/// <param name="Target">What the login and the launch say as <c>lti_storage_target</c>; null for nothing.</param>
/// <param name="RoomAnswers">How the course room answers a tool's messages (storage.js); null: it does not listen.</param>
public sealed record StorageChoice(string Id, string? Target, string? RoomAnswers)
{
    /// <summary>The frame beside the tool's that keeps the data; it is of the authorization endpoint's origin, as in Canvas.</summary>
    public const string FrameName = "exempel_lagring";

    /// <summary>The first is what the LMS does when nothing is chosen.</summary>
    public static readonly IReadOnlyList<StorageChoice> All =
    [
        new("none", null, null),
        new("parent", "_parent", "keeps"),
        new("frame", FrameName, "refers"),
        new("silent", "_parent", null),
        new("faulty", "_parent", "faulty"),
        new("stranger", FrameName, "refers"),
    ];

    public static IEnumerable<KeyValuePair<string, string>> Announced(LaunchOrder order, HostLmsOptions options) =>
        // Moodle 4.5 has none.
        !options.Moodle && order is { InFrame: true, Storage.Target: { } target } ? [new("lti_storage_target", target)] : [];

    /// <summary>Whose the frame is: ours, or a stranger's, to whom nothing may be told; null without a frame.</summary>
    public string? FrameFrom(HostLmsOptions options) => Id switch
    {
        "frame" => options.Issuer,
        "stranger" => options.ServerUrl,
        _ => null,
    };
}
