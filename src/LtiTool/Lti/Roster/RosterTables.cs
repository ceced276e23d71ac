using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>
/// Who is a member of which course room, as the platform's roster says, and how far its reading has come. A run has a number that grows with
/// each claim: who holds an older one writes nothing any more. Persons of whom only a roster has told are listed, so that they can be forgotten.
/// </summary>
internal static class RosterTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("roster", 1, "members of contexts, their groups, and the reading of rosters", t => $"""
            create table roster_sync (
              context_id {t.BigInt} primary key references lti_context (id) on delete cascade,
              due {t.Instant} not null,
              run {t.BigInt} not null,
              lease_until {t.Instant},
              differences {t.Boolean} not null, learners_only {t.Boolean} not null,
              began {t.Instant}, pages integer not null, members integer not null, added integer not null, removed integer not null,
              ended {t.Instant}, outcome {t.Text}, detail text, failures integer not null,
              full_read {t.Instant}, differences_url text);
            create index roster_sync_due on roster_sync (due);
            create table lti_member (
              context_id {t.BigInt} not null references lti_context (id) on delete cascade,
              subject {t.Text} not null,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              roles text not null, is_learner {t.Boolean} not null,
              status {t.Text} not null,
              run {t.BigInt} not null,
              since {t.Instant} not null, changed {t.Instant} not null,
              primary key (context_id, subject));
            create index lti_member_person on lti_member (person_id);
            create index lti_member_left on lti_member (changed) where status = 'left';
            create table roster_person (person_id {t.Uuid} primary key references person (id) on delete cascade, told {t.Instant} not null);
            create table lti_group (
              context_id {t.BigInt} not null references lti_context (id) on delete cascade,
              group_id {t.Text} not null,
              name text, set_name text,
              run {t.BigInt} not null,
              primary key (context_id, group_id));
            create table lti_group_member (
              context_id {t.BigInt} not null references lti_context (id) on delete cascade,
              group_id {t.Text} not null,
              subject {t.Text} not null,
              primary key (context_id, subject, group_id));
            create index lti_group_member_group on lti_group_member (context_id, group_id);
            """),
        new("roster", 2, "who cannot be taken, and how each platform's rosters are read", t => $"""
            alter table roster_sync add column skipped integer not null default 0;
            alter table roster_sync add column numbered integer not null default 0;
            create table roster_platform (
              platform_id {t.BigInt} primary key references platform (id) on delete cascade,
              learners_only {t.Boolean} not null,
              failures integer not null, paused_until {t.Instant}, problem {t.Text});
            """),
    ];
}
