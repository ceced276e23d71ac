using System.Globalization;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>A statement, or a batch, breaks a rule of the specification. Nothing of the request is stored.</summary>
public sealed class StatementRefusedException : Exception
{
    internal StatementRefusedException(Rule rule, int? index, string path)
        : base(Describe(rule, index, path)) => (Rule, Index, Path) = (rule, index, path);

    /// <summary>Position of the statement in its batch, from 0; null when the request holds one statement or is not JSON at all.</summary>
    public int? Index { get; }

    /// <summary>Property path inside the statement, such as <c>context.contextActivities.parent[0].id</c>; empty for the statement itself.</summary>
    public string Path { get; }

    /// <summary>Stable name of the broken rule.</summary>
    public string RuleName => Rule.Name;

    /// <summary>The clause of the specification.</summary>
    public string Clause => Rule.Clause;

    /// <summary>What the clause asks for.</summary>
    public string Requirement => Rule.Says;

    internal Rule Rule { get; }

    private static string Describe(Rule rule, int? index, string path)
    {
        var where = path.Length == 0 ? "" : $" at {path}";
        var which = index is { } i ? string.Create(CultureInfo.InvariantCulture, $"Statement {i}") : "The statement";
        return $"{which}{where}: {rule.Says} ({rule.Clause})";
    }
}
