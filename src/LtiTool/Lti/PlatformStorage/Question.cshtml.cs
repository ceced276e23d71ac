using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.PlatformStorage;

/// <summary>
/// Asks for the page whose script has the platform's storage answer and then posts the launch once more, to our own origin. It holds the token,
/// which has passed every other rule; only the platform's own pages may frame it, it is kept nowhere, and it shows nothing of it.
/// </summary>
/// <param name="Platform">Whose storage.</param>
/// <param name="Token">The launch's id_token.</param>
/// <param name="State">The launch's state.</param>
/// <param name="Target">The login's <c>lti_storage_target</c>.</param>
/// <param name="Key">The secret's name.</param>
internal sealed record ShownQuestion(Platform Platform, string Token, string State, string Target, string Key)
    : ShownPage("/lti/launch/question", StatusCodes.Status200OK)
{
    public override string FrameAncestors => string.Join(' ', Platform.FrameOrigins);

    public static ShownQuestion Of(LaunchAttempt attempt) =>
        new(attempt.Platform, attempt.Fields["id_token"]!, attempt.Fields["state"]!, attempt.State.StorageTarget, StorageProof.KeyOf(attempt.State));

    // The token stays out of logs.
    public override string ToString() => nameof(ShownQuestion);
}

/// <summary>See <see cref="ShownQuestion"/>.</summary>
internal sealed class QuestionModel : ShownPageModel<ShownQuestion>;
