using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>
/// A person in a journey: since when in the professional area, employed where, which roles, what a manager has decided
/// (domain.md §4). What nobody has confirmed is what the person has said.
/// </summary>
internal static class MembershipTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("memberships", 1, "persons in journeys", t => $"""
            create table membership (
              id {t.Uuid} primary key,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null,
              started {t.Date}, started_by text, started_confirmed {t.Instant},
              employer {t.Text} not null,
              municipality_code {t.Text} references municipality (code),
              unit_id {t.Text} references unit (id),
              employed_from {t.Date}, employment_by text, employment_confirmed {t.Instant},
              roles {t.Text} not null, roles_by text, roles_confirmed {t.Instant},
              chosen_step {t.Text}, chosen_by text, chosen {t.Instant},
              decided_from {t.Date},
              override_step {t.Text}, override_why text, override_by text, overridden {t.Instant},
              facts_from {t.Date});
            create unique index membership_person on membership (person_id, journey_id);
            create index membership_municipality on membership (municipality_code, journey_id);
            create index membership_unit on membership (unit_id);
            create index membership_journey on membership (journey_id);
            create table membership_log (
              id {t.IdentityKey},
              membership_id {t.Uuid} not null references membership (id) on delete cascade,
              at {t.Instant} not null,
              by_whom text not null,
              what text not null,
              why text);
            create index membership_log_membership on membership_log (membership_id);
            """),
    ];
}
