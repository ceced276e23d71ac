using System.Globalization;
using System.Text.Json;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>What the links of an answer must hold to (Deep Linking 2.0 §3.2, <c>ltiResourceLink</c>); a property nobody knows is a fault here.</summary>
internal static class ItemRules
{
    private static readonly string[] Known = ["type", "title", "text", "url", "icon", "thumbnail", "custom", "lineItem", "available", "submission", "iframe", "window"];

    private static readonly string[] Reviewable = ["None", "Initialized", "Started", "InProgress", "Submitted", "Completed"];

    /// <summary>What is wrong with the items; null when nothing is.</summary>
    public static string? FaultIn(IReadOnlyList<JsonElement> items, PickerChoice asked)
    {
        if (items.Count > 1 && asked.Multiple != true)
            return "several items, and accept_multiple is not true";
        return items.Select(item => FaultIn(item, asked)).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultIn(JsonElement item, PickerChoice asked)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return "an item is no object";
        if (item.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !Known.Contains(name) && !name.StartsWith("https://", StringComparison.Ordinal)) is { } unknown)
            return $"an item has a property {unknown}";
        if (Text(item, "type") is not { } type || !asked.Types.Contains(type))
            return "the type of an item is not among accept_types";
        if (Text(item, "title") is not { Length: > 0 and <= 255 } || item.TryGetProperty("text", out _) && Text(item, "text") is null)
            return "title or text is no text";
        if (!IsAddress(Text(item, "url")))
            return "url is no address";
        if (item.TryGetProperty("custom", out var custom) && (custom.ValueKind != JsonValueKind.Object || custom.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String)))
            return "custom must be an object of texts";
        return FaultInPicture(item, "icon") ?? FaultInPicture(item, "thumbnail") ?? FaultInLineItem(item) ?? FaultInPeriod(item, "available") ?? FaultInPeriod(item, "submission")
            ?? FaultInView(item, "iframe", asked) ?? FaultInView(item, "window", asked);
    }

    private static string? FaultInPicture(JsonElement item, string name) => !item.TryGetProperty(name, out var picture) ? null
        : picture.ValueKind == JsonValueKind.Object && IsAddress(Text(picture, "url")) && IsWholeOrAbsent(picture, "width") && IsWholeOrAbsent(picture, "height") ? null : $"{name} needs a url, and whole numbers";

    private static string? FaultInLineItem(JsonElement item)
    {
        if (!item.TryGetProperty("lineItem", out var lineItem))
            return null;
        if (lineItem.ValueKind != JsonValueKind.Object || !lineItem.TryGetProperty("scoreMaximum", out var most) || most.ValueKind != JsonValueKind.Number || most.GetDouble() <= 0)
            return "lineItem needs a positive scoreMaximum";
        if (lineItem.TryGetProperty("submissionReview", out var review) && FaultInReview(review) is { } wrong)
            return wrong;
        return new[] { "label", "resourceId", "tag" }.Any(name => lineItem.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.String) ? "lineItem's members must be texts" : null;
    }

    /// <summary>Submission Review 1.0 §3.</summary>
    private static string? FaultInReview(JsonElement review)
    {
        if (review.ValueKind != JsonValueKind.Object)
            return "submissionReview is no object";
        if (review.TryGetProperty("url", out _) && !IsAddress(Text(review, "url")))
            return "submissionReview's url is no address";
        if (review.TryGetProperty("reviewableStatus", out var statuses)
            && (statuses.ValueKind != JsonValueKind.Array || statuses.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String || !Reviewable.Contains(s.GetString()))))
            return "submissionReview's reviewableStatus must be activityProgress values";
        return review.TryGetProperty("custom", out var custom) && (custom.ValueKind != JsonValueKind.Object || custom.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
            ? "submissionReview's custom must be an object of texts" : null;
    }

    private static string? FaultInPeriod(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var period))
            return null;
        if (period.ValueKind != JsonValueKind.Object || !TryInstant(period, "startDateTime", out var start) || !TryInstant(period, "endDateTime", out var end))
            return $"{name} needs ISO 8601 with a zone";
        return start > end ? $"{name} ends before it starts" : null;
    }

    private static string? FaultInView(JsonElement item, string name, PickerChoice asked)
    {
        if (!item.TryGetProperty(name, out var view))
            return null;
        if (!asked.Targets.Contains(name))
            return $"{name} is not among accept_presentation_document_targets";
        return view.ValueKind == JsonValueKind.Object && IsWholeOrAbsent(view, "width") && IsWholeOrAbsent(view, "height") ? null : $"{name} needs whole numbers";
    }

    private static bool TryInstant(JsonElement period, string name, out DateTimeOffset? instant)
    {
        instant = null;
        if (!period.TryGetProperty(name, out _))
            return true;
        var isOne = DateTimeOffset.TryParseExact(Text(period, name), ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var found);
        instant = found;
        return isOne;
    }

    private static bool IsWholeOrAbsent(JsonElement element, string name) => !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);

    private static bool IsAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
