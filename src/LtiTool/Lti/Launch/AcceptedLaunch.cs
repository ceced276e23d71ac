using System.Globalization;
using System.Text.Json;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>What a launch that passed every rule says.</summary>
/// <param name="StateId">What is used up by it.</param>
/// <param name="StateExpires">From when the state is too old anyway.</param>
/// <param name="PlatformId">The platform.</param>
/// <param name="DeploymentId">The deployment's row.</param>
/// <param name="Subject">How the platform names the person.</param>
/// <param name="Identity">What it says of the person.</param>
/// <param name="IsLearner">What its context roles make of the person.</param>
/// <param name="MappedGrants">What the deployment's mappings give.</param>
/// <param name="Locale"><c>sv</c> or <c>en</c>.</param>
/// <param name="InFrame">Where it was opened.</param>
/// <param name="Family">What LMS it says it is; null where it does not say.</param>
/// <param name="Origin">The context and the link it comes from.</param>
/// <param name="SessionToken">For the cookie of the session that begins.</param>
/// <param name="At">When.</param>
internal sealed record AcceptedLaunch(
    byte[] StateId, DateTimeOffset StateExpires, long PlatformId, long DeploymentId, string Subject, Identity Identity, bool IsLearner,
    IReadOnlyList<Grant> MappedGrants, string Locale, bool InFrame, string? Family, LaunchOrigin Origin, string SessionToken, DateTimeOffset At)
{
    /// <summary>Where it says itself that it leads.</summary>
    public Placement Placement { get; private init; } = Placement.None;

    /// <summary>Whether its roles also make the person somebody who gives the course or looks after it: by themselves, or as the deployment maps them.</summary>
    public bool IsStaff { get; init; }

    /// <summary>The origin of the page that the platform is gone back to, which as a rule is where the tool's frame stands; null where it says none.</summary>
    public string? ReturnOrigin { get; private init; }

    /// <param name="attempt">The launch, proved.</param>
    /// <param name="placement">Where it says that it leads.</param>
    /// <param name="inFrame">Where it was opened.</param>
    public static AcceptedLaunch From(LaunchAttempt attempt, Placement placement, bool inFrame)
    {
        var roles = Texts.Of(attempt.Claim(ClaimNames.Roles))!;
        var mapped = LaunchRoles.Mapped(roles, attempt.Deployment);
        string? Text(string name) => IdToken.TextOf(attempt.Claim(name));
        return new AcceptedLaunch(
            attempt.State.Id, attempt.State.Expires, attempt.Platform.Id, attempt.Deployment.Id, Text("sub")!,
            Identity.Clean(Text("name"), Text("given_name"), Text("family_name"), Text("email"), Text("locale")),
            LaunchRoles.MakeLearner(roles), mapped, LocaleOf(attempt), inFrame,
            FamilyOf(attempt), LaunchOrigin.Of(attempt, placement.Path), SessionStore.NewToken(), attempt.Now)
        {
            Placement = placement,
            ReturnOrigin = Uri.TryCreate(PresentationOf(attempt, "return_url"), UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : null,
            IsStaff = LaunchRoles.MakeStaff(roles) || mapped.Any(g => g.Role is Role.Manager or Role.Trainer),
        };
    }

    private static string? FamilyOf(LaunchAttempt attempt) =>
        attempt.Claim(ClaimNames.ToolPlatform) is { ValueKind: JsonValueKind.Object } claim && claim.TryGetProperty("product_family_code", out var code)
            && IdToken.TextOf(code) is { Length: > 0 and <= 100 } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? text.ToLowerInvariant()
            : null;

    // The LMS's own choice for this launch, else the person's, else what the browser asked for (the current culture), else Swedish.
    private static string LocaleOf(LaunchAttempt attempt) =>
        Known(PresentationOf(attempt, "locale")) ?? Known(IdToken.TextOf(attempt.Claim("locale"))) ?? Known(CultureInfo.CurrentUICulture.Name) ?? "sv";

    private static string? PresentationOf(LaunchAttempt attempt, string name) =>
        attempt.Claim(ClaimNames.LaunchPresentation) is { ValueKind: JsonValueKind.Object } claim && claim.TryGetProperty(name, out var value) ? IdToken.TextOf(value) : null;

    private static string? Known(string? locale) => locale?.Split('-', '_')[0].ToLowerInvariant() switch
    {
        "sv" => "sv",
        "en" => "en",
        _ => null,
    };
}
