using System.Text;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>The parameters of the document resources (Communication 2.3, 2.6, 2.7). One that a resource does not know is refused (3.2).</summary>
internal sealed class DocumentParameters
{
    // Room for any identifier, and for the longest in a key of the database's.
    private const int LongestId = 2_000;

    private IriRef? activity;
    private AgentRef? agent;
    private Guid? registration;

    private DocumentParameters()
    {
    }

    public DocumentPlace Place { get; private set; } = null!;

    public string? Id { get; private set; }

    public long? Since { get; private set; }

    /// <summary>The parameters of a request for many documents, or for one.</summary>
    public static DocumentParameters Read(IQueryCollection query, DocumentKind kind, XapiVersion version)
    {
        var parameters = new DocumentParameters();
        foreach (var (name, values) in query)
        {
            if (values.Count != 1)
                throw RequestRefusedException.Bad($"The parameter {name} is given more than once.");
            parameters.Take(name, values[0] ?? "", kind, version);
        }

        if (kind != DocumentKind.AgentProfile && parameters.activity is null)
            throw Missing("activityId");
        if (kind != DocumentKind.ActivityProfile && parameters.agent is null)
            throw Missing("agent");
        if (parameters is { Id: not null, Since: not null })
            throw RequestRefusedException.Bad($"since asks for many documents, {IdName(kind)} for one.");
        parameters.Place = new(kind, parameters.activity, parameters.agent, parameters.registration);
        return parameters;
    }

    /// <summary>The parameters of a request that must name one document.</summary>
    public static (DocumentPlace Place, string Id) ReadOne(IQueryCollection query, DocumentKind kind, XapiVersion version)
    {
        var parameters = Read(query, kind, version);
        return (parameters.Place, parameters.Id ?? throw Missing(IdName(kind)));
    }

    private static string IdName(DocumentKind kind) => kind == DocumentKind.State ? "stateId" : "profileId";

    private void Take(string name, string value, DocumentKind kind, XapiVersion version)
    {
        switch (name)
        {
            case "activityId" when kind != DocumentKind.AgentProfile:
                activity = ListParameters.Iri(name, value);
                break;
            case "agent" when kind != DocumentKind.ActivityProfile:
                agent = StatementReader.ReadAgent(Encoding.UTF8.GetBytes(value), version, groups: false);
                break;
            case "registration" when kind == DocumentKind.State:
                registration = ListParameters.Uuid(name, value);
                break;
            case "since":
                Since = ListParameters.Timestamp(name, value, version);
                break;
            default:
                Id = name == IdName(kind) ? IdOf(name, value) : throw RequestRefusedException.Bad($"The parameter {name} is not one of this resource's.");
                break;
        }
    }

    private static string IdOf(string name, string value) =>
        value.Length > 0 && !value.Contains('\0') && Encoding.UTF8.GetByteCount(value) <= LongestId
            ? value
            : throw RequestRefusedException.Bad(FormattableString.Invariant($"{name} must be a text of 1 to {LongestId} bytes without U+0000."));

    private static RequestRefusedException Missing(string name) => RequestRefusedException.Bad($"The parameter {name} is missing.");
}
