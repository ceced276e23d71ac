using System.Diagnostics;
using Npgsql;
using Yrkesresan.Testing;

namespace Yrkesresan.Benchmarks;

/// <summary>A store that outlives the benchmark: its folder, which holds the master key, and where its database is.</summary>
internal sealed record KeptStore(string Folder, string Connection)
{
    /// <summary>The one that <c>--folder</c> and, for PostgreSQL, <c>--at</c> name; null when they name none.</summary>
    public static KeptStore? Of(Arguments arguments) => arguments.Text("folder", "") is { Length: > 0 } folder
        ? new(Path.GetFullPath(folder), arguments.Text("at", $"Data Source={Path.GetFullPath(folder)}/yrkesresan.db"))
        : null;
}

/// <summary>The built tool, serving on a fresh database with durability on.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PostgresCluster? _postgres;
    private Process? _server;

    private ToolProcess(string folder, PostgresCluster? postgres, Dictionary<string, string> environment, string url)
    {
        _folder = folder;
        _postgres = postgres;
        Environment = environment;
        Url = url;
    }

    public string Url { get; }

    public Dictionary<string, string> Environment { get; }

    public int ProcessId => _server!.Id;

    public int? DatabaseProcessId => _postgres?.ProcessId;

    public string ConnectionString => Environment["Yrkesresan__Database"];

    public string Description => _postgres is null ? "SQLite (synchronous=FULL)" : "PostgreSQL (fsync on)";

    /// <param name="database">Which database.</param>
    /// <param name="prepare">Runs commands before it serves.</param>
    /// <param name="prepareDatabase">Works on the database before it serves.</param>
    /// <param name="kept">A store that is there and stays there; null for a fresh one.</param>
    public static async Task<ToolProcess> StartAsync(string database, Func<Func<string[], Task<string>>, Task> prepare, Func<string, Task>? prepareDatabase = null, KeptStore? kept = null)
    {
        var folder = Directory.CreateTempSubdirectory("yrkesresan-bench-").FullName;
        var postgres = database == "postgresql" && kept is null ? await PostgresCluster.StartAsync(durable: true) : null;
        var url = $"http://127.0.0.1:{Ports.Free()}";
        var tool = new ToolProcess(folder, postgres, new Dictionary<string, string>
        {
            ["Yrkesresan__PublicUrl"] = url,
            ["Yrkesresan__DataDirectory"] = kept?.Folder ?? folder,
            ["Yrkesresan__Database"] = kept is not null ? kept.Connection : postgres is null ? $"Data Source={folder}/yrkesresan.db" : await postgres.CreateDatabaseAsync(),
            ["Yrkesresan__AllowInsecureHttp"] = "true",
            ["Yrkesresan__AllowPrivateNetworks"] = "true",
            ["ASPNETCORE_URLS"] = url,
            ["Logging__LogLevel__Default"] = "Warning",
        }, url);
        await prepare(command => Children.OutputAsync("dotnet", [Children.ToolProgram, .. command], tool.Environment));
        if (prepareDatabase is not null)
            await prepareDatabase(tool.ConnectionString);
        tool._server = Children.Start("dotnet", [Children.ToolProgram, "serve"], tool.Environment);
        await Children.WaitForAsync(url + "/health/ready");
        return tool;
    }

    /// <summary>An empty database of the same kind and durability.</summary>
    public async Task<string> AnotherDatabaseAsync() =>
        _postgres is null ? $"Data Source={_folder}/bare.db" : await _postgres.CreateDatabaseAsync();

    /// <summary>Figures of a database that may lose what it acknowledged are worth nothing.</summary>
    public async Task RequireDurabilityAsync()
    {
        if (_postgres is null)
            return;
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            await using var command = new NpgsqlCommand("show " + setting, connection);
            if ((string?)await command.ExecuteScalarAsync() != "on")
                throw new InvalidOperationException($"The server runs with {setting} off; nothing is measured on it.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            Children.End(_server);
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
