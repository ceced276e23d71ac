namespace Yrkesresan.XapiBridge.FollowUp.Facts;

/// <summary>A person's place in a journey from a day on, until the next fact of the same batch or a later batch.</summary>
/// <param name="ValidFrom">The first day.</param>
/// <param name="StepId">The step; null when the person does not take part from then on (an ended membership is a fact too).</param>
/// <param name="UnitId">The unit; null when not known.</param>
/// <param name="MunicipalityCode">The employing municipality's SCB code; given whenever there is a step.</param>
/// <param name="RegionId">The RSS that delivers; null when none does.</param>
public sealed record MembershipFact(DateOnly ValidFrom, string? StepId, string? UnitId, string? MunicipalityCode, string? RegionId);
