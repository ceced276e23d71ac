using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Notices;

namespace Yrkesresan.LtiTool.Lti.Contexts;

/// <summary>A course room as a launch describes it (LTI 1.3 Core §5.4.1), and where its services answer.</summary>
/// <param name="ContextId">The platform's id; empty for a launch outside any context.</param>
/// <param name="Title">Its title, bounded.</param>
/// <param name="Label">Its label, bounded.</param>
/// <param name="MembershipsUrl">NRPS 2.0 §3.6.1.1: <c>context_memberships_url</c>.</param>
/// <param name="LineItemsUrl">AGS 2.0 §3.1: <c>lineitems</c>.</param>
/// <param name="GradeScopes">AGS scopes that may be asked for, by space, sorted.</param>
/// <param name="GroupsUrl">Course Groups 1.0: <c>context_groups_url</c>.</param>
/// <param name="GroupSetsUrl">Course Groups 1.0: <c>context_group_sets_url</c>.</param>
/// <param name="Notices">Platform Notification Service 1.0: the deployment's service; null where it has none.</param>
internal sealed record LaunchContext(
    string ContextId, string? Title, string? Label, string? MembershipsUrl, string? LineItemsUrl, string GradeScopes,
    string? GroupsUrl, string? GroupSetsUrl, NoticeService? Notices);

/// <summary>A link as a launch describes it (LTI 1.3 Core §5.3.5).</summary>
/// <param name="ResourceLinkId">The platform's id.</param>
/// <param name="Title">Its title, bounded.</param>
/// <param name="LineItemUrl">AGS 2.0 §3.1: the line item coupled to it; null when it has none, or several.</param>
/// <param name="Place">The path within the tool that it leads to; null for the person's start page.</param>
internal sealed record LaunchLink(string ResourceLinkId, string? Title, string? LineItemUrl, string? Place);

/// <summary>Where a launch comes from.</summary>
/// <param name="Context">The course room; null where the launch names neither context nor service.</param>
/// <param name="Link">The link; null for messages that have none.</param>
internal sealed record LaunchOrigin(LaunchContext? Context, LaunchLink? Link)
{
    private const int LongestId = 255;
    private const int LongestText = 300;
    private const int LongestAddress = 2000;

    /// <summary>Reads the claims. What is optional and of no use is left out; nothing here refuses a launch.</summary>
    public static LaunchOrigin Of(LaunchAttempt attempt, string? place)
    {
        var (context, link) = (Object(attempt, ClaimNames.Context), Object(attempt, ClaimNames.ResourceLink));
        var (grades, roster) = (Object(attempt, ClaimNames.Grades), Object(attempt, ClaimNames.Roster));
        var (groups, notices) = (Object(attempt, ClaimNames.Groups), Object(attempt, ClaimNames.Notices));
        var id = Text(context, "id", LongestId);
        var hasService = grades is not null || roster is not null || groups is not null || notices is not null;
        return new LaunchOrigin(
            id is null && !hasService ? null : new LaunchContext(
                id ?? "", Text(context, "title", LongestText), Text(context, "label", LongestText),
                Address(roster, "context_memberships_url"), Address(grades, "lineitems"), ScopesOf(grades),
                Address(groups, "context_groups_url"), Address(groups, "context_group_sets_url"), NoticesOf(notices)),
            Text(link, "id", LongestId) is { } linkId ? new LaunchLink(linkId, Text(link, "title", LongestText), Address(grades, "lineitem"), place) : null);
    }

    private static string ScopesOf(JsonElement? grades) => WordsOf(grades, "scope") ?? "";

    private static NoticeService? NoticesOf(JsonElement? notices) =>
        Address(notices, "platform_notification_service_url") is { } address ? new NoticeService(address, WordsOf(notices, "notice_types_supported")) : null;

    /// <summary>A list of words, by space, sorted and bounded; null where there is none.</summary>
    private static string? WordsOf(JsonElement? claim, string name) =>
        claim is { } value && value.TryGetProperty(name, out var list) && Launch.Rules.Texts.Of(list) is { } all
            ? string.Join(' ', all.Where(IsWord).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(20))
            : null;

    private static bool IsWord(string text) => text.Length is > 0 and <= LongestText && !text.Any(c => c == ' ' || char.IsControl(c));

    private static JsonElement? Object(LaunchAttempt attempt, string claim) =>
        attempt.Claim(claim) is { ValueKind: JsonValueKind.Object } value ? value : null;

    private static string? Address(JsonElement? claim, string name) =>
        claim is { } value && value.TryGetProperty(name, out var member) && IdToken.TextOf(member) is { Length: > 0 and <= LongestAddress } text
            && Uri.TryCreate(text, UriKind.Absolute, out _) ? text : null;

    private static string? Text(JsonElement? claim, string name, int longest)
    {
        if (claim is not { } value || !value.TryGetProperty(name, out var member) || IdToken.TextOf(member) is not { } text)
            return null;
        var clean = string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        if (name == "id")
            return clean.Length is > 0 && clean.Length <= longest && clean == text ? text : null;
        return clean.Length == 0 ? null : clean.Length <= longest ? clean : clean[..(char.IsHighSurrogate(clean[longest - 1]) ? longest - 1 : longest)];
    }
}
