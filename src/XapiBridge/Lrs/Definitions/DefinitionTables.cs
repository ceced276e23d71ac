using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Definitions;

/// <summary>The table of what is known of activities.</summary>
internal static class DefinitionTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("xapi-definitions", 1, "canonical definitions of activities", t => $"""
            create table xapi_activity_definition (
              activity_hash {t.Uuid} primary key, activity {t.Text} not null, definition {t.Bytes} not null);
            """),
    ];
}
