using Yrkesresan.Content;

namespace Yrkesresan.XapiBridge.FollowUp.Editions;

/// <summary>A municipality that has joined the journey on the reference date, and the RSS that delivers to it, by their names then.</summary>
/// <param name="Code">The municipality's SCB code.</param>
/// <param name="Name">Its name.</param>
/// <param name="RegionId">The RSS.</param>
/// <param name="RegionName">The RSS's name.</param>
public sealed record JoinedPlace(string Code, string Name, string RegionId, string RegionName);

/// <summary>An edition to be issued.</summary>
/// <param name="Journey">The journey in force.</param>
/// <param name="ReferenceDate">The day that the figures are for, in Sweden; its year is the edition's.</param>
/// <param name="Joined">The joined municipalities.</param>
/// <param name="Definitions">What the figures mean, as the reader will see it beside them: text by language tag.</param>
/// <param name="IssuedBy">Who issues it.</param>
public sealed record EditionOrder(
    Journey Journey, DateOnly ReferenceDate, IReadOnlyList<JoinedPlace> Joined, IReadOnlyDictionary<string, string> Definitions, string IssuedBy);

/// <summary>What stands on an edition's cover.</summary>
/// <param name="Id">The edition's id.</param>
/// <param name="JourneyId">The journey.</param>
/// <param name="Year">The year of the reference date; one edition is issued per journey and year.</param>
/// <param name="ReferenceDate">The day that the figures are for.</param>
/// <param name="Issued">When it was issued.</param>
/// <param name="IssuedBy">Who issued it.</param>
/// <param name="KitVersion">The version of the kit that the goals were counted by.</param>
/// <param name="MethodVersion">The version of the way figures are suppressed.</param>
/// <param name="JourneyTitle">The journey's name then.</param>
/// <param name="Steps">The steps and goals then.</param>
/// <param name="Definitions">What the figures mean: text by language tag.</param>
public sealed record EditionInfo(
    Guid Id,
    string JourneyId,
    int Year,
    DateOnly ReferenceDate,
    DateTimeOffset Issued,
    string IssuedBy,
    string KitVersion,
    string MethodVersion,
    string JourneyTitle,
    IReadOnlyList<EditionStep> Steps,
    IReadOnlyDictionary<string, string> Definitions);

/// <summary>A step as it was when the edition was issued.</summary>
/// <param name="Id">The step's id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Stem">The opening that every goal's wording completes.</param>
/// <param name="Completes">False for a continuous step.</param>
/// <param name="Goals">Its goals, in order.</param>
public sealed record EditionStep(string Id, string Title, string Stem, bool Completes, IReadOnlyList<EditionGoal> Goals);

/// <summary>A goal as it was when the edition was issued.</summary>
/// <param name="Id">The goal's id.</param>
/// <param name="Text">Its exact wording.</param>
/// <param name="ShortText">A few words for tables.</param>
public sealed record EditionGoal(string Id, string Text, string ShortText);

/// <summary>An issued edition.</summary>
/// <param name="Info">Its cover.</param>
/// <param name="Rows">Every published figure: by place (nation, regions, municipalities), step and goal.</param>
public sealed record Edition(EditionInfo Info, IReadOnlyList<EditionRow> Rows);

/// <summary>Why an edition was not issued.</summary>
public enum EditionRefusal
{
    /// <summary>The journey has an edition of that year; earlier editions are not remembered when figures are hidden, so a second could give them away.</summary>
    AlreadyIssuedForYear,

    /// <summary>The reference date has not come.</summary>
    ReferenceDateInFuture,

    /// <summary>No municipality has joined the journey on the reference date.</summary>
    NobodyJoined,
}

/// <summary>An edition was not issued; nothing is stored.</summary>
public sealed class EditionRefusedException(EditionRefusal refusal, string message) : Exception(message)
{
    /// <summary>Why, for a message in the reader's language.</summary>
    public EditionRefusal Refusal => refusal;
}
