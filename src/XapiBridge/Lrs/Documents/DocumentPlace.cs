using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>The three document resources. The numbers are stored.</summary>
internal enum DocumentKind : short
{
    /// <summary>Communication 2.3: of an agent in an activity, and in a registration if one is named.</summary>
    State = 1,

    /// <summary>Communication 2.7: of an activity.</summary>
    ActivityProfile = 2,

    /// <summary>Communication 2.6: of an agent.</summary>
    AgentProfile = 3,
}

/// <summary>What documents are about: within it each has an id of its own.</summary>
/// <param name="Kind">The resource.</param>
/// <param name="Activity">The activity; null for agent profiles.</param>
/// <param name="Agent">The agent; null for activity profiles.</param>
/// <param name="Registration">The registration; for one document null means that it has none, for many that any will do (Communication 2.3).</param>
internal sealed record DocumentPlace(DocumentKind Kind, IriRef? Activity, AgentRef? Agent, Guid? Registration)
{
    public Guid ActivityHash => Activity?.Hash ?? Guid.Empty;

    public Guid AgentHash => Agent?.Hash ?? Guid.Empty;

    public string RegistrationText => Registration?.ToString("D") ?? "";

    public string? ActivityText => Activity is { } activity ? Encoding.UTF8.GetString(activity.Text.Span) : null;

    public short? AgentKind => Agent is { } agent ? (short)agent.Kind : null;

    public string? AgentHomePage => Agent is { HomePage.IsEmpty: false } agent ? Encoding.UTF8.GetString(agent.HomePage.Span) : null;

    public string? AgentName => Agent is { } agent ? Encoding.UTF8.GetString(agent.Name.Span) : null;

    /// <summary>Whoever changes a document here has the place alone, whatever the registration: else two could both find a precondition good, or both the last free room.</summary>
    public long LockKey => DbValue.LockKey($"xapi_document {(short)Kind} {AgentHash} {ActivityHash}");
}
