namespace Yrkesresan.LtiTool.Stationen;

/// <summary>Whose staff may be shown. The caller takes it from the reader's grants.</summary>
internal abstract record StaffScope
{
    private StaffScope()
    {
    }

    /// <summary>One unit's.</summary>
    public sealed record OfUnit(string UnitId) : StaffScope;

    /// <summary>A whole municipality's.</summary>
    public sealed record OfMunicipality(string Code) : StaffScope;

    /// <summary>A municipality's, as far as the region delivers the journey to it.</summary>
    public sealed record OfDelivery(string RssId, string MunicipalityCode) : StaffScope;
}
