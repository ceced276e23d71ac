using System.Globalization;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>Days on which something holds: from the first to the last, both included; without a last day, until further notice.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day; null for no end.</param>
public readonly record struct Period(DateOnly First, DateOnly? Last)
{
    /// <summary>False when it would end before it begins.</summary>
    public bool IsOrdered => Last is null || First <= Last;

    /// <summary>The day after the last; null when there is none.</summary>
    public DateOnly? DayAfter => Last is { } last && last < DateOnly.MaxValue ? last.AddDays(1) : null;

    /// <summary>Whether the day is one of them.</summary>
    public bool Contains(DateOnly day) => First <= day && (Last is null || day <= Last);

    /// <summary>Whether any day belongs to both.</summary>
    public bool Overlaps(Period other) => (other.Last is null || First <= other.Last) && (Last is null || other.First <= Last);

    /// <summary>As <c>2021-07-01 – 2028-06-30</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{First:O} – {(Last is { } last ? last.ToString("O", CultureInfo.InvariantCulture) : "")}").TrimEnd();
}
