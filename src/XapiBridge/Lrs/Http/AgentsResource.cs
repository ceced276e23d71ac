using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>
/// /xapi/agents (Communication 2.4): a Person for an agent. It has the one identifier that was asked for, since nothing here says which agents are one
/// person; and the names in the latest statements that the credential may read, so that nothing more is kept of people.
/// </summary>
internal sealed class AgentsResource(StatementStore store, LrsOptions options)
{
    private const int LatestStatements = 25;

    /// <summary>GET: the Person, also for an agent that nothing is known of.</summary>
    public async Task GetAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        if (!credential.MayReadPersons)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This credential may not ask for persons.");
        var asked = Encoding.UTF8.GetBytes(ListParameters.Only(http.Request.Query, "agent"));
        var agent = StatementReader.ReadAgent(asked, version, groups: false);
        using var given = JsonDocument.Parse(asked);
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        if (credential.Grant is { } grant && agent.Hash != grant.Agent.Hash)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "A launch's token may ask for its own person.");
        foreach (var statement in await LatestAsync(credential, agent, http.RequestAborted))
        {
            using var json = JsonDocument.Parse(statement.ToJson());
            AddNames(json.RootElement, agent.Hash, names);
        }

        AddNames(given.RootElement, agent.Hash, names);
        await Tagged.WriteAsync(http, DocumentStore.Json, Person(given.RootElement, names));
    }

    private async Task<IReadOnlyList<StoredStatement>> LatestAsync(Credential credential, AgentRef agent, CancellationToken cancel)
    {
        if (!credential.MayReadOwnStatements || await store.Interned.FindAsync(agent, cancel) is not { } number)
            return [];
        int? mine = credential.MayReadStatements ? null : await store.Interned.FindAsync(options.AuthorityOf(credential).Agent, cancel) ?? 0;
        var query = new StatementQuery { Agent = number, Authority = mine, Registration = credential.Grant?.Registration, Above = long.MinValue, Below = long.MaxValue };
        return (await store.Pages.ReadAsync(query, LatestStatements, options.MaxPageBytes, cancel)).Statements;
    }

    /// <summary>The names that this agent bears anywhere in a statement; what extensions hold is no agent.</summary>
    private static void AddNames(JsonElement part, Guid agent, OrderedDictionary<string, bool> names)
    {
        if (part.ValueKind == JsonValueKind.Array)
            foreach (var item in part.EnumerateArray())
                AddNames(item, agent, names);
        if (part.ValueKind != JsonValueKind.Object)
            return;
        if (part.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && AgentRef.Find(part)?.Hash == agent)
            names.TryAdd(name.GetString()!, true);
        foreach (var property in part.EnumerateObject())
            if (!property.NameEquals("extensions"))
                AddNames(property.Value, agent, names);
    }

    /// <summary>The agent's identifier, each property as an array of what it is in an agent.</summary>
    private static byte[] Person(JsonElement agent, OrderedDictionary<string, bool> names)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("objectType", "Person");
            if (names.Count > 0)
            {
                json.WriteStartArray("name");
                foreach (var name in names.Keys)
                    json.WriteStringValue(name);
                json.WriteEndArray();
            }

            foreach (var identifier in agent.EnumerateObject().Where(p => p.Name is "mbox" or "mbox_sha1sum" or "openid" or "account"))
            {
                json.WriteStartArray(identifier.Name);
                identifier.Value.WriteTo(json);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
