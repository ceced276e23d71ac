using System.Collections.Frozen;
using System.Text.Json;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge;

namespace Yrkesresan.LtiTool.Lti.Launch.Rules;

/// <summary>LTI 1.3 Core §5.3.2.</summary>
internal sealed class VersionRule() : PureLaunchRule("version")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        IdToken.TextOf(attempt.Claim(ClaimNames.Version)) is "1.3.0" ? null : Refusal.Faulty("version is not 1.3.0");
}

/// <summary>LTI 1.3 Core §5.3.1: a message that has a place here.</summary>
internal sealed class MessageTypeRule(IEnumerable<LaunchMessage> messages) : PureLaunchRule("message-type")
{
    private readonly FrozenDictionary<string, LaunchMessage> _byType = messages.ToFrozenDictionary(m => m.Type, StringComparer.Ordinal);

    protected override Refusal? Check(LaunchAttempt attempt)
    {
        var type = IdToken.TextOf(attempt.Claim(ClaimNames.MessageType));
        if (type is null || !_byType.TryGetValue(type, out var message))
            return Refusal.Faulty($"message_type {Refusal.Shorten(type)}");
        attempt.Message = message;
        return null;
    }
}

/// <summary>LTI 1.3 Core §5.3.3: a deployment that an administrator has approved. Unknown ones are held, never created silently.</summary>
internal sealed class DeploymentRule(PlatformDirectory platforms) : LaunchRule("deployment")
{
    public override async ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel)
    {
        if (IdToken.TextOf(attempt.Claim(ClaimNames.DeploymentId)) is not { Length: > 0 and <= 255 } id || id.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return Refusal.Faulty("no deployment_id");
        if (await platforms.FindDeploymentAsync(attempt.Platform.Id, id, cancel) is not { } deployment)
        {
            // Looked for anew a moment ago, as nothing approved was found.
            var rejected = (await platforms.FindAsync(attempt.Platform.Id, cancel))?.DeploymentOf(id) is { Rejected: true };
            return new Refusal(StatusCodes.Status403Forbidden, rejected ? Advice.DeploymentRejected : Advice.AwaitsApproval, $"deployment {Refusal.Shorten(id)} is {(rejected ? "rejected" : "not approved")}");
        }
        attempt.Deployment = deployment;
        return null;
    }
}

/// <summary>
/// LTI 1.3 Core §5.3.6.1: at most 255 ASCII characters, here never empty: nobody is launched anonymously. A platform that names
/// people by personal identity number, bare or as part of an account name, is refused: we keep none (domain.md §9).
/// </summary>
internal sealed class SubjectRule() : PureLaunchRule("subject")
{
    protected override Refusal? Check(LaunchAttempt attempt) => IdToken.TextOf(attempt.Claim("sub")) switch
    {
        not { Length: > 0 and <= 255 } => Refusal.Faulty("no sub"),
        { } sub when !IsPlain(sub) => Refusal.Faulty("sub is not plain text"),
        { } sub when IdentityNumbers.Contains(sub) => Refusal.Faulty("a personal identity number stands in sub"),
        _ => null,
    };

    /// <summary>Whether a platform may name somebody so, in launches and in rosters.</summary>
    internal static bool IsPlain(string sub) => !string.IsNullOrWhiteSpace(sub) && !sub.AsSpan().ContainsAnyExceptInRange(' ', '~');
}

/// <summary>LTI 1.3 Core §5.3.7: the claim is required, its list may be empty; unknown roles mean least privilege, never an error.</summary>
internal sealed class RolesRule() : PureLaunchRule("roles")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        Texts.Of(attempt.Claim(ClaimNames.Roles)) is null ? Refusal.Faulty("roles is not a list of texts") : null;
}

/// <summary>LTI 1.3 Core §5.3.5: a resource link launch names its link.</summary>
internal sealed class ResourceLinkRule() : PureLaunchRule("resource-link")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        attempt.Claim(ClaimNames.ResourceLink) is { ValueKind: JsonValueKind.Object } link && link.TryGetProperty("id", out var id)
            && IdToken.TextOf(id) is { Length: > 0 and <= 255 }
            ? null
            : Refusal.Faulty("no resource_link id");
}

/// <summary>LTI 1.3 Core §5.3.4: the place to go to is ours; another would make us an open redirector.</summary>
internal sealed class TargetLinkRule(YrkesresanOptions options) : PureLaunchRule("target-link")
{
    private readonly TargetLinks _targets = new(options);

    protected override Refusal? Check(LaunchAttempt attempt)
    {
        var target = IdToken.TextOf(attempt.Claim(ClaimNames.TargetLinkUri));
        return _targets.PathOf(target) is null ? Refusal.Faulty($"target_link_uri {Refusal.Shorten(target)}") : null;
    }
}

/// <summary>The optional claims that are read have the types the specification gives them; null counts as absent.</summary>
internal sealed class ClaimTypesRule() : PureLaunchRule("claim-types")
{
    private static readonly string[] TextClaims = ["name", "given_name", "family_name", "email", "locale"];

    private static readonly string[] ObjectClaims =
    [
        ClaimNames.Context, ClaimNames.LaunchPresentation, ClaimNames.Custom, ClaimNames.ToolPlatform, ClaimNames.ForUser,
        ClaimNames.Grades, ClaimNames.Roster, ClaimNames.Groups, ClaimNames.Notices, ClaimNames.DeepLinkingSettings,
    ];

    protected override Refusal? Check(LaunchAttempt attempt)
    {
        foreach (var name in TextClaims)
        {
            if (attempt.Claim(name) is { ValueKind: not JsonValueKind.Null } claim && IdToken.TextOf(claim) is null)
                return Refusal.Faulty($"{name} is no text");
        }
        foreach (var name in ObjectClaims)
        {
            if (attempt.Claim(name) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Object) })
                return Refusal.Faulty($"{name} is no object");
        }
        return null;
    }
}
