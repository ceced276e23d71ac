using Yrkesresan.LtiTool.People.Memberships;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>Each role's own place. A role that somebody was given says more than the LMS's Learner, which many LMSs give to all.</summary>
internal static class StartPlace
{
    /// <summary>Leads each to their own place; shows what can be done to those who have none.</summary>
    public const string Path = "/start";

    private static readonly (Role Role, string Path)[] Places =
    [
        (Role.RssAdministrator, "/region"),
        (Role.MunicipalAdministrator, "/municipality"),
        (Role.Manager, "/stationen"),
        (Role.Trainer, "/plattformen"),
        (Role.Evaluator, "/follow-up"),
        (Role.StatementReader, "/follow-up/statements"),
        (Role.Learner, "/journeys"),
    ];

    /// <summary>The path of the person's place; <see cref="Path"/> itself for somebody without any role.</summary>
    public static string Of(SignedIn person) => Array.Find(Places, p => person.Has(p.Role)).Path ?? Path;

    /// <summary>The same, past the choice of a journey where there is nothing to choose: a launch ends on a page, not on another redirect.</summary>
    public static string Of(SignedIn person, IReadOnlyList<JourneyParticipation> journeys) => (Of(person), journeys) switch
    {
        ("/journeys", []) => "/welcome",
        ("/journeys", [var only]) => $"/journeys/{Uri.EscapeDataString(only.JourneyId)}",
        (var place, _) => place,
    };
}
