using System.Text.Json;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>Whom a message is about, where that is not who launches (Submission Review 1.0 and Data Privacy Launch: <c>for_user</c>).</summary>
internal static class ForUser
{
    /// <summary>The platform's name for the person; null when the message names nobody.</summary>
    public static string? SubjectOf(LaunchAttempt attempt) =>
        attempt.Claim(ClaimNames.ForUser) is { ValueKind: JsonValueKind.Object } claim ? Text(claim, "user_id") ?? Text(claim, "id") : null;

    private static string? Text(JsonElement claim, string name) =>
        claim.TryGetProperty(name, out var value) && IdToken.TextOf(value) is { Length: > 0 and <= 255 } text && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : null;
}

/// <summary>Submission Review 1.0: the message says whose work is to be reviewed.</summary>
internal sealed class ForUserRule() : PureLaunchRule("for-user")
{
    protected override Refusal? Check(LaunchAttempt attempt) => ForUser.SubjectOf(attempt) is null ? Refusal.Faulty("no for_user.user_id") : null;
}
