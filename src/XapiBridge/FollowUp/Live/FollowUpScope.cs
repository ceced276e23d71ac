namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>
/// Whose persons are counted. The caller passes what the person asking is entitled to (domain rule: a manager's own units, an RSS's own region);
/// nothing here checks it.
/// </summary>
public sealed record FollowUpScope
{
    private FollowUpScope(ScopeKind kind, IReadOnlyList<string> ids) => (Kind, Ids) = (kind, ids);

    internal ScopeKind Kind { get; }

    internal IReadOnlyList<string> Ids { get; }

    /// <summary>Everyone.</summary>
    public static FollowUpScope Nation { get; } = new(ScopeKind.Nation, [""]);

    /// <summary>Some units; counted per unit.</summary>
    public static FollowUpScope Units(IEnumerable<string> unitIds) => new(ScopeKind.Units, [.. unitIds.Distinct()]);

    /// <summary>Some municipalities, by SCB code; counted per municipality.</summary>
    public static FollowUpScope Municipalities(IEnumerable<string> codes) => new(ScopeKind.Municipalities, [.. codes.Distinct()]);

    /// <summary>Some regions, by RSS id; counted per municipality.</summary>
    public static FollowUpScope Regions(IEnumerable<string> rssIds) => new(ScopeKind.Regions, [.. rssIds.Distinct()]);
}

internal enum ScopeKind
{
    Nation,
    Units,
    Municipalities,
    Regions,
}

/// <summary>The persons of one step in one unit or municipality, and how far they have come.</summary>
/// <param name="UnitId">The unit, when units were asked for.</param>
/// <param name="MunicipalityCode">The municipality's SCB code.</param>
/// <param name="RegionId">The RSS; null when none delivers there.</param>
/// <param name="StepId">The step that the persons belong to on the day.</param>
/// <param name="Persons">How many they are.</param>
/// <param name="Goals">Each goal of the step, in the kit's order.</param>
public sealed record LiveCount(
    string? UnitId, string MunicipalityCode, string? RegionId, string StepId, int Persons, IReadOnlyList<LiveGoalCount> Goals);

/// <summary>How many persons have come how far with a goal.</summary>
/// <param name="GoalId">The goal.</param>
/// <param name="Begun">Have ticked at least one activity that serves it, or completed it.</param>
/// <param name="Completed">Have completed it; null in a continuous step, where it has no meaning.</param>
public sealed record LiveGoalCount(string GoalId, int Begun, int? Completed);
