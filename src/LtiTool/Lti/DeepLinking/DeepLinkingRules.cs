using System.Text.Json;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>Deep Linking 2.0 §4.4.1: the settings are there, whole, and of the right types; the answer goes to an acceptable address.</summary>
internal sealed class DeepLinkingSettingsRule(YrkesresanOptions options) : PureLaunchRule("deep-linking-settings")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        DeepLinkingSettings.Read(attempt.Claim(ClaimNames.DeepLinkingSettings), options).Fault is { } fault ? Refusal.Faulty(fault) : null;
}

/// <summary>A request to pick links needs no target_link_uri (the certification's has none); one that is there is ours.</summary>
internal sealed class OptionalTargetLinkRule(YrkesresanOptions options) : PureLaunchRule("target-link")
{
    private readonly TargetLinks _targets = new(options);

    protected override Refusal? Check(LaunchAttempt attempt) =>
        attempt.Claim(ClaimNames.TargetLinkUri) is { ValueKind: not JsonValueKind.Null } claim && _targets.PathOf(IdToken.TextOf(claim)) is null
            ? Refusal.Faulty($"target_link_uri {Refusal.Shorten(IdToken.TextOf(claim))}")
            : null;
}

/// <summary>Links are picked by who places them in courses: by the LMS's context roles, or by a grant of ours to arrange training.</summary>
internal sealed class MayPickRule(Database database) : LaunchRule("may-pick-links")
{
    private static readonly Role[] Arrange = [Role.RssAdministrator, Role.MunicipalAdministrator, Role.Trainer];

    public override async ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel)
    {
        var roles = Texts.Of(attempt.Claim(ClaimNames.Roles))!;
        if (PickerRoles.MayPick(roles) || LaunchRoles.Mapped(roles, attempt.Deployment).Any(g => Arrange.Contains(g.Role)))
            return null;
        await using var session = await database.ReadAsync(cancel);
        var person = await PersonRegister.FindAsync(session, attempt.Platform.Id, IdToken.TextOf(attempt.Claim("sub"))!, cancel);
        var grants = person is { HasGrants: true } ? await GrantStore.OfAsync(session, person.Id, cancel) : [];
        return grants.Any(g => Arrange.Contains(g.Role)) ? null : new Refusal(StatusCodes.Status403Forbidden, Advice.MayNotPickLinks);
    }
}
