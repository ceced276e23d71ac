using System.Text.Json;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What an LMS answers to a registration (Dynamic Registration 1.0 §6).</summary>
/// <param name="ClientId">Who we are there.</param>
/// <param name="DeploymentId">The first deployment, where the LMS makes it at once.</param>
/// <param name="Scopes">Scopes granted; null where it does not say.</param>
/// <param name="Messages">Message types taken; null where it does not say.</param>
/// <param name="Claims">Claims it will send; null where it does not say.</param>
internal sealed record RegistrationAnswer(string ClientId, string? DeploymentId, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Messages, IReadOnlyList<string>? Claims)
{
    /// <exception cref="RegistrationRefusedException">It is no registration.</exception>
    public static RegistrationAnswer Read(byte[] json)
    {
        using var document = StrictJson.ParseObject(json) ?? throw new RegistrationRefusedException(RegistrationFault.NotJson, "registration_endpoint");
        var root = document.RootElement;
        if (root.TextOf("client_id") is not { } client || !IsName(client))
            throw new RegistrationRefusedException(RegistrationFault.AnswerFaulty, "client_id");
        var tool = root.ObjectOf(RegistrationRequest.Section);
        return new RegistrationAnswer(
            client, tool is { } section ? DeploymentOf(section) : null, root.TextOf("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            tool is { } t && t.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
                ? [.. messages.EnumerateArray().Select(m => m.TextOf("type")).OfType<string>()]
                : null,
            tool?.TextsOf("claims"));
    }

    private static string? DeploymentOf(JsonElement section)
    {
        if (!section.TryGetProperty("deployment_id", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        // A number where the specification has a text; the claim of a launch is a text all the same.
        var id = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? value.GetRawText() : Launch.IdToken.TextOf(value);
        return id is not null && IsName(id) ? id : throw new RegistrationRefusedException(RegistrationFault.AnswerFaulty, "deployment_id");
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 255 && !text.Any(char.IsControl) && text.Trim().Length == text.Length;
}
