using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Contexts;

/// <summary>
/// What launches have said of the platform's course rooms (contexts), of the links in them, and of who came through: where services answer,
/// which line item a link has, and who there is a learner. Ids of contexts and links are a deployment's own (LTI 1.3 Core §5.3.5, §5.4.1).
/// </summary>
internal static class ContextTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("contexts", 1, "contexts, links and participants", t => $"""
            create table lti_context (
              id {t.IdentityKey},
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              context_id {t.Text} not null,
              title text, label text,
              memberships_url text, line_items_url text, grade_scopes text not null, groups_url text, group_sets_url text, notices_url text,
              said {t.Instant} not null,
              unique (deployment_id, context_id));
            create table lti_link (
              id {t.IdentityKey},
              deployment_id {t.BigInt} not null references deployment (id) on delete cascade,
              resource_link_id {t.Text} not null,
              context_id {t.BigInt} references lti_context (id) on delete set null,
              title text, line_item_url text,
              place text,
              said {t.Instant} not null,
              unique (deployment_id, resource_link_id));
            create index lti_link_context on lti_link (context_id);
            create table lti_participant (
              context_id {t.BigInt} not null references lti_context (id) on delete cascade,
              subject {t.Text} not null,
              person_id {t.Uuid} not null references person (id) on delete cascade,
              is_learner {t.Boolean} not null,
              since {t.Instant} not null,
              primary key (context_id, subject));
            create index lti_participant_person on lti_participant (person_id);
            """),
        new("contexts", 2, "who of the participants is staff", t => $"""
            alter table lti_participant add column is_staff {t.Boolean} not null default {t.Pick("0", "false")};
            """),
    ];
}
