using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.Testing;

/// <summary>Looks through every column of every table, for tests of what must not be there any more.</summary>
public static class DatabaseSearch
{
    /// <summary>Where any of these stands: as a text within a text or within bytes, a UUID also as itself. Case does not matter.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(Database database, params IReadOnlyCollection<object> wanted)
    {
        var found = new List<string>();
        await using var session = await database.ReadAsync();
        var tables = session.Dialect == Dialect.Sqlite
            ? await session.QueryAsync($"select name from sqlite_master where type = {"table"}", r => r.GetString(0))
            : await session.QueryAsync($"select tablename from pg_tables where schemaname = {"public"}", r => (string)r[0]);
        foreach (var table in tables)
        {
            await using var command = session.Connection.CreateCommand();
            command.CommandText = $"select * from {table}";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                for (var i = 0; i < reader.FieldCount; i++)
                    foreach (var one in wanted)
                        if (Holds(reader.GetValue(i), one))
                            found.Add($"{table}.{reader.GetName(i)}: {one}");
        }
        return found;
    }

    private static bool Holds(object value, object wanted) => (value, wanted) switch
    {
        (byte[] bytes, Guid id) => bytes.AsSpan().IndexOf(id.ToByteArray(bigEndian: true)) >= 0 || Text(bytes).Contains(id.ToString("D"), StringComparison.OrdinalIgnoreCase),
        (byte[] bytes, string text) => Text(bytes).Contains(Text(Encoding.UTF8.GetBytes(text)), StringComparison.OrdinalIgnoreCase),
        (Guid one, Guid other) => one == other,
        (string text, _) => text.Contains(wanted.ToString()!, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
