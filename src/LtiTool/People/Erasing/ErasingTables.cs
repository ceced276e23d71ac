using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Erasing;

/// <summary>That persons have been erased: when, by whom and why. Whom is not among it.</summary>
internal static class ErasingTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("erasing", 1, "the log of erasures", t => $"""
            create table erasure_log (id {t.IdentityKey}, at {t.Instant} not null, by_whom text not null, why text);
            """),
    ];
}
