using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>Requests of LMSs to pick links, for as long as they may be answered; which place a link was made for; which courses are copies of which.</summary>
internal static class DeepLinkingTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        // placed: the name of the place that the link was made for. Unlike lti_link.place it stays when a later launch names nothing.
        new("deep-linking", 1, "requests to pick links, places of links, copies of contexts", t => $"""
            create table link_request (
              id {t.Uuid} primary key,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              begun {t.Instant} not null,
              expires {t.Instant} not null,
              answered {t.Instant},
              room {t.Text},
              settings {t.Text} not null);
            create index link_request_expires on link_request (expires);
            create table lti_context_copy (
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              context_id {t.Text} not null,
              position {t.BigInt} not null,
              original_id {t.Text} not null,
              primary key (deployment_id, context_id, position));
            alter table lti_link add column placed {t.Text};
            """),
    ];
}
