using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Grants;

/// <summary>
/// Who may be what, where. A revoked grant stays as a row: who gave and who took it, when and why, is the log (domain.md §2).
/// </summary>
internal static class GrantTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("grants", 1, "roles given to persons", t => $"""
            create table role_grant (
              id {t.Uuid} primary key,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              role {t.Text} not null,
              scope {t.Text} not null,
              given {t.Instant} not null,
              given_by text not null,
              given_why text,
              revoked {t.Instant},
              revoked_by text,
              revoked_why text);
            create unique index role_grant_in_force on role_grant (person_id, role, scope) where revoked is null;
            """),
    ];
}
