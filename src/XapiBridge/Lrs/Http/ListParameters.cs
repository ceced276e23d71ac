using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>How much of each statement to give (Communication 2.1.3).</summary>
internal enum StatementFormat
{
    Exact,
    Ids,
    Canonical,
}

/// <summary>The parameters of GET /statements (Communication 2.1.3), held to the same formats as in statements (Data 2.2). An unknown one is refused: to ignore a filter would be to answer another question.</summary>
internal sealed class ListParameters
{
    private static readonly string[] WithSingle = ["statementId", "voidedStatementId", "attachments", "format"];

    private readonly SortedDictionary<string, string> given = new(StringComparer.Ordinal);

    public Guid? StatementId { get; private set; }
    public Guid? VoidedStatementId { get; private set; }
    public AgentRef? Agent { get; private set; }
    public IriRef? Verb { get; private set; }
    public IriRef? Activity { get; private set; }
    public Guid? Registration { get; private set; }
    public bool RelatedActivities { get; private set; }
    public bool RelatedAgents { get; private set; }
    public long? Since { get; private set; }
    public long? Until { get; private set; }
    public int Limit { get; private set; }
    public bool Ascending { get; private set; }
    public StatementFormat Format { get; private set; }
    public bool Attachments { get; private set; }
    public string? Cursor { get; private set; }

    /// <summary>The list's parameters without the cursor, the same text for the same list.</summary>
    public string Canonical => string.Join('&', given.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    public static ListParameters Read(IQueryCollection query, XapiVersion version)
    {
        var parameters = new ListParameters();
        foreach (var (name, values) in query)
        {
            if (values.Count != 1)
                throw RequestRefusedException.Bad($"The parameter {name} is given more than once.");
            parameters.Take(name, values[0] ?? "", version);
        }

        parameters.CheckSingle();
        return parameters;
    }

    /// <summary>Holds the question to a launch: its own registration's statements about its own person, in lists.</summary>
    /// <exception cref="RequestRefusedException">It asks for others.</exception>
    public void Bind(LaunchGrant grant)
    {
        var own = grant.Agent;
        if (StatementId is not null || VoidedStatementId is not null || (Registration ?? grant.Registration) != grant.Registration || (Agent ?? own).Hash != own.Hash)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "A launch's token reads the statements of its own registration about its own person, in lists.");
        (Registration, Agent) = (grant.Registration, own);
    }

    private void Take(string name, string value, XapiVersion version)
    {
        if (name == "cursor")
        {
            Cursor = value;
            return;
        }

        given[name] = value;
        switch (name)
        {
            case "statementId":
                StatementId = Uuid(name, value);
                break;
            case "voidedStatementId":
                VoidedStatementId = Uuid(name, value);
                break;
            case "agent":
                Agent = StatementReader.ReadAgent(Encoding.UTF8.GetBytes(value), version);
                break;
            case "verb":
                Verb = Iri(name, value);
                break;
            case "activity":
                Activity = Iri(name, value);
                break;
            case "registration":
                Registration = Uuid(name, value);
                break;
            default:
                TakeMore(name, value, version);
                break;
        }
    }

    private void TakeMore(string name, string value, XapiVersion version)
    {
        switch (name)
        {
            case "related_activities":
                RelatedActivities = Boolean(name, value);
                break;
            case "related_agents":
                RelatedAgents = Boolean(name, value);
                break;
            case "since":
                Since = Timestamp(name, value, version);
                break;
            case "until":
                Until = Timestamp(name, value, version);
                break;
            case "limit":
                Limit = WholeNumber(name, value);
                break;
            case "ascending":
                Ascending = Boolean(name, value);
                break;
            case "format":
                Format = FormatOf(value);
                break;
            case "attachments":
                Attachments = Boolean(name, value);
                break;
            default:
                throw RequestRefusedException.Bad($"The parameter {name} is not one of this resource's.");
        }
    }

    private void CheckSingle()
    {
        if (StatementId is null && VoidedStatementId is null)
            return;
        if (StatementId is not null && VoidedStatementId is not null)
            throw RequestRefusedException.Bad("statementId and voidedStatementId exclude each other.");
        if (Cursor is not null || given.Keys.FirstOrDefault(k => !WithSingle.Contains(k)) is not null)
            throw RequestRefusedException.Bad("Only attachments and format may stand beside statementId or voidedStatementId.");
    }

    /// <summary>The value of the one parameter that a resource has.</summary>
    internal static string Only(IQueryCollection query, string name) =>
        query.Keys.FirstOrDefault(k => k != name) is { } unknown ? throw RequestRefusedException.Bad($"The parameter {unknown} is not one of this resource's.")
        : query[name] is [{ } value] ? value
        : throw RequestRefusedException.Bad($"The parameter {name} must be given, and once.");

    internal static Guid Uuid(string name, string value) =>
        Formats.Uuid(Encoding.UTF8.GetBytes(value), out var uuid) ? uuid : throw RequestRefusedException.Bad($"{name} must be a UUID in standard string form.");

    internal static IriRef Iri(string name, string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        return Formats.Iri(text) ? IriRef.Of(text, Relation.Direct) : throw RequestRefusedException.Bad($"{name} must be an IRI.");
    }

    private static bool Boolean(string name, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw RequestRefusedException.Bad($"{name} must be true or false."),
    };

    internal static long Timestamp(string name, string value, XapiVersion version) =>
        Iso8601.Timestamp(Encoding.UTF8.GetBytes(value), version == XapiVersion.V2, out var micros)
            ? micros
            : throw RequestRefusedException.Bad($"{name} must be an ISO 8601 timestamp. (In a query, + is written %2B.)");

    private static int WholeNumber(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RequestRefusedException.Bad($"{name} must be a whole number, not negative.");

    private static StatementFormat FormatOf(string value) => value switch
    {
        "exact" => StatementFormat.Exact,
        "ids" => StatementFormat.Ids,
        "canonical" => StatementFormat.Canonical,
        _ => throw RequestRefusedException.Bad("format must be ids, exact or canonical."),
    };
}
