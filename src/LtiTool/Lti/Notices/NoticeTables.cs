using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>Where the tool has asked platforms to send their notices.</summary>
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
    ];
}
