using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>The conditions for taking part, in order: the first that fails is told.</summary>
internal static class ParticipationRules
{
    private static readonly (WhyNot Reason, Func<ParticipationCase, bool> Fails)[] Rules =
    [
        (WhyNot.NotEmployedByMunicipality, c => c.Membership.Employer != Employer.Municipality),
        (WhyNot.MunicipalityUnknown, c => c.Membership.MunicipalityCode is null),
        (WhyNot.NoProcessorAgreement, c => !c.HasAgreement),
        (WhyNot.MunicipalityNotJoined, c => !c.HasJoined),
        (WhyNot.JourneyNotPublished, c => c.Journey is null),
        (WhyNot.StartUnknown, c => c.Step is null && c.Membership.Started is null && NeedsStart(c.Journey!)),
        (WhyNot.NotStartedYet, c => c.Step is null && c.Membership.Started > c.Today && NeedsStart(c.Journey!)),
        (WhyNot.NoStep, c => c.Step is null),
    ];

    public static WhyNot? FirstFailing(ParticipationCase asked)
    {
        foreach (var (reason, fails) in Rules)
        {
            if (fails(asked))
                return reason;
        }
        return null;
    }

    /// <summary>Whether time in the professional area decides any step of the journey.</summary>
    public static bool NeedsStart(Journey journey) => journey.Steps.Any(s => s.Membership is ByTenure);
}

/// <summary>What the conditions are about.</summary>
internal sealed record ParticipationCase(Membership Membership, Journey? Journey, Step? Step, DateOnly Today, bool HasAgreement, bool HasJoined);
