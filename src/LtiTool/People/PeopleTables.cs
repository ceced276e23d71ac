using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People;

/// <summary>
/// A person, and the accounts by which platforms name that person. A pseudonym is random and stands in learning records instead
/// of everything here (domain.md §9).
/// </summary>
internal static class PeopleTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("people", 1, "people and their accounts", t => $"""
            create table person (
              id {t.Uuid} primary key,
              pseudonym {t.Uuid} not null unique,
              name text, given_name text, family_name text, email text, locale text,
              created {t.Instant} not null,
              last_seen {t.Instant});
            create table person_account (
              platform_id {t.BigInt} not null,
              subject {t.Text} not null,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              primary key (platform_id, subject));
            create index person_account_person on person_account (person_id);
            """),
        new("people", 2, "finding people by e-mail address", _ => "create index person_email on person (lower(email)) where email is not null;"),
    ];
}
