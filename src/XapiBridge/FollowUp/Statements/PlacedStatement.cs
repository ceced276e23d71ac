using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.FollowUp.Statements;

/// <summary>Where a person took part on a day, as the membership facts have it.</summary>
/// <param name="UnitId">The unit; null when not known.</param>
/// <param name="MunicipalityCode">The employing municipality's SCB code.</param>
/// <param name="RegionId">The RSS that delivered; null when none did.</param>
public sealed record StatementPlace(string? UnitId, string MunicipalityCode, string? RegionId);

/// <summary>A statement of this service, and where its person took part on its day.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Told">What it tells.</param>
/// <param name="Place">Where; null when no fact places the person on that day.</param>
public sealed record PlacedStatement(StoredStatement Statement, ToldDeed Told, StatementPlace? Place);

/// <summary>Which statements are asked for; null leaves a part open.</summary>
public sealed record StatementFilter
{
    /// <summary>About this journey.</summary>
    public string? JourneyId { get; init; }

    /// <summary>About this step of <see cref="JourneyId"/>.</summary>
    public string? StepId { get; init; }

    /// <summary>With this verb.</summary>
    public Verb? Verb { get; init; }

    /// <summary>Stored on or after the first day of this month, in Sweden, and before the next.</summary>
    public DateOnly? Month { get; init; }

    /// <summary>Only statements stored before this (Unix microseconds): where the page before ended.</summary>
    public long? Before { get; init; }
}

/// <summary>Whose statements may be given. The caller passes what the reader is entitled to; nothing here checks it.</summary>
/// <param name="UnitIds">Units.</param>
/// <param name="MunicipalityCodes">Municipalities, by SCB code.</param>
/// <param name="RegionIds">Regions, by RSS id.</param>
/// <param name="Everyone">Everybody, also those whom no fact places.</param>
public sealed record StatementScope(
    IReadOnlySet<string> UnitIds, IReadOnlySet<string> MunicipalityCodes, IReadOnlySet<string> RegionIds, bool Everyone)
{
    /// <summary>Everybody's.</summary>
    public static StatementScope Nation { get; } = new(new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), true);

    /// <summary>Whether a person at the place is within.</summary>
    public bool Covers(StatementPlace? place) => Everyone || (place is not null
        && ((place.UnitId is not null && UnitIds.Contains(place.UnitId))
            || MunicipalityCodes.Contains(place.MunicipalityCode)
            || (place.RegionId is not null && RegionIds.Contains(place.RegionId))));
}

/// <summary>Statements, newest first.</summary>
/// <param name="Statements">The statements.</param>
/// <param name="Next">What <see cref="StatementFilter.Before"/> is to be for the next page; null when there is no more.</param>
public sealed record PlacedPage(IReadOnlyList<PlacedStatement> Statements, long? Next);
