using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Kits;

/// <summary>The imported kits. Rows are only ever added: a version of a journey is what it was when it was imported.</summary>
internal static class KitTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("kits", 1, "imported kits", t => $"""
            create table kit (
              id {t.IdentityKey},
              journey_id {t.Text} not null,
              version {t.Text} not null,
              draft {t.Boolean} not null,
              title text not null,
              digest {t.Bytes} not null,
              archive {t.Bytes} not null,
              imported {t.Instant} not null,
              imported_by text not null);
            create unique index kit_version on kit (journey_id, version);
            """),
    ];
}
