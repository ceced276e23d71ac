using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// One-time links for dynamic registration, of which only the hash of the secret stands here; and what is known of a deployment that asks to
/// be let in, with who decided what; and who changed a connection.
/// </summary>
internal static class RegistrationTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("registration", 1, "registration links and requests of deployments", t => $"""
            create table registration_link (
              id {t.IdentityKey},
              token_hash {t.Bytes} not null unique,
              region {t.Text},
              created {t.Instant} not null,
              created_by text,
              created_by_person {t.Uuid} references person (id) on delete set null,
              expires {t.Instant} not null,
              revoked {t.Instant},
              used {t.Instant},
              platform_id {t.BigInt} references platform (id) on delete set null,
              attempts {t.BigInt} not null,
              claim {t.Uuid},
              claimed_until {t.Instant});
            create table deployment_request (
              deployment_id {t.BigInt} primary key references deployment (id) on delete cascade,
              last_asked {t.Instant} not null,
              times {t.BigInt} not null,
              context_title text,
              roles text not null,
              rejected {t.Instant});
            create table deployment_decision (
              id {t.IdentityKey},
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              decision {t.Text} not null,
              at {t.Instant} not null,
              by_whom text,
              by_person {t.Uuid} references person (id) on delete set null);
            create index deployment_decision_deployment on deployment_decision (deployment_id);
            """),
        new("registration", 2, "changes of platforms", t => $"""
            create table platform_change (
              id {t.IdentityKey},
              platform_id {t.BigInt} not null references platform (id) on delete cascade,
              at {t.Instant} not null,
              by_whom text,
              by_person {t.Uuid} references person (id) on delete set null,
              fields text not null);
            create index platform_change_platform on platform_change (platform_id);
            """),
    ];
}
