using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// Platforms by (issuer, client id), because whoever hosts an LMS may share one issuer among all customers; their deployments; the
/// tool's own keys; and what may be used once (states of launches, codes for moving to a new tab).
/// </summary>
internal static class LtiTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("lti", 1, "platforms, deployments, keys and what is used once", t => $"""
            create table platform (
              id {t.IdentityKey},
              issuer {t.Text} not null,
              client_id {t.Text} not null,
              name text not null,
              authorization_endpoint text not null,
              token_endpoint text not null,
              jwks_uri text not null,
              token_audience text,
              frame_origins text not null,
              created {t.Instant} not null,
              unique (issuer, client_id));
            create table deployment (
              id {t.IdentityKey},
              platform_id {t.BigInt} not null references platform (id) on delete cascade,
              deployment_id {t.Text} not null,
              approved {t.Boolean} not null,
              first_seen {t.Instant} not null,
              unique (platform_id, deployment_id));
            create table deployment_role (
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              lms_role {t.Text} not null,
              role {t.Text} not null,
              scope {t.Text} not null,
              primary key (deployment_id, lms_role, role, scope));
            create table tool_key (
              kid {t.Text} primary key,
              made {t.Instant} not null,
              public_jwk text not null,
              sealed_private {t.Bytes} not null);
            create table used_once (id {t.Bytes} primary key, expires {t.Instant} not null);
            create index used_once_expires on used_once (expires);
            """),
        // Null: since it was made, as the first key signs.
        new("lti", 2, "when a key signs, and whether it was withdrawn", t => $"""
            alter table tool_key add column signs_from {t.Instant};
            alter table tool_key add column withdrawn {t.Instant};
            """),
        new("lti", 3, "what LMS a platform is, and whose people it has", t => """
            alter table platform add column product_family text;
            alter table platform add column default_region text;
            """),
    ];
}
