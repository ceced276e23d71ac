using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>Reads statements in one pass over their bytes: what breaks a rule is refused where it stands, what the store needs is taken out on the way.</summary>
internal ref partial struct StatementReader
{
    internal const int MaxDepth = 64;

    internal static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string VoidedVerb = "http://adlnet.gov/expapi/verbs/voided";

    private readonly ReadOnlyMemory<byte> body;
    private readonly XapiVersion version;
    private readonly bool withParts;
    private Utf8JsonReader json;
    private PreparedStatement statement;
    private int? index;
    private long start;

    private StatementReader(ReadOnlyMemory<byte> body, XapiVersion version, bool withParts = false)
    {
        (this.body, this.version, this.withParts) = (body, version, withParts);
        json = new Utf8JsonReader(body.Span, JsonOptions);
        statement = new PreparedStatement(version);
    }

    /// <summary>Reads a statement or an array of statements; told that parts with the data of attachments follow, also what those are to be.</summary>
    /// <exception cref="StatementRefusedException">A rule is broken.</exception>
    public static (List<PreparedStatement> Statements, bool WasArray) Read(ReadOnlyMemory<byte> body, XapiVersion version, int maxStatements, bool withParts = false)
    {
        if (!Utf8.IsValid(body.Span))
            throw new StatementRefusedException(Rules.Utf8, null, "");
        var reader = new StatementReader(body, version, withParts);
        try
        {
            return reader.ReadAll(maxStatements);
        }
        catch (JsonException broken)
        {
            var deep = reader.json.CurrentDepth >= MaxDepth - 1 && broken.Message.Contains("depth", StringComparison.OrdinalIgnoreCase);
            throw reader.Refuse(deep ? Rules.Depth : Rules.Json, reader.json.BytesConsumed);
        }
    }

    /// <summary>Reads one statement again that has been stored, with what it says of its attachments.</summary>
    /// <exception cref="StatementRefusedException">A rule is broken.</exception>
    public static PreparedStatement ReadStored(ReadOnlyMemory<byte> body, XapiVersion version) => Read(body, version, maxStatements: 1, withParts: true).Statements[0];

    /// <summary>Reads what has been filled in or put right in a request, which is held to the same rules as what is taken as it came.</summary>
    /// <exception cref="StatementRefusedException">A rule is broken.</exception>
    public static (List<PreparedStatement> Statements, bool WasArray) Read(JsonNode? altered, XapiVersion version, int maxStatements, bool withParts) =>
        Read(Encoding.UTF8.GetBytes(altered?.ToJsonString(Plain) ?? "null"), version, maxStatements, withParts);

    /// <summary>Holds text to what it must be everywhere, before anything else takes it for characters.</summary>
    /// <exception cref="StatementRefusedException">It is no UTF-8, or half a character stands in it.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void RequireText(ReadOnlyMemory<byte> body, XapiVersion version)
    {
        if (!Utf8.IsValid(body.Span))
            throw new StatementRefusedException(Rules.Utf8, null, "");
        var reader = new StatementReader(body, version);
        while (reader.json.Read())
            reader.RequirePairs();
    }

    private (List<PreparedStatement> Statements, bool WasArray) ReadAll(int maxStatements)
    {
        Next();
        List<PreparedStatement> all;
        var isArray = json.TokenType == JsonTokenType.StartArray;
        if (!isArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw Refuse(Rules.StatementOrArray);
            all = [ReadOne()];
        }
        else
        {
            all = [];
            while (NextIs(JsonTokenType.EndArray) is false)
            {
                index = all.Count;
                start = json.TokenStartIndex;
                if (all.Count == maxStatements)
                    throw new StatementRefusedException(Rules.BatchSize, index, "");
                all.Add(ReadOne());
            }

            (index, start) = (null, 0);
        }

        // Reads to the end, so that anything after the value is found.
        while (json.Read())
        {
        }

        RefuseRepeatedIds(all);
        return (all, isArray);
    }

    private PreparedStatement ReadOne()
    {
        statement = new PreparedStatement(version);
        var from = (int)json.TokenStartIndex;
        ReadStatement();
        statement.Json = body[from..(int)json.BytesConsumed];
        if (!statement.HasId)
            statement.Id = Guid.CreateVersion7();
        if (statement.HasAuthority || statement.HasStored || statement.HasSingleContextActivity)
            statement.Json = StatementBody.Normalise(statement.Json.Span);
        // The array that a single context activity is put into is a level more, and what is kept must be readable again.
        if (statement.HasSingleContextActivity && !StatementBody.IsReadable(statement.Json.Span))
            throw new StatementRefusedException(Rules.Depth, index, "context.contextActivities");
        return statement;
    }

    private static void RefuseRepeatedIds(List<PreparedStatement> all)
    {
        if (all.Count < 2)
            return;
        var ids = new HashSet<Guid>(all.Count);
        for (var i = 0; i < all.Count; i++)
            if (!ids.Add(all[i].Id))
                throw new StatementRefusedException(Rules.BatchId, i, "id");
    }

    private bool NextIs(JsonTokenType type)
    {
        Next();
        return json.TokenType == type;
    }

    // Every token comes through here, so that no string with half a character gets by.
    private void Next()
    {
        if (!json.Read())
            throw Refuse(Rules.Json, json.BytesConsumed);
        RequirePairs();
    }

    private readonly void RequirePairs()
    {
        if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && json.ValueIsEscaped && !Escapes.Pair(json.ValueSpan))
            throw Refuse(Rules.Utf8);
    }

    /// <summary>Steps to the next property's value, and says which property; false at the object's end.</summary>
    private bool NextProperty(PropertySet set, ref uint seen, out int property)
    {
        property = -1;
        if (NextIs(JsonTokenType.EndObject))
            return false;
        property = set.Find(ref json);
        if (property < 0)
            throw Refuse(Rules.Unknown);
        if ((seen & (1u << property)) != 0)
            throw Refuse(Rules.Duplicate);
        seen |= 1u << property;
        if (NextIs(JsonTokenType.Null))
            throw Refuse(Rules.Null);
        return true;
    }

    private void Require(PropertySet set, uint seen, uint required)
    {
        var missing = required & ~seen;
        if (missing != 0)
            throw Refuse(Rules.Required, json.TokenStartIndex, set.Names[System.Numerics.BitOperations.TrailingZeroCount(missing)]);
    }

    private readonly StatementRefusedException Refuse(Rule rule) => Refuse(rule, json.TokenStartIndex);

    private readonly StatementRefusedException Refuse(Rule rule, long at, string? property = null)
    {
        var path = JsonLocation.PathAt(body.Span[(int)start..], at - start);
        if (property is not null)
            path = path.Length == 0 ? property : $"{path}.{property}";
        return new StatementRefusedException(rule, index, path);
    }
}
