using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>May a person take part in a journey on a day, and if not, why (domain.md §2, §4, §6).</summary>
public sealed class Participation(KitLibrary kits)
{
    /// <summary>Every journey that the person has a membership of. Empty: nobody has said anything yet, so the person is to be asked.</summary>
    public async Task<IReadOnlyList<JourneyParticipation>> OfAsync(SqlSession session, Guid personId, DateOnly today, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.QueryAsync($"""
            select m.id, m.person_id, m.journey_id, m.started, m.started_by, m.started_confirmed, m.employer, m.municipality_code, m.unit_id,
              m.employed_from, m.employment_by, m.employment_confirmed, m.roles, m.roles_by, m.roles_confirmed,
              m.chosen_step, m.chosen_by, m.chosen, m.override_step, m.override_why, m.override_by, m.overridden, m.facts_from, m.decided_from,
              mu.name, u.name, a.signed_on, j.valid_from, r.id, r.name
            from membership m
            left join municipality mu on mu.code = m.municipality_code
            left join unit u on u.id = m.unit_id
            left join processor_agreement a on a.municipality_code = m.municipality_code
              and a.valid_from <= {today} and (a.valid_to is null or a.valid_to >= {today})
            left join joined_municipality j on j.municipality_code = m.municipality_code and j.journey_id = m.journey_id
              and j.valid_from <= {today} and (j.valid_to is null or j.valid_to >= {today})
            left join regional_assignment g on g.municipality_code = m.municipality_code and g.journey_id = m.journey_id
              and g.valid_from <= {today} and (g.valid_to is null or g.valid_to >= {today})
            left join rss r on r.id = coalesce(g.rss_id, case when m.municipality_code is null then (
              select min(l.default_region) from person_account c join platform l on l.id = c.platform_id
              where c.person_id = m.person_id having count(distinct l.default_region) = 1) end)
            where m.person_id = {personId}
            order by m.journey_id
            """,
            r =>
            {
                var membership = MembershipRows.Read(r);
                var journey = kits.Find(membership.JourneyId);
                var basis = membership.BasisOn(today);
                var step = journey is null ? null : StepMembership.StepOn(journey, basis, today);
                return new JourneyParticipation
                {
                    Membership = membership,
                    Journey = journey,
                    Step = step,
                    Basis = basis,
                    Municipality = r.IsDBNull(24) ? null : new Place(membership.MunicipalityCode!, r.GetString(24)),
                    Unit = r.IsDBNull(25) ? null : new Place(membership.UnitId!, r.GetString(25)),
                    Region = r.IsDBNull(28) ? null : new Place(r.GetString(28), r.GetString(29)),
                    WhyNot = ParticipationRules.FirstFailing(new ParticipationCase(
                        membership, journey, step, today, HasAgreement: !r.IsDBNull(26), HasJoined: !r.IsDBNull(27))),
                };
            }, cancel);
    }
}

/// <summary>A person in a journey on a day.</summary>
public sealed record JourneyParticipation
{
    /// <summary>What is known.</summary>
    public required Membership Membership { get; init; }

    /// <summary>The journey's id.</summary>
    public string JourneyId => Membership.JourneyId;

    /// <summary>The journey; null when no kit of it has been imported.</summary>
    public Journey? Journey { get; init; }

    /// <summary>The step the person belongs to on the day; null when nothing puts the person in one.</summary>
    public Step? Step { get; init; }

    /// <summary>What decides the step, for <see cref="StepMembership"/>.</summary>
    public required MembershipBasis Basis { get; init; }

    /// <summary>The employing municipality; null when nobody has said.</summary>
    public Place? Municipality { get; init; }

    /// <summary>The unit; null when not known.</summary>
    public Place? Unit { get; init; }

    /// <summary>
    /// The RSS that delivers the journey to the municipality on the day; null when none does. As long as the municipality is not known, the default
    /// region of the LMS that the person comes from, where it has one.
    /// </summary>
    public Place? Region { get; init; }

    /// <summary>Why the person does not take part; null when the person does.</summary>
    public WhyNot? WhyNot { get; init; }

    /// <summary>Whether the person takes part. Then <see cref="Journey"/>, <see cref="Step"/> and <see cref="Municipality"/> are there.</summary>
    public bool TakesPart => WhyNot is null;
}

/// <summary>A municipality, unit or region by id and name.</summary>
/// <param name="Id">SCB code, unit id or RSS id.</param>
/// <param name="Name">As people call it.</param>
public sealed record Place(string Id, string Name);

/// <summary>Why someone does not take part in a journey, in the order the rules are tried.</summary>
public enum WhyNot
{
    /// <summary>Employed by a consultancy or a private provider.</summary>
    NotEmployedByMunicipality,

    /// <summary>Nobody has said which municipality: ask the person.</summary>
    MunicipalityUnknown,

    /// <summary>The municipality has no processor agreement (PUB-avtal) in force: nothing beyond the launch is processed.</summary>
    NoProcessorAgreement,

    /// <summary>The municipality has not joined this journey, or has left it.</summary>
    MunicipalityNotJoined,

    /// <summary>No kit of the journey is published here.</summary>
    JourneyNotPublished,

    /// <summary>Nobody has said when the person started in the professional area: ask the person.</summary>
    StartUnknown,

    /// <summary>The person starts in the professional area on a later day.</summary>
    NotStartedYet,

    /// <summary>Nothing puts the person in a step: where the manager chooses, no manager has chosen.</summary>
    NoStep,
}
