using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Http;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>The LRS on real Kestrel, with a credential made the way the command makes it.</summary>
internal sealed class LrsServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TestDatabase database;
    private readonly string folder;

    private LrsServer(WebApplication app, TestDatabase database, string folder) => (this.app, this.database, this.folder) = (app, database, folder);

    public HttpClient Client { get; private set; } = null!;

    public CredentialStore Credentials => app.Services.GetRequiredService<CredentialStore>();

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public LaunchTokens Launches => app.Services.GetRequiredService<LaunchTokens>();

    public static async Task<LrsServer> StartAsync(
        Dialect dialect = Dialect.Sqlite, int maxBody = 1_000_000, int maxPage = 100, int maxDocument = 100_000, int maxDocuments = 1_000, bool strict = false,
        TimeProvider? clock = null, IKnownPeople? people = null, OtherwiseNamed otherwise = OtherwiseNamed.Rewrite, TimeSpan? patience = null)
    {
        var database = await TestDatabase.CreateAsync(dialect, LrsTables.Migrations);
        var folder = Directory.CreateTempSubdirectory("yrkesresan-lrs-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (patience is { } grace)
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = new(240, grace));
        builder.Services.AddSingleton(database.Database).AddSingleton(database.Writes).AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(MasterKey.LoadOrCreate(Path.Combine(folder, "key")));
        builder.Services.AddLrs(_ => new LrsOptions
        {
            PublicUrl = "https://lrs.example.org",
            MaxBodyBytes = maxBody,
            MaxPage = maxPage,
            MaxUploadBytes = 3_000_000,
            MaxAttachmentBytes = 1_000_000,
            MaxDocumentBytes = maxDocument,
            MaxDocuments = maxDocuments,
            IsStrict = strict,
            OtherwiseNamed = otherwise,
        });
        if (people is not null)
            builder.Services.AddSingleton(people);
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        var app = builder.Build();
        app.UseResponseCompression();
        app.MapLrs();
        await app.StartAsync();
        var server = new LrsServer(app, database, folder);
        server.Client = server.ClientOf(await server.Credentials.AddAsync("Exempel", [Scope.All]));
        return server;
    }

    public HttpClient ClientOf(NewCredential credential, string version = "1.0.3") =>
        ClientOf(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Credential.Key}:{credential.Secret}"))), version);

    public HttpClient ClientOf(LaunchGrant grant) => ClientOf(new AuthenticationHeaderValue("Bearer", Launches.Issue(grant)), "1.0.3");

    private HttpClient ClientOf(AuthenticationHeaderValue authorization, string version)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = authorization;
        client.DefaultRequestHeaders.Add("X-Experience-API-Version", version);
        return client;
    }

    /// <summary>Stores a statement as the service's own parts do.</summary>
    public async Task<Guid> TellAsync(JsonNode statement)
    {
        var store = app.Services.GetRequiredService<StatementStore>();
        return (await database.Writes.RunAsync(unit => store.AppendAsync(unit, [Sample.Read(statement)], new Authority("https://lrs.example.org", "yrkesresan"))))[0];
    }

    public Task ScriptAsync(string sql) => database.Writes.RunAsync(unit => unit.ExecuteScriptAsync(sql));

    public async Task<long> CountAsync(string table)
    {
        await using var session = await database.Database.ReadAsync();
        await using var command = session.Connection.CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read)
    {
        await using var session = await database.Database.ReadAsync();
        return await read(session);
    }

    public async Task<HttpResponseMessage> PostAsync(JsonNode json) => await PostAsync(Sample.Utf8(json));

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string type = "application/json") => await Client.PostAsync("/xapi/statements", Content(body, type));

    public static ByteArrayContent Content(byte[] body, string type = "application/json") => new(body) { Headers = { { "Content-Type", type } } };

    public async Task<JsonObject> GetAsync(string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.GetAsync(address);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
