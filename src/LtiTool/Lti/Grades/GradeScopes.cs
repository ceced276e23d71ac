namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>AGS 2.0 §3.1: what a platform lets us do, as a launch says.</summary>
internal static class GradeScopes
{
    private const string Ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";

    public const string Score = Ags + "score";
    public const string LineItem = Ags + "lineitem";
    public const string LineItemReadOnly = Ags + "lineitem.readonly";
    public const string ResultReadOnly = Ags + "result.readonly";

    /// <summary>Whether the scope is among these, by space.</summary>
    public static bool Has(string scopes, string scope) => scopes.Split(' ').Contains(scope, StringComparer.Ordinal);

    /// <summary>The scope that reading line items may be asked with; null when there is none.</summary>
    public static string? ToReadLineItems(string scopes) => Has(scopes, LineItem) ? LineItem : Has(scopes, LineItemReadOnly) ? LineItemReadOnly : null;
}

/// <summary>AGS 2.0: its media types. A platform may take no other.</summary>
internal static class GradeMedia
{
    public const string Score = "application/vnd.ims.lis.v1.score+json";
    public const string LineItem = "application/vnd.ims.lis.v2.lineitem+json";
    public const string LineItems = "application/vnd.ims.lis.v2.lineitemcontainer+json";
    public const string Results = "application/vnd.ims.lis.v2.resultcontainer+json";
}
