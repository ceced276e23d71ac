namespace Yrkesresan.XapiBridge.Lrs.Credentials;

/// <summary>What a credential may do: the scopes of xAPI (Communication 4.2). <c>all</c> includes them all.</summary>
public static class Scope
{
    /// <summary>Everything.</summary>
    public const string All = "all";

    /// <summary>Reading everything.</summary>
    public const string AllRead = "all/read";

    /// <summary>Storing statements.</summary>
    public const string StatementsWrite = "statements/write";

    /// <summary>Reading all statements.</summary>
    public const string StatementsRead = "statements/read";

    /// <summary>Reading the statements that this credential stored.</summary>
    public const string StatementsReadMine = "statements/read/mine";

    /// <summary>State documents.</summary>
    public const string State = "state";

    /// <summary>Activity and agent profile documents.</summary>
    public const string Profile = "profile";

    /// <summary>Changing canonical definitions.</summary>
    public const string Define = "define";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Known { get; } = [All, AllRead, StatementsWrite, StatementsRead, StatementsReadMine, State, Profile, Define];
}
