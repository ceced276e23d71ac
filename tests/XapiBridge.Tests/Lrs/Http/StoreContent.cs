using System.Globalization;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>What a store holds, as a text that is another one as soon as anything of it has been added, changed or taken away.</summary>
internal static class StoreContent
{
    private static readonly string[] Tables =
        ["xapi_statement", "xapi_statement_agent", "xapi_statement_activity", "xapi_referred", "xapi_awaited", "xapi_attachment", "xapi_attachment_chunk", "xapi_statement_attachment", "xapi_document", "xapi_activity_definition"];

    // Identifiers are counted for themselves: on PostgreSQL they may be numbered for a unit that then stores nothing.
    private static readonly string Sql = $"""
        {string.Join(" union all ", Tables.Select(t => $"select '{t} ' || count(*) from {t}"))}
        union all select 'changed ' || coalesce(max(updated), 0) || ' ' || coalesce(sum(length(body)), 0) from xapi_document
        union all select 'defined ' || coalesce(sum(length(definition)), 0) from xapi_activity_definition
        """;

    public static Task<string> ContentAsync(this LrsServer lrs) => lrs.ReadAsync(async session =>
    {
        await using var command = session.Connection.CreateCommand();
        command.CommandText = Sql;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(Convert.ToString(reader[0], CultureInfo.InvariantCulture)!);
        return string.Join('\n', lines);
    });
}
