using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>
/// Sessions. The token in the cookie is 256 random bits; only its hash stands here, so that a copy of the database opens none.
/// A session ends with its platform, its deployment and its person.
/// </summary>
internal static class SessionTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("sessions", 1, "sessions", t => $"""
            create table session (
              id {t.Bytes} primary key,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              platform_id {t.BigInt} not null references platform (id) on delete cascade,
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              is_learner {t.Boolean} not null,
              mapped_grants {t.Text} not null,
              locale {t.Text} not null,
              in_frame {t.Boolean} not null,
              created {t.Instant} not null,
              last_seen {t.Instant} not null);
            create index session_created on session (created);
            create index session_person on session (person_id);
            """),
        // Without a reference of its own: a course room goes with its deployment, and the session does too.
        new("sessions", 2, "the course room of a session", t => $"""
            alter table session add column context_id {t.BigInt};
            """),
    ];
}
