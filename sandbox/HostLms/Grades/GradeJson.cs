using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.Grades;

/// <summary>Line items and scores as they are sent.</summary>
internal static class GradeJson
{
    public static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static decimal? Number(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;

    /// <summary>What a tool says of a column of its own; null when it is none: label and a maximum above 0 are required, and id is the platform's to give.</summary>
    public static LineItem? Declared(JsonObject body) =>
        Text(body, "label") is { Length: > 0 } label && Number(body, "scoreMaximum") is { } maximum && maximum > 0 && IsReviewOrAbsent(body["submissionReview"])
            ? new LineItem(0, label, maximum) { ResourceId = Text(body, "resourceId"), Tag = Text(body, "tag"), ResourceLinkId = Text(body, "resourceLinkId"), Review = ReviewOf(body) }
            : null;

    /// <summary>The JSON object sent; null when it is none.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsReviewOrAbsent(JsonNode? review) =>
        review is null || review is JsonObject said && (said["custom"] is null || said["custom"] is JsonObject custom && custom.All(c => c.Value is JsonValue value && value.TryGetValue<string>(out _)));

    private static ReviewAddress? ReviewOf(JsonObject body) => body["submissionReview"] is not JsonObject review ? null
        : new ReviewAddress(Text(review, "url"), review["custom"] is JsonObject custom ? custom.ToDictionary(c => c.Key, c => c.Value!.GetValue<string>()) : new Dictionary<string, string>());
}
