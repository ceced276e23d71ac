using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Yrkesresan.Content;

/// <summary>A kit's version by Semantic Versioning 2.0.0. Build metadata is kept for show; it takes no part in precedence (clause 10).</summary>
public sealed partial record SemanticVersion : IComparable<SemanticVersion>
{
    private SemanticVersion(int major, int minor, int patch, string? preRelease, string? build)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        PreRelease = preRelease;
        Build = build;
    }

    /// <summary>Rises when what participants have done no longer fits the kit.</summary>
    public int Major { get; }

    /// <summary>Rises when something is added.</summary>
    public int Minor { get; }

    /// <summary>Rises when something is mended.</summary>
    public int Patch { get; }

    /// <summary>What follows the hyphen, such as <c>utkast.1</c>; null for a release.</summary>
    public string? PreRelease { get; }

    /// <summary>What follows the plus sign; null where there is none.</summary>
    public string? Build { get; }

    /// <summary>Reads a version strictly: three numbers without leading zeros, then optional pre-release and build (clauses 2, 9 and 10).</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        var match = Pattern().Match(text ?? "");
        if (!match.Success || !Number(match, 1, out var major) || !Number(match, 2, out var minor) || !Number(match, 3, out var patch))
            return false;
        version = new(major, minor, patch, Text(match, 4), Text(match, 5));
        return true;
    }

    /// <summary>Reads a version, or throws <see cref="FormatException"/>.</summary>
    public static SemanticVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not a semantic version.");

    /// <summary>Precedence by clause 11: numbers first, a pre-release before its release, then its identifiers one by one.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || PreRelease == other.PreRelease)
            return order;
        if (PreRelease is null || other.PreRelease is null)
            return PreRelease is null ? 1 : -1;
        return ComparePreRelease(PreRelease.Split('.'), other.PreRelease.Split('.'));
    }

    /// <summary>Whether <paramref name="left"/> has lower precedence.</summary>
    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> has higher precedence.</summary>
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> has lower or the same precedence.</summary>
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> has higher or the same precedence.</summary>
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    /// <summary>The version as it is written in a kit.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Major}.{Minor}.{Patch}{(PreRelease is null ? "" : "-" + PreRelease)}{(Build is null ? "" : "+" + Build)}");

    private static int ComparePreRelease(string[] left, string[] right)
    {
        foreach (var (a, b) in left.Zip(right))
        {
            var order = (IsNumber(a), IsNumber(b)) switch
            {
                // Without leading zeros the longer number is the larger, however long it is.
                (true, true) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(a, b),
            };
            if (order != 0)
                return order;
        }
        return left.Length.CompareTo(right.Length);
    }

    private static bool IsNumber(string identifier) => identifier.All(char.IsAsciiDigit);

    private static bool Number(Match match, int group, out int number) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string? Text(Match match, int group) => match.Groups[group].Success ? match.Groups[group].Value : null;

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
