using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests;

/// <summary>
/// The tool, whole, on Kestrel and a free port, on either database, in a data directory of its own and with a clock that the
/// test moves. <see cref="StartAnotherAsync"/> starts a second instance on the same database and key file.
/// </summary>
public sealed class ToolHost : IAsyncDisposable
{
    internal const string DatabaseFile = "yrkesresan.db";
    internal const string MasterKeyFile = "master.key";

    private readonly WebApplication _app;
    private readonly string _connectionString;
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Action<IServiceCollection>? _services;

    private ToolHost(WebApplication app, string connectionString, string folder, bool ownsFolder, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? services, TestClock clock, Uri publicUrl)
    {
        (_app, _connectionString, _folder, _ownsFolder, _settings, _services) = (app, connectionString, folder, ownsFolder, settings, services);
        Clock = clock;
        PublicUrl = publicUrl;
    }

    /// <summary>Where the tool listens and what it calls itself, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri PublicUrl { get; }

    public TestClock Clock { get; }

    /// <summary>The database, for commands that run beside the service.</summary>
    public string ConnectionString => _connectionString;

    public string KeyFile => Path.Combine(_folder, MasterKeyFile);

    public IServiceProvider Services => _app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public WriteQueue Writes => Services.GetRequiredService<WriteQueue>();

    /// <param name="settings">Further configuration below <c>Yrkesresan</c>, e.g. <c>AllowPrivateNetworks</c> = <c>false</c>.</param>
    /// <param name="services">Parts that the test puts in the place of the tool's own, such as a name server that lies.</param>
    public static async Task<ToolHost> StartAsync(
        Dialect dialect = Dialect.Sqlite, TestClock? clock = null, IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var folder = Directory.CreateTempSubdirectory("yrkesresan-tool-").FullName;
        // A clock of the test's own may stand at another time than the first key was made at.
        var connectionString = clock is null ? await PreparedTool.CopyAsync(dialect, folder) : await EmptyAsync(dialect, folder);
        return await StartAsync(connectionString, folder, ownsFolder: true, settings ?? new Dictionary<string, string>(), services, clock ?? new TestClock(), publicUrl: null);
    }

    /// <summary>A database with nothing in it; gives its connection string.</summary>
    internal static async Task<string> EmptyAsync(Dialect dialect, string folder) =>
        dialect == Dialect.Sqlite ? $"Data Source={folder}/{DatabaseFile}" : await (await PostgresCluster.Shared).CreateDatabaseAsync();

    /// <summary>Prepares a database, and the key file beside it, as a first start does.</summary>
    internal static async Task PrepareAsync(string connectionString, string folder)
    {
        var nowhere = new Uri("http://127.0.0.1:1/");
        await using var app = Build(connectionString, folder, new Dictionary<string, string>(), services: null, new TestClock(), nowhere, nowhere);
        await ToolServices.PrepareAsync(app.Services);
        await app.Services.GetRequiredService<WriteQueue>().DisposeAsync();
        await app.Services.GetRequiredService<Database>().DisposeAsync();
    }

    /// <summary>Another instance on the same database, key file, clock and public address (but a port of its own).</summary>
    public Task<ToolHost> StartAnotherAsync() =>
        StartAsync(_connectionString, _folder, ownsFolder: false, _settings, _services, Clock, PublicUrl);

    /// <summary>A client that follows no redirects and keeps no cookies, so that a test sees each answer.</summary>
    public HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = ListensOn };

    /// <summary>The address of this instance itself; another instance has the same <see cref="PublicUrl"/>.</summary>
    public Uri ListensOn { get; private init; } = new("http://127.0.0.1/");

    private static async Task<ToolHost> StartAsync(
        string connectionString, string folder, bool ownsFolder, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? services, TestClock clock, Uri? publicUrl)
    {
        for (var attempt = 1; ; attempt++)
        {
            var listens = new Uri($"http://127.0.0.1:{Ports.Free()}/");
            var app = Build(connectionString, folder, settings, services, clock, listens, publicUrl ?? listens);
            try
            {
                await ToolServices.PrepareAsync(app.Services);
                await app.StartAsync();
                return new ToolHost(app, connectionString, folder, ownsFolder, settings, services, clock, publicUrl ?? listens) { ListensOn = listens };
            }
            catch (IOException) when (attempt < 5)
            {
                // Another process took the port between finding and using it.
                await app.DisposeAsync();
            }
        }
    }

    private static WebApplication Build(
        string connectionString, string folder, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? services, TestClock clock, Uri listens, Uri publicUrl)
    {
        var all = new Dictionary<string, string>
        {
            ["Database"] = connectionString,
            ["DataDirectory"] = folder,
            ["PublicUrl"] = publicUrl.GetLeftPart(UriPartial.Authority),
            ["AllowInsecureHttp"] = "true",
            ["AllowPrivateNetworks"] = "true",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var builder = WebHost.CreateBuilder([.. all.Select(s => $"--{YrkesresanOptions.Section}:{s.Key}={s.Value}"), $"--urls={listens}"]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        // Tests take its turns themselves: it goes by the machine's time, not by the test's.
        builder.Services.Remove(builder.Services.Single(d => d.ImplementationType == typeof(GradeJob)));
        services?.Invoke(builder.Services);
        builder.Logging.ClearProviders();
        return WebHost.Build(builder);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await Services.GetRequiredService<WriteQueue>().DisposeAsync();
        await Services.GetRequiredService<Database>().DisposeAsync();
        await _app.DisposeAsync();
        if (_ownsFolder)
            Directory.Delete(_folder, recursive: true);
    }
}
