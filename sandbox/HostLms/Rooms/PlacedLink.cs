using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Yrkesresan.HostLms.Rooms;

/// <summary>The column in the gradebook that came with a link.</summary>
public sealed record PlacedLineItem(string Label, decimal ScoreMaximum, string? ResourceId, string? Tag)
{
    /// <summary>Where and how its results are reviewed; null when the tool has said nothing of it.</summary>
    public ReviewAddress? Review { get; init; }
}

/// <summary>Submission Review 1.0 §3: what a line item says of reviews of its results.</summary>
/// <param name="Url">Where a review is launched to; null for the tool's own address.</param>
/// <param name="Custom">What is sent along.</param>
public sealed record ReviewAddress(string? Url, IReadOnlyDictionary<string, string> Custom);

/// <summary>A link in a course room that a tool's picker made.</summary>
public sealed record PlacedLink(string Id, string? Url, string Title, string Text)
{
    /// <summary>The client id of the tool it opens.</summary>
    public string Client { get; init; } = HostLmsOptions.ClientId;

    /// <summary>As the tool wrote them: variables are put in at each launch.</summary>
    public Dictionary<string, string> Custom { get; init; } = [];

    public PlacedLineItem? LineItem { get; init; }

    /// <summary>Opened in a window of its own.</summary>
    public bool InWindow { get; init; }

    /// <summary>The whole item as it came; null for a link that was made by hand.</summary>
    public JsonElement? Item { get; init; }

    /// <summary>Its ids in the courses it was copied from, the latest first.</summary>
    public List<string> History { get; init; } = [];

    public static string NewId() => "lank-" + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(9));
}
