namespace Yrkesresan.HostLms.Services;

/// <summary>What tokens can be good for here.</summary>
public static class Scopes
{
    public const string LineItem = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
    public const string LineItemReadOnly = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly";
    public const string ResultReadOnly = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly";
    public const string Score = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
    public const string Roster = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
    public const string Groups = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly";
    public const string Notices = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers";

    public static readonly IReadOnlyList<string> All = [LineItem, LineItemReadOnly, ResultReadOnly, Score, Roster, Groups, Notices];
}
