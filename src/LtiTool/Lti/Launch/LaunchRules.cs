using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.PlatformStorage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>Every check of a launch, in order; those of the kind of message come after. The last one, that the state is unused, is the unique insert in the launch's commit.</summary>
internal sealed class LaunchRules(
    LaunchStates states, BrowserCookies cookies, StorageProof storage, PlatformDirectory platforms, PlatformKeys keys, IEnumerable<LaunchMessage> messages)
{
    /// <summary>The name of the rule that the commit itself checks.</summary>
    public const string StateUnusedRule = "state-unused";

    public IReadOnlyList<LaunchRule> InOrder { get; } =
    [
        // The form, and the token's outside.
        new PlatformErrorRule(),
        new FormFieldsRule(),
        new TokenSizeRule(),
        new TokenFormRule(),

        // State and nonce: ours, fresh, this browser's.
        new StateRule(states),
        new StateAgeRule(),
        new BrowserRule(cookies, storage),
        new NonceRule(),

        // Whose token it is, and for whom.
        new RegistrationRule(platforms),
        new AudienceRule(),
        new AuthorizedPartyRule(),

        // That the platform signed it. From here on the claims are the platform's word.
        new AlgorithmRule(),
        new KeyIdRule(),
        new SignatureRule(keys),

        // Its time.
        new ExpiryRule(),
        new IssuedAtRule(),
        new NotBeforeRule(),

        // That it is an LTI message we know, whole.
        new VersionRule(),
        new MessageTypeRule(messages),
        new DeploymentRule(platforms),
        new SubjectRule(),
        new RolesRule(),
        new ClaimTypesRule(),
    ];
}
