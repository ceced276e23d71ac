namespace Yrkesresan.LtiTool.Organisation;

internal sealed class County
{
    public required string Code { get; init; }

    public required string Letters { get; init; }

    public required string Name { get; init; }
}

internal sealed class Municipality
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string CountyCode { get; init; }
}

/// <summary>Regional samverkans- och stödstruktur.</summary>
internal sealed class Rss
{
    public required string Id { get; init; }

    public required string Name { get; set; }
}

/// <summary>Something that holds on certain days, both included; without a last day until further notice.</summary>
internal abstract class PeriodRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required DateOnly ValidFrom { get; init; }

    public DateOnly? ValidTo { get; set; }

    public Period Period => new(ValidFrom, ValidTo);
}

/// <summary>The RSS that produces a journey.</summary>
internal sealed class NationalAssignment : PeriodRow
{
    public required string RssId { get; init; }

    public required string JourneyId { get; init; }
}

/// <summary>The RSS that delivers a journey to a municipality.</summary>
internal sealed class RegionalAssignment : PeriodRow
{
    public required string RssId { get; init; }

    public required string MunicipalityCode { get; init; }

    public required string JourneyId { get; init; }
}

/// <summary>A municipality that takes part in a journey.</summary>
internal sealed class JoinedMunicipality : PeriodRow
{
    public required string MunicipalityCode { get; init; }

    public required string JourneyId { get; init; }
}

/// <summary>A municipality's signed processor agreement (PUB-avtal). None on a day means: missing.</summary>
internal sealed class ProcessorAgreement : PeriodRow
{
    public required string MunicipalityCode { get; init; }

    public required DateOnly SignedOn { get; set; }
}

internal sealed class Department
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string MunicipalityCode { get; init; }

    public required string Name { get; init; }
}

internal sealed class OrganisationUnit
{
    public required string Id { get; init; }

    public required Guid DepartmentId { get; set; }

    public required string Name { get; set; }
}
