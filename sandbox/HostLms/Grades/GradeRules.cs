namespace Yrkesresan.HostLms.Grades;

/// <summary>What of the gradebook can be switched while the platform runs.</summary>
public sealed class GradeRules
{
    /// <summary>Canvas's rules, as its documentation says, where it goes further than AGS 2.0, or against it.</summary>
    public bool Canvas { get; set; }

    /// <summary>What a launch offers; the first is line items of the tool's own.</summary>
    public IReadOnlyList<string> Scopes { get; set; } =
        [Services.Scopes.LineItem, Services.Scopes.LineItemReadOnly, Services.Scopes.ResultReadOnly, Services.Scopes.Score];

    /// <summary>False: launches carry no grade claim at all.</summary>
    public bool Offered { get; set; } = true;

    /// <summary>False: line items are listed whole, whatever is filtered by.</summary>
    public bool KnowsFilters { get; set; } = true;

    /// <summary>How many line items or results are on a page.</summary>
    public int PageSize { get; set; } = 50;
}
