using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>A period of days in Sweden, each end open or not.</summary>
internal sealed record Days(DateOnly? From, DateOnly? Until)
{
    public bool IsEmpty => From is null && Until is null;

    public bool IsBackwards => From > Until;
}

/// <summary>What the picker's form says.</summary>
/// <param name="Go">Which button.</param>
/// <param name="Words">What is searched for; null for nothing.</param>
/// <param name="Chosen">The places, in the order of the form.</param>
/// <param name="IsReviewed">Whether the rest has been shown, and so is the person's own word.</param>
/// <param name="InGradebook">Whether results of courses are to stand in the LMS's gradebook.</param>
/// <param name="InWindow">Whether links open in a window of their own.</param>
/// <param name="Available">When links are shown.</param>
/// <param name="Submission">When results count.</param>
internal sealed record LinkChoice(
    string Go, string? Words, IReadOnlyList<Place> Chosen, bool IsReviewed, bool InGradebook, bool InWindow, Days Available, Days Submission)
{
    private const int LongestWords = 100;
    private const int MostLinks = 200;

    public static LinkChoice Nothing { get; } = new("", null, [], false, true, false, new Days(null, null), new Days(null, null));

    /// <summary>True when a date was written that is none.</summary>
    public bool HasBadDate { get; private init; }

    public static LinkChoice Read(IFormCollection form)
    {
        var reviewed = form["reviewed"] == "1";
        var words = form["q"].ToString().Trim();
        var bad = false;
        return new LinkChoice(
            form["go"].ToString(),
            words.Length == 0 ? null : words[..Math.Min(words.Length, LongestWords)],
            [.. form["place"].Select(Places.Parse).OfType<Place>().Distinct().Take(MostLinks)],
            reviewed, !reviewed || form["gradebook"] == "on", form["window"] == "own",
            new Days(Day("available-from"), Day("available-until")), new Days(Day("submission-from"), Day("submission-until")))
        {
            HasBadDate = bad,
        };

        DateOnly? Day(string name)
        {
            if (StringValues.IsNullOrEmpty(form[name]))
                return null;
            if (DateOnly.TryParseExact(form[name].ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 3000)
                return day;
            bad = true;
            return null;
        }
    }
}
