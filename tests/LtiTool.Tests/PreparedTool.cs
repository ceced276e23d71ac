using System.Collections.Concurrent;
using Npgsql;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests;

/// <summary>
/// What a first start leaves behind, made once for each database and copied: migrations and the first key cost more than most tests do.
/// Tools that are copies have the same keys, as instances of one installation have.
/// </summary>
internal static class PreparedTool
{
    private static readonly ConcurrentDictionary<Dialect, Lazy<Task<(string Folder, string ConnectionString)>>> Made = new();

    /// <summary>Copies it; gives the copy's connection string.</summary>
    public static async Task<string> CopyAsync(Dialect dialect, string folder)
    {
        var (source, connectionString) = await Made.GetOrAdd(dialect, d => new(() => MakeAsync(d))).Value;
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return dialect == Dialect.Sqlite
            ? $"Data Source={folder}/{ToolHost.DatabaseFile}"
            : await (await PostgresCluster.Shared).CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(connectionString).Database);
    }

    private static async Task<(string Folder, string ConnectionString)> MakeAsync(Dialect dialect)
    {
        var folder = Directory.CreateTempSubdirectory("yrkesresan-prepared-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var connectionString = await ToolHost.EmptyAsync(dialect, folder);
        await ToolHost.PrepareAsync(connectionString, folder);
        return (folder, connectionString);
    }
}
