using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Support;

/// <summary>What happened at each launch, for support (domain.md §7). Kept 30 days, bounded, never a token.</summary>
internal static class LaunchLogTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("launch-log", 1, "launch log", t => $"""
            create table launch_log (
              id {t.IdentityKey},
              at {t.Instant} not null,
              platform_id {t.BigInt},
              person_id {t.Uuid},
              rule {t.Text},
              detail text,
              reference {t.Text},
              skew_ms {t.BigInt});
            create index launch_log_at on launch_log (at);
            create index launch_log_person on launch_log (person_id) where person_id is not null;
            create index launch_log_reference on launch_log (reference) where reference is not null;
            """),
        new("launch-log", 2, "which storage of the browser a launch relied on", t => $"alter table launch_log add column storage {t.Text};"),
        new("launch-log", 3, "which message and deployment, and what was refused at a platform", t => $"""
            alter table launch_log add column message {t.Text};
            alter table launch_log add column deployment {t.Text};
            create index launch_log_refused on launch_log (platform_id, id) where rule is not null;
            """),
        new("launch-log", 4, "a platform's latest, accepted too", t => $"create index launch_log_platform on launch_log (platform_id, id) where platform_id is not null;"),
    ];
}
