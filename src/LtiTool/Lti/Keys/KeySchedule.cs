namespace Yrkesresan.LtiTool.Lti.Keys;

/// <summary>
/// Which of the tool's keys is published, and which one signs (lti.md §3): a new key is published before it signs, because platforms keep
/// the key set they have fetched; an old one is published until nothing it has signed can live; a withdrawn one never.
/// </summary>
internal static class KeySchedule
{
    /// <summary>How long a new key is published before it signs: platforms that keep a key set do so for a day at most.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    /// <summary>How long a key is published after another has begun to sign. What we sign lives an hour at most.</summary>
    public static readonly TimeSpan KeptAfter = TimeSpan.FromHours(24);

    /// <summary>How long a key signs before the job makes the next.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>How long it is remembered that a key was withdrawn.</summary>
    public static readonly TimeSpan WithdrawnKept = TimeSpan.FromDays(90);

    /// <summary>The keys for /lti/jwks.</summary>
    public static IEnumerable<ToolKey> Published(IReadOnlyList<ToolKey> keys, DateTimeOffset now) =>
        keys.Where(k => k.Withdrawn is null && !IsOutlived(k, keys, now));

    /// <summary>
    /// The key that signs now; null when every key was withdrawn. Where only keys are left that are to sign later, the first of them
    /// signs at once: a platform that does not know it yet fetches it, and nothing else could sign.
    /// </summary>
    public static ToolKey? Signing(IReadOnlyList<ToolKey> keys, DateTimeOffset now)
    {
        var good = keys.Where(k => k.Withdrawn is null).OrderBy(k => k.SignsFrom).ToList();
        return good.LastOrDefault(k => k.SignsFrom <= now) ?? good.FirstOrDefault();
    }

    /// <summary>Whether the job is to make a new key.</summary>
    public static bool IsRotationDue(IReadOnlyList<ToolKey> keys, DateTimeOffset now) =>
        keys.All(k => k.Withdrawn is not null || k.SignsFrom + Lifetime <= now);

    /// <summary>Whether the key may be deleted.</summary>
    public static bool IsSpent(ToolKey key, IReadOnlyList<ToolKey> keys, DateTimeOffset now) =>
        key.Withdrawn is { } withdrawn ? withdrawn + WithdrawnKept <= now : IsOutlived(key, keys, now);

    private static bool IsOutlived(ToolKey key, IReadOnlyList<ToolKey> keys, DateTimeOffset now) =>
        keys.Any(later => later.Withdrawn is null && later.SignsFrom > key.SignsFrom && later.SignsFrom + KeptAfter <= now);
}
