using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>Which deployments have a notification service, and what the tool has asked of it.</summary>
internal static class NoticeTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("notices", 1, "where notices are asked for", t => $"""
            create table notice_handler (
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              address {t.Text} not null,
              handler {t.Text} not null,
              asked {t.Instant} not null,
              failure text,
              primary key (deployment_id, address));
            """),
        // types: by space, sorted; null where the platform does not say. again: null for one that is settled. 604800000000: a week.
        new("notices", 2, "the notification service of a deployment, and when it is asked again", t => $"""
            create table notice_service (
              deployment_id {t.BigInt} primary key references deployment (id) on delete cascade,
              address {t.Text} not null,
              types {t.Text});
            insert into notice_service (deployment_id, address)
              select c.deployment_id, max(c.notices_url) from lti_context c
              where c.notices_url is not null and c.said = (select max(l.said) from lti_context l where l.deployment_id = c.deployment_id and l.notices_url is not null)
              group by c.deployment_id;
            alter table lti_context drop column notices_url;
            alter table notice_handler add column again {t.Instant};
            alter table notice_handler add column failures integer not null default 0;
            update notice_handler set again = asked + 604800000000 where failure is not null;
            """),
    ];
}
