using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.PlatformStorage;

/// <summary>Asks for the page that ends a launch proven by platform storage: one button to a tab, where cookies are kept (lti.md §2.1).</summary>
/// <param name="Platform">Who may frame it.</param>
/// <param name="Code">What the button sends, good once and for a minute.</param>
/// <param name="Language">What the launch said.</param>
internal sealed record ShownContinue(Platform Platform, string Code, string Language) : ShownPage("/lti/launch/continue", StatusCodes.Status200OK)
{
    public override string FrameAncestors => string.Join(' ', Platform.FrameOrigins);

    public override string? Locale => Language;
}

/// <summary>See <see cref="ShownContinue"/>.</summary>
internal sealed class ContinueModel : ShownPageModel<ShownContinue>;
