namespace Yrkesresan.LtiTool.Look;

/// <summary>How something went, for the eye: a shape and a word, then a colour.</summary>
/// <param name="Kind"><c>good</c>, <c>bad</c> or <c>other</c>.</param>
/// <param name="Words">How it went, in words.</param>
internal sealed record Outcome(string Kind, string Words)
{
    /// <summary>Its shape.</summary>
    public string Icon => IconOf(Kind);

    public static Outcome Good(string words) => new("good", words);

    public static Outcome Bad(string words) => new("bad", words);

    public static Outcome Other(string words) => new("other", words);

    public static string IconOf(string kind) => kind switch
    {
        "good" => Icons.CheckmarkHeavy,
        "bad" => Icons.ExclamationmarkTriangle,
        _ => Icons.InformationSquare,
    };
}
