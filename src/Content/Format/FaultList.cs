using System.Globalization;
using System.Resources;

namespace Yrkesresan.Content;

/// <summary>A place in a kit.</summary>
internal readonly record struct Spot(string File, int Line, int Column)
{
    public static Spot Of(string file) => new(file, 1, 1);
}

/// <summary>Collects faults, so that reading goes on and finds them all.</summary>
internal sealed class FaultList(KitLimits limits)
{
    internal static readonly ResourceManager Texts = new("Yrkesresan.Content.Format.FaultTexts", typeof(FaultList).Assembly);

    private readonly List<KitFault> faults = [];

    public bool IsEmpty => faults.Count == 0;

    public int Count => faults.Count;

    public KitLimits Limits => limits;

    public void Add(Spot spot, string code, params object[] arguments)
    {
        if (faults.Count < limits.Faults)
            faults.Add(Make(spot, code, arguments));
        else if (faults.Count == limits.Faults)
            faults.Add(Make(Spot.Of(""), "too-many-faults", limits.Faults));
    }

    public IReadOnlyList<KitFault> InOrder() =>
        [.. faults.Distinct().OrderBy(f => f.Code == "too-many-faults").ThenBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line).ThenBy(f => f.Column)];

    private static KitFault Make(Spot spot, string code, params object[] arguments)
    {
        var text = Texts.GetString(code, CultureInfo.CurrentUICulture) ?? throw new InvalidOperationException($"No text for the fault '{code}'.");
        return new(spot.File, spot.Line, spot.Column, code, string.Format(CultureInfo.CurrentCulture, text, [.. arguments.Select(a => a is string s ? Shown(s) : a)]));
    }

    /// <summary>What a stranger wrote, short and without characters that would disturb a terminal.</summary>
    private static string Shown(string text)
    {
        var plain = string.Concat(text.EnumerateRunes().Take(80).Select(r => Rune(r)));
        return plain.Length < text.Length ? plain + "…" : plain;

        static string Rune(System.Text.Rune r) =>
            System.Text.Rune.IsControl(r) || System.Text.Rune.GetUnicodeCategory(r) == UnicodeCategory.Format ? "�" : r.ToString();
    }
}
