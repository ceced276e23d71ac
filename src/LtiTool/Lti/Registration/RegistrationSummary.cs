using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What a registration came to, for the page in the LMS.</summary>
/// <param name="Platform">As it is stored now.</param>
/// <param name="DeploymentId">The deployment that may launch at once; null where the first launch waits for approval.</param>
/// <param name="IsUpdate">Whether the LMS was registered before.</param>
/// <param name="Region">The name of the default region; null for none.</param>
/// <param name="Abilities">What the two can do together.</param>
internal sealed record RegistrationSummary(Platform Platform, string? DeploymentId, bool IsUpdate, string? Region, IReadOnlyList<AbilityState> Abilities);

/// <summary>One thing that tool and LMS can do together: texts <c>Ability.*</c>.</summary>
/// <param name="Ability">Which.</param>
/// <param name="Standing">How it went.</param>
internal sealed record AbilityState(Ability Ability, Standing Standing)
{
    private static readonly (Ability Ability, string[] Messages, string[] Scopes, string[] Claims)[] Needs =
    [
        (Ability.Launch, [ToolOffer.ResourceLink], [], []),
        (Ability.Names, [], [], ["name", "given_name", "family_name"]),
        (Ability.DeepLinking, [ToolOffer.DeepLinking], [], []),
        (Ability.Grades, [], [ToolOffer.LineItem, ToolOffer.Score], []),
        (Ability.Results, [], [ToolOffer.Result], []),
        (Ability.Roster, [], [ToolOffer.Roster], []),
        (Ability.Groups, [], [ToolOffer.Groups], []),
        (Ability.CourseCopies, [], [ToolOffer.Notices], []),
        (Ability.SubmissionReview, [ToolOffer.SubmissionReview], [], []),
        (Ability.DataPrivacy, [ToolOffer.DataPrivacy], [], []),
    ];

    /// <summary>How each went: offered or not, granted or not.</summary>
    public static IReadOnlyList<AbilityState> Of(RegistrationRequest asked, RegistrationAnswer answer, PlatformConfiguration configuration)
    {
        // What the answer does not speak of was taken as asked: RFC 7591 §3.2.1 has it repeat everything, and not all do.
        var messages = configuration.Quirks.AnswersWithEveryMessage ? answer.Messages : null;
        return
        [
            .. Needs.Select(n => new AbilityState(n.Ability, Worst(
                n.Messages.Select(m => Of(m, asked.Messages, messages))
                    .Concat(n.Scopes.Select(s => Of(s, asked.Scopes, answer.Scopes)))
                    .Concat(n.Claims.Select(c => Of(c, asked.Claims, answer.Claims)))))),
        ];
    }

    private static Standing Of(string what, IReadOnlyList<string> asked, IReadOnlyList<string>? granted) =>
        !asked.Contains(what) ? Standing.NotOffered : granted?.Contains(what) ?? true ? Standing.Granted : Standing.NotGranted;

    private static Standing Worst(IEnumerable<Standing> all) => all.Max();
}

/// <summary>What tool and LMS can do together.</summary>
internal enum Ability
{
    /// <summary>Open the tool from a course.</summary>
    Launch,

    /// <summary>Say who somebody is.</summary>
    Names,

    /// <summary>Choose in the LMS what a link leads to.</summary>
    DeepLinking,

    /// <summary>Send results to the gradebook.</summary>
    Grades,

    /// <summary>Read results back.</summary>
    Results,

    /// <summary>Fetch the participants of a course.</summary>
    Roster,

    /// <summary>Fetch its groups.</summary>
    Groups,

    /// <summary>Be told when a course is copied.</summary>
    CourseCopies,

    /// <summary>Open somebody's work from the gradebook.</summary>
    SubmissionReview,

    /// <summary>Open the page of what is stored from the LMS's privacy pages.</summary>
    DataPrivacy,
}

/// <summary>How an ability stands after a registration; later ones are worse.</summary>
internal enum Standing
{
    /// <summary>It was asked for and not refused.</summary>
    Granted,

    /// <summary>The LMS refused it.</summary>
    NotGranted,

    /// <summary>The LMS does not have it, so it was not asked for.</summary>
    NotOffered,
}
