using System.Diagnostics;
using Npgsql;

namespace Yrkesresan.Testing;

/// <summary>
/// A private PostgreSQL cluster in a temporary folder on a free port, for one test process. Started on first use, ended by
/// <see cref="SharedClusterEnds"/> or, at the latest, with the process that started it.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> SharedCluster = new(() => StartAsync(durable: false));
    private readonly string _folder;
    private readonly IReadOnlyList<string> _arguments;
    private Process _server;
    private int _databases;

    private PostgresCluster(string folder, int port, IReadOnlyList<string> arguments)
    {
        _folder = folder;
        Port = port;
        _arguments = arguments;
        _server = Start(FindBinaries() + "/postgres", arguments, asPostgres: true);
    }

    /// <summary>The one cluster of this test process. Without fsync: what is tested on it is not power loss.</summary>
    public static Task<PostgresCluster> Shared => SharedCluster.Value;

    internal static async ValueTask EndSharedAsync()
    {
        if (SharedCluster.IsValueCreated)
            await (await SharedCluster.Value).DisposeAsync();
    }

    public int Port { get; }

    /// <summary>The first process of the server, for tests that kill it or watch its system calls.</summary>
    public int ProcessId => _server.Id;

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Pooling=true;Maximum Pool Size=60;Include Error Detail=true";

    /// <summary>A cluster of its own.</summary>
    /// <param name="durable">Whether it syncs, so that what it has said to be committed survives its end.</param>
    /// <param name="folder">An empty folder for it that is small: its log comes in small pieces. A new folder where none is given.</param>
    public static async Task<PostgresCluster> StartAsync(bool durable, string? folder = null)
    {
        var bin = FindBinaries();
        IEnumerable<string> small = folder is null ? [] : ["--wal-segsize=1"];
        folder ??= Directory.CreateTempSubdirectory("yrkesresan-pg-").FullName;
        if (Environment.UserName == "root")
            await RunAsync("chown", ["postgres", folder]);
        await RunAsync(bin + "/initdb", ["-D", folder + "/data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", .. small], asPostgres: true);
        var port = Ports.Free();
        List<string> arguments = ["-D", folder + "/data", "-p", $"{port}", "-h", "127.0.0.1", "-k", folder,
            "-c", "max_connections=200", "-c", "shared_buffers=128MB"];
        if (!durable)
            arguments.AddRange(["-c", "fsync=off", "-c", "full_page_writes=off"]);
        if (small.Any())
            arguments.AddRange(["-c", "min_wal_size=2MB", "-c", "max_wal_size=6MB"]);
        var cluster = new PostgresCluster(folder, port, arguments);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Stop();
        await cluster.WaitUntilReadyAsync();
        return cluster;
    }

    /// <summary>A fresh database; gives its connection string.</summary>
    /// <param name="template">A database that it is a copy of, and that nobody is connected to; empty where none is given.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"t{Interlocked.Increment(ref _databases)}_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(template is null ? $"create database {name}" : $"create database {name} template {template}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Whether its first process is there.</summary>
    public bool IsRunning => !_server.HasExited;

    /// <summary>Ends it: INT, as PostgreSQL has it, is fast, QUIT immediate, without a checkpoint.</summary>
    public async Task EndAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_server.Id}"]);
        await _server.WaitForExitAsync();
    }

    /// <summary>Starts it again where it has ended.</summary>
    public async Task StartAgainAsync()
    {
        _server = Start(FindBinaries() + "/postgres", _arguments, asPostgres: true);
        await WaitUntilReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private void Stop()
    {
        if (!Directory.Exists(_folder))
            return;
        // SIGQUIT: immediate shutdown; nothing here is worth a checkpoint.
        var pidFile = Path.Combine(_folder, "data", "postmaster.pid");
        if (File.Exists(pidFile) && int.TryParse(File.ReadLines(pidFile).First(), out var pid))
            Process.Start("kill", ["-QUIT", $"{pid}"])?.WaitForExit();
        _server.WaitForExit(10_000);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Left to the system's cleaning of temporary folders.
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Timeout=5;Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (deadline.Elapsed < TimeSpan.FromSeconds(60) && !_server.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
        && Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => d + "/bin").FirstOrDefault(d => File.Exists(d + "/initdb")) is { } bin
            ? bin
            : throw new InvalidOperationException("PostgreSQL's server programs were not found. Storage tests run on both databases and are never skipped: install Debian's package 'postgresql'.");

    // PostgreSQL refuses to run as root; Debian's package makes the user postgres.
    private static Process Start(string program, IEnumerable<string> arguments, bool asPostgres)
    {
        var info = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (asPostgres && Environment.UserName == "root")
        {
            info.FileName = "setpriv";
            foreach (var a in new[] { "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig", "QUIT", program })
                info.ArgumentList.Add(a);
        }
        else
        {
            info.FileName = program;
        }
        foreach (var a in arguments)
            info.ArgumentList.Add(a);
        var process = StartOnThreadThatStays(info);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The signal at the parent's death follows the thread that forked, and pool threads come and go: a server started from one
    // would be shut down in the middle of the tests.
    private static Process StartOnThreadThatStays(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>();
        new Thread(() =>
        {
            try
            {
                var process = Process.Start(info)!;
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception e) when (!started.Task.IsCompleted)
            {
                started.SetException(e);
            }
        })
        { IsBackground = true }.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, bool asPostgres = false)
    {
        using var process = Start(program, arguments, asPostgres);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
