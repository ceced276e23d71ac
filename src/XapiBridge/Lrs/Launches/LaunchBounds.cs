using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Launches;

/// <summary>
/// Holds content to its launch: fills in who, in what registration and among which activities, and refuses what reaches outside. What is filled in
/// goes through the same validation as everything else, and the bounds are looked at on what comes out of it.
/// </summary>
internal static class LaunchBounds
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly string[] BoundLists = ["parent", "grouping", "other"];

    /// <summary>Reads statements as they stand within the launch; tells whether they came as a batch.</summary>
    /// <exception cref="StatementRefusedException">A rule of the specification is broken, or one reaches outside.</exception>
    public static (List<PreparedStatement> Statements, bool IsBatch) Read(ReadOnlyMemory<byte> body, XapiVersion version, int maxStatements, LaunchGrant grant, bool withParts)
    {
        JsonNode? json;
        try
        {
            StatementReader.RequireText(body, version);
            json = JsonNode.Parse(body.Span, documentOptions: Strict);
        }
        catch (JsonException)
        {
            // The reader says what is wrong with it, and where.
            StatementReader.Read(body, version, maxStatements, withParts);
            throw new StatementRefusedException(Rules.Json, null, "");
        }

        var isBatch = json is JsonArray;
        var all = isBatch ? json!.AsArray().ToList() : [json];
        var activities = all.Select(s => Fill(s as JsonObject, grant)).ToList();
        var (statements, _) = StatementReader.Read(json, version, maxStatements, withParts);
        for (var i = 0; i < statements.Count; i++)
            Check(statements[i], activities[i], grant, isBatch ? i : null);
        return (statements, isBatch);
    }

    /// <summary>Fills in what is missing; gives the ids of the activities that the statement was set among by its sender.</summary>
    private static List<string> Fill(JsonObject? statement, LaunchGrant grant)
    {
        var sent = new List<string>();
        if (statement is null)
            return sent;
        if (!statement.ContainsKey("actor"))
            statement["actor"] = ActorOf(grant);
        if (statement["actor"] is JsonObject actor)
            actor.Remove("name");
        var context = statement["context"] as JsonObject;
        if (context is null && !statement.ContainsKey("context"))
            statement["context"] = context = [];
        if (context is null)
            return sent;
        if (!context.ContainsKey("registration"))
            context["registration"] = grant.Registration.ToString();
        var lists = context["contextActivities"] as JsonObject;
        if (lists is null && !context.ContainsKey("contextActivities") && grant.Grouping.Count > 0)
            context["contextActivities"] = lists = [];
        if (lists is null)
            return sent;
        sent.AddRange(BoundLists.SelectMany(name => IdsOf(lists[name])));
        Group(lists, grant);
        return sent;
    }

    private static void Group(JsonObject lists, LaunchGrant grant)
    {
        var missing = grant.Grouping.Except(IdsOf(lists["grouping"])).Select(JsonNode (id) => new JsonObject { ["id"] = id }).ToList();
        if (missing.Count == 0)
            return;
        // Data 2.4.6.2: a single activity stands for a list of one.
        if (lists["grouping"] is JsonObject single)
        {
            lists.Remove("grouping");
            lists["grouping"] = new JsonArray(single);
        }
        else if (!lists.ContainsKey("grouping"))
        {
            lists["grouping"] = new JsonArray();
        }

        if (lists["grouping"] is JsonArray grouping)
            missing.ForEach(grouping.Add);
    }

    private static IEnumerable<string> IdsOf(JsonNode? activities) =>
        (activities as JsonArray ?? [activities?.DeepClone()]).Select(a => (a as JsonObject)?["id"]).OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var id) ? id : "");

    private static JsonObject ActorOf(LaunchGrant grant) => new()
    {
        ["objectType"] = "Agent",
        ["account"] = new JsonObject { ["homePage"] = grant.HomePage, ["name"] = grant.Account },
    };

    private static void Check(PreparedStatement statement, List<string> amongSent, LaunchGrant grant, int? index)
    {
        if (statement.Agents.Exists(a => a.Hash != grant.Agent.Hash) || statement.Agents.Count == 0)
            throw new StatementRefusedException(Rules.LaunchPerson, index, "actor");
        if (statement.Registration != grant.Registration)
            throw new StatementRefusedException(Rules.LaunchRegistration, index, "context.registration");
        var objects = statement.Activities.Where(a => a.Relation == Relation.Direct).Select(a => Encoding.UTF8.GetString(a.Text.Span)).ToList();
        if (objects.Count == 0 || !objects.TrueForAll(grant.Covers))
            throw new StatementRefusedException(Rules.LaunchActivity, index, "object");
        if (!amongSent.TrueForAll(a => grant.Covers(a) || grant.Grouping.Contains(a)))
            throw new StatementRefusedException(Rules.LaunchActivity, index, "context.contextActivities");
    }
}
