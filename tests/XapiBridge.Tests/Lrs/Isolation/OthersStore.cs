using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Tests.Lrs.Attachments;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Isolation;

/// <summary>A store in which another credential has left something of every kind, each with <see cref="Secret"/> in it; and clients of every scope.</summary>
public sealed class OthersStore : IAsyncLifetime
{
    /// <summary>Stands in everything that the other has stored.</summary>
    internal const string Secret = "hemligt";

    internal const string Home = "https://lrs.example.org";
    internal const string Verb = "https://example.org/verbs/did";
    internal static readonly Guid Registration = new("6f2e6a0e-4a51-4e55-9d8d-0d3c7f3b9b11");
    internal static readonly byte[] Data = Encoding.UTF8.GetBytes($"{Secret}: bilagan");

    /// <summary>A statement by the other: with an attachment, names, a definition and a registration.</summary>
    internal static readonly Guid Stored = new("fd41c918-b88b-4b20-a0a5-a4c32391aa01");

    /// <summary>One that the other has voided.</summary>
    internal static readonly Guid Voided = new("fd41c918-b88b-4b20-a0a5-a4c32391aa02");

    private readonly Dictionary<(Dialect, string), HttpClient> clients = [];
    private readonly Dictionary<Dialect, LrsServer> servers = [];

    internal LrsServer this[Dialect dialect] => servers[dialect];

    /// <summary>A client whose credential has these scopes, with commas between; "launch": a launch's token of the same person and activity, in another registration.</summary>
    internal HttpClient Client(Dialect dialect, string scopes) => clients[(dialect, scopes)];

    internal static JsonObject Statement(Guid id) => Sample.Parse($$$$"""
        {
          "id": "{{{{id}}}}", "actor": {"name": "{{{{Secret}}}} namn", "account": {"homePage": "https://example.org", "name": "p-1"}}, "verb": {"id": "{{{{Verb}}}}"},
          "object": {"id": "{{{{Activity}}}}", "definition": {"name": {"sv": "{{{{Secret}}}} i definitionen"}}},
          "result": {"response": "{{{{Secret}}}}: svaret"},
          "context": {"registration": "{{{{Registration}}}}", "instructor": {"name": "{{{{Secret}}}} lärare", "mbox": "mailto:larare@example.org"},
            "contextActivities": {"grouping": [{"id": "https://example.org/courses/{{{{Secret}}}}"}]}}
        }
        """);

    public async ValueTask InitializeAsync()
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            var lrs = servers[dialect] = await LrsServer.StartAsync(dialect);
            foreach (var scope in (string[])["statements/write,statements/read/mine", "statements/write,define", .. Scope.Known])
                clients[(dialect, scope)] = lrs.ClientOf(await lrs.Credentials.AddAsync(scope, scope.Split(',')));
            clients[(dialect, "launch")] = lrs.ClientOf(new LaunchGrant("https://example.org", "p-1", Guid.NewGuid(), Activity, [], DateTimeOffset.UtcNow.AddHours(1)));
            await FillAsync(lrs);
        }
    }

    private static async Task FillAsync(LrsServer lrs)
    {
        var statement = Statement(Stored);
        statement["attachments"] = new JsonArray(Multipart.Attachment(Data));
        await Multipart.TakenAsync(lrs, Multipart.Of(new JsonArray(statement, Statement(Voided))).Data(Data).End());
        Assert.Equal(200, (await lrs.Client.AskAsync("POST", "/xapi/statements", Sample.Voiding(Voided).ToJsonString())).Status);
        foreach (var address in OneDocument)
            Assert.Equal(204, (await lrs.Client.AskAsync("PUT", address, $$"""{"a":"{{Secret}}"}""", "application/json", Anyhow)).Status);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values)
            client.Dispose();
        foreach (var server in servers.Values)
            await server.DisposeAsync();
    }
}
