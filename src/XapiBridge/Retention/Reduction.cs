using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Retention;

/// <summary>Makes the statement that is left of a deed.</summary>
internal static class Reduction
{
    /// <summary>A deed that this service has told, reduced to what follow-up counts.</summary>
    public static PreparedStatement Of(HeldStatement statement, StatementEmitter emitter, Guid id, Guid pseudonym)
    {
        using var json = JsonDocument.Parse(statement.Body);
        var told = ToldDeed.Read(json.RootElement)!;
        return PreparedStatement.Read(emitter.Reduce(
            id, json.RootElement.GetProperty("verb").GetProperty("id").GetString()!, json.RootElement.GetProperty("object").GetProperty("id").GetString()!, pseudonym, told.Timestamp.InSweden()).Json);
    }

    /// <summary>The flags of one.</summary>
    public static StatementFlags FlagsOf(PreparedStatement reduced) => new StatementRow(reduced, 0, 0, 0, StatementFlags.OfService | StatementFlags.Reduced).Flags;
}
