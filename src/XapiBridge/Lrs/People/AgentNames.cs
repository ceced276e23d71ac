using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yrkesresan.XapiBridge.Lrs.People;

/// <summary>Puts accounts of our own in the place of agents, wherever in a statement they stand.</summary>
internal static class AgentNames
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Rewrites a statement; false when there was nothing to do.</summary>
    /// <param name="statement">The statement, a valid one.</param>
    /// <param name="home">The home page of the accounts.</param>
    /// <param name="known">By the hash of the agent, the name of the account.</param>
    public static bool Rewrite(JsonObject statement, string home, IReadOnlyDictionary<Guid, string> known)
    {
        var context = statement["context"] as JsonObject;
        var changed = RewriteAgent(statement["actor"], home, known) | RewriteAgent(context?["instructor"], home, known) | RewriteAgent(context?["team"], home, known);
        foreach (var (list, property) in new[] { ("contextAgents", "agent"), ("contextGroups", "group") })
            foreach (var entry in context?[list] as JsonArray ?? [])
                changed |= RewriteAgent(entry?[property], home, known);
        var target = statement["object"] as JsonObject;
        return changed | ((string?)target?["objectType"] switch
        {
            "Agent" or "Group" => RewriteAgent(target, home, known),
            "SubStatement" => Rewrite(target!, home, known),
            _ => false,
        });
    }

    private static bool RewriteAgent(JsonNode? node, string home, IReadOnlyDictionary<Guid, string> known)
    {
        if (node is not JsonObject agent)
            return false;
        var changed = false;
        foreach (var member in agent["member"] as JsonArray ?? [])
            changed |= RewriteAgent(member, home, known);
        if (RefOf(agent) is not { } identified || !known.TryGetValue(identified.Hash, out var name)
            || identified.Hash == new Authority(home, name).Agent.Hash && !agent.ContainsKey("name"))
            return changed;
        foreach (var property in (string[])["name", "mbox", "mbox_sha1sum", "account"])
            agent.Remove(property);
        agent["account"] = new JsonObject { ["homePage"] = home, ["name"] = name };
        return true;
    }

    /// <summary>Whom an agent or group names; null for one that has no identifier.</summary>
    public static AgentRef? RefOf(JsonObject agent) => AgentRef.Find(JsonSerializer.SerializeToElement(agent));
}
