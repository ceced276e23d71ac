using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Support.SelfTest;

/// <summary>How a check came out.</summary>
internal enum CheckOutcome
{
    /// <summary>It works.</summary>
    Good,

    /// <summary>It works, with something to know or to improve.</summary>
    Notable,

    /// <summary>The LMS does not offer it, or has not yet: nothing is wrong, and something is missing.</summary>
    NotOffered,

    /// <summary>It does not work.</summary>
    Bad,
}

/// <summary>What a check found.</summary>
/// <param name="Outcome">How it came out.</param>
/// <param name="Text">The text of <see cref="SelfTestTexts"/> that says what was found and what to change.</param>
/// <param name="Values">What stands in the text's holes.</param>
/// <param name="Detail">What the LMS answered, for whoever looks after it; null when there is nothing to add.</param>
internal sealed record CheckResult(CheckOutcome Outcome, string Text, IReadOnlyList<object> Values, string? Detail = null)
{
    public static CheckResult Good(string text, params object[] values) => new(CheckOutcome.Good, text, values);

    public static CheckResult Notable(string text, params object[] values) => new(CheckOutcome.Notable, text, values);

    public static CheckResult NotOffered(string text) => new(CheckOutcome.NotOffered, text, []);

    public static CheckResult Bad(string text, string? detail, params object[] values) => new(CheckOutcome.Bad, text, values, detail);
}

/// <summary>What the checks are about: the LMS that the administrator came from, and a course room of it.</summary>
/// <param name="Administrator">Who asks.</param>
/// <param name="Platform">The LMS.</param>
/// <param name="Room">The course room that the administrator came from; null when the launch named none.</param>
internal sealed record SelfTestCase(SignedIn Administrator, Platform Platform, CheckedRoom? Room);

/// <summary>A course room as launches have described it.</summary>
/// <param name="Title">Its title; null when the LMS sends none.</param>
/// <param name="MembershipsUrl">Where its roster is.</param>
/// <param name="LineItemsUrl">Where its line items are.</param>
/// <param name="GradeScopes">What may be asked of them.</param>
internal sealed record CheckedRoom(string? Title, string? MembershipsUrl, string? LineItemsUrl, IReadOnlyList<string> GradeScopes);

/// <summary>One thing that the self-test looks at. Nothing is changed at the LMS by it.</summary>
internal abstract class SelfCheck(string name)
{
    /// <summary>Its name in <see cref="SelfTestTexts"/>.</summary>
    public string Name => name;

    /// <summary>Looks.</summary>
    public abstract Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel);
}
