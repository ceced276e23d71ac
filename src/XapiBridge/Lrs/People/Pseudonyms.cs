using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.People;

/// <summary>
/// Keeps to it that a statement about one of our people carries the pseudonym only. One that names the person by an e-mail address, by an account at
/// the LMS, or by name beside the pseudonym is rewritten or refused, and counted. Statements about anyone else stay as they were sent.
/// </summary>
internal sealed class Pseudonyms(LrsOptions options, TimeProvider clock, IKnownPeople? people = null)
{
    // Some 100 bytes each; then it starts anew.
    private const int MostRemembered = 200_000;

    // Somebody who comes for the first time is known to statements from outside after this long.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly Counter<long> Counted = new Meter("Yrkesresan.Lrs").CreateCounter<long>(
        "lrs.statements.otherwise_named", "{statement}", "Statements about our people that named them otherwise than by pseudonym.");

    private readonly byte[] home = Encoding.UTF8.GetBytes(options.PublicUrl);
    private readonly ConcurrentDictionary<Guid, (string? Name, long Asked)> remembered = new();

    /// <summary>The statements as they may be stored.</summary>
    /// <param name="statements">As they came.</param>
    /// <param name="withParts">Whether the data of attachments follow.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StatementRefusedException">One names one of our people, and such are refused.</exception>
    public async ValueTask<IReadOnlyList<PreparedStatement>> SettleAsync(IReadOnlyList<PreparedStatement> statements, bool withParts, CancellationToken cancel)
    {
        List<PreparedStatement>? settled = null;
        for (var i = 0; i < statements.Count; i++)
        {
            if (IsPlain(statements[i]) || await RewrittenAsync(statements[i], statements.Count > 1 ? i : null, withParts, cancel) is not { } rewritten)
                continue;
            Counted.Add(1, KeyValuePair.Create<string, object?>("action", options.OtherwiseNamed.ToString()));
            if (options.OtherwiseNamed == OtherwiseNamed.Refuse)
                throw new StatementRefusedException(Rules.Pseudonym, statements.Count > 1 ? i : null, "");
            settled ??= [.. statements];
            settled[i] = rewritten;
        }

        return settled ?? statements;
    }

    /// <summary>The agent that statements about this one are kept under.</summary>
    public async ValueTask<AgentRef> OfAsync(AgentRef agent, CancellationToken cancel) =>
        await NameOfAsync(agent, cancel) is { Length: > 0 } name ? AgentRef.Of(AgentKind.Account, home, Encoding.UTF8.GetBytes(name), agent.Relation) : agent;

    private bool IsOurs(AgentRef agent) => agent.Kind == AgentKind.Account && agent.HomePage.Span.SequenceEqual(home);

    // The ordinary statement, ours or content's, is seen to be so without asking anybody.
    private bool IsPlain(PreparedStatement statement)
    {
        if (statement.HasNames)
            return false;
        foreach (var agent in statement.Agents)
            if (!IsOurs(agent))
                return people is null;
        return true;
    }

    private async ValueTask<PreparedStatement?> RewrittenAsync(PreparedStatement statement, int? index, bool withParts, CancellationToken cancel)
    {
        var known = new Dictionary<Guid, string>();
        foreach (var agent in statement.Agents)
            if (await NameOfAsync(agent, cancel) is { } name)
                known[agent.Hash] = name.Length > 0 ? name : throw new StatementRefusedException(Rules.Pseudonym, index, "");
        if (known.Count == 0)
            return null;
        var json = JsonNode.Parse(statement.Json.Span)!.AsObject();
        if (!AgentNames.Rewrite(json, options.PublicUrl, known))
            return null;
        var rewritten = StatementReader.Read(json, statement.Version, maxStatements: 1, withParts).Statements[0];
        rewritten.Id = statement.Id;
        return rewritten;
    }

    private async ValueTask<string?> NameOfAsync(AgentRef agent, CancellationToken cancel)
    {
        if (IsOurs(agent))
            return Text(agent.Name);
        if (people is null || agent.Kind == AgentKind.OpenId)
            return null;
        var now = clock.GetTimestamp();
        if (remembered.TryGetValue(agent.Hash, out var known) && clock.GetElapsedTime(known.Asked, now) < Fresh)
            return known.Name;
        var name = agent.Kind switch
        {
            AgentKind.Account => await people.OfAccountAsync(Text(agent.HomePage), Text(agent.Name), cancel),
            AgentKind.Mbox => await people.OfMailAsync(Text(agent.Name)["mailto:".Length..], cancel),
            _ => await people.OfMailHashAsync(Text(agent.Name), cancel),
        };
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        remembered[agent.Hash] = (name, now);
        return name;
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
