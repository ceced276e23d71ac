using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>Deep Linking 2.0 §3.1: somebody wants to place links of ours in a course. What is asked for is kept, and the picker opens.</summary>
internal sealed class DeepLinkingMessage(YrkesresanOptions options, Database database) : LaunchMessage("LtiDeepLinkingRequest")
{
    public override IReadOnlyList<LaunchRule> Rules { get; } = [new DeepLinkingSettingsRule(options), new OptionalTargetLinkRule(options), new MayPickRule(database)];

    public override async ValueTask<string> LandAsync(WriteUnit unit, Launched launched, CancellationToken cancel)
    {
        var (attempt, launch) = (launched.Attempt, launched.Launch);
        var settings = DeepLinkingSettings.Read(attempt.Claim(ClaimNames.DeepLinkingSettings), options).Settings!;
        var request = new LinkRequest(
            Guid.NewGuid(), launched.Person.Id, launch.DeploymentId, launch.At, launch.At + LinkRequestStore.Lifetime, Answered: null, launch.Origin.Context?.Title, settings);
        await LinkRequestStore.AddAsync(unit, request);
        return $"/link-picker/{request.Id}";
    }
}
