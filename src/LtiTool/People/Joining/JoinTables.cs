using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>
/// Two persons found to be one, and parted again: who did it, when and why is the log, and what moved is kept so that parting restores it.
/// A membership that gives way stands aside, as it was, with its log.
/// </summary>
internal static class JoinTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("joining", 1, "persons joined and parted", t => $"""
            create table person_join (
              id {t.Uuid} primary key,
              kept_id {t.Uuid} not null references person (id) on delete cascade,
              joined_id {t.Uuid} not null references person (id) on delete cascade,
              at {t.Instant} not null, by_whom text not null, by_id {t.Uuid}, why text,
              moved text not null,
              parted {t.Instant}, parted_by text, parted_by_id {t.Uuid}, parted_why text);
            create unique index person_join_joined on person_join (joined_id) where parted is null;
            create index person_join_kept on person_join (kept_id);
            create table membership_aside (
              join_id {t.Uuid} not null references person_join (id) on delete cascade,
              id {t.Uuid} primary key,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null,
              started {t.Date}, started_by text, started_confirmed {t.Instant},
              employer {t.Text} not null, municipality_code {t.Text}, unit_id {t.Text},
              employed_from {t.Date}, employment_by text, employment_confirmed {t.Instant},
              roles {t.Text} not null, roles_by text, roles_confirmed {t.Instant},
              chosen_step {t.Text}, chosen_by text, chosen {t.Instant}, decided_from {t.Date},
              override_step {t.Text}, override_why text, override_by text, overridden {t.Instant}, facts_from {t.Date});
            create index membership_aside_join on membership_aside (join_id);
            create index membership_aside_person on membership_aside (person_id);
            create table membership_log_aside (
              membership_id {t.Uuid} not null references membership_aside (id) on delete cascade,
              number {t.BigInt} not null, at {t.Instant} not null, by_whom text not null, what text not null, why text);
            create index membership_log_aside_membership on membership_log_aside (membership_id);
            """),
    ];
}
