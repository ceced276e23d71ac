using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>The built program on its own database, to be started, killed and started again.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port = Ports.Free();
    private readonly ToolProcess? _first;
    private Process? _server;

    private ToolProcess(string? connectionString, string? folder = null, ToolProcess? first = null)
    {
        _first = first;
        _folder = folder ?? Directory.CreateTempSubdirectory("yrkesresan-durability-").FullName;
        ConnectionString = connectionString ?? $"Data Source={_folder}/yrkesresan.db";
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_port}"),
            Timeout = TimeSpan.FromSeconds(60),
        };
        // *.localhost is resolved by browsers only.
        Client.DefaultRequestHeaders.Host = $"tool.localhost:{_port}";
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    public string ConnectionString { get; }

    public string Folder => _folder;

    public string PublicUrl => _first?.PublicUrl ?? $"http://tool.localhost:{_port}";

    public bool IsRunning => _server is { HasExited: false };

    public HttpClient Client { get; }

    public static async Task<ToolProcess> CreateAsync(Dialect dialect) =>
        new(dialect == Dialect.PostgreSql ? await (await PostgresCluster.Shared).CreateDatabaseAsync() : null);

    public static ToolProcess On(string connectionString) => new(connectionString);

    /// <summary>With its database, its files and its temporary files in this folder.</summary>
    public static ToolProcess In(string folder) => new(null, folder);

    /// <summary>Another instance on the same database, with the same key file.</summary>
    public ToolProcess Beside() => new(ConnectionString, _folder, this);

    /// <summary>Starts it, under another program where one is given, and waits until it is ready.</summary>
    public async Task StartAsync(params string[] under)
    {
        _server = Start([.. under, "dotnet", Program]);
        _ = _server.StandardOutput.ReadToEndAsync();
        var errors = _server.StandardError.ReadToEndAsync();
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            if (_server.HasExited)
                throw new InvalidOperationException("The program ended: " + await errors);
            if (waited.Elapsed > TimeSpan.FromMinutes(2))
                throw new InvalidOperationException("The program did not get ready.");
            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL: nothing is closed, flushed or said.</summary>
    public void Kill()
    {
        if (_server is null || _server.HasExited)
            return;
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
    }

    /// <summary>Runs a command beside the server; gives its JSON.</summary>
    public async Task<JsonElement> CommandAsync(params string[] arguments)
    {
        using var process = Start(["dotnet", Program, .. arguments, "--json"]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonElement.Parse(output)
            : throw new InvalidOperationException($"yrkesresan {string.Join(' ', arguments)} ended with {process.ExitCode}: {output} {await errors}");
    }

    /// <summary>Makes a credential that may do everything.</summary>
    public async Task<AuthenticationHeaderValue> CredentialAsync()
    {
        var made = await CommandAsync("credential", "add", "--name", "Exempelspelare", "--scope", "all");
        return new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{made.GetProperty("key").GetString()}:{made.GetProperty("secret").GetString()}")));
    }

    /// <summary>Fails unless the command finds everything whole.</summary>
    public async Task AssertWholeAsync() => Assert.Equal(0, (await CommandAsync("database", "check")).GetProperty("differences").GetArrayLength());

    /// <summary>Waits until this is so.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> isSo, int seconds = 60)
    {
        for (var waited = Stopwatch.StartNew(); !await isSo();)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} seconds: {what}.");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        Client.Dispose();
        await Task.Yield();
        if (_first is null && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Process Start(IReadOnlyList<string> line)
    {
        var info = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}";
        info.Environment["Yrkesresan__PublicUrl"] = PublicUrl;
        info.Environment["Yrkesresan__DataDirectory"] = _folder;
        info.Environment["TMPDIR"] = _folder;
        info.Environment["Yrkesresan__Database"] = ConnectionString;
        info.Environment["Yrkesresan__AllowInsecureHttp"] = "true";
        info.Environment["Yrkesresan__AllowPrivateNetworks"] = "true";
        info.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(info)!;
    }

    private static string Program { get; } = Path.Combine(Checkout.Folder, "src/LtiTool/bin/Release/net10.0/yrkesresan.dll");
}
