namespace Yrkesresan.HostLms.Grades;

/// <summary>Whose rules the gradebook goes by where LMSs go further than, or against, the specification.</summary>
public enum Mood
{
    /// <summary>AGS 2.0 as it is written.</summary>
    Specification,

    /// <summary>Moodle 4.5, as its answers were recorded.</summary>
    Moodle,

    /// <summary>Canvas, as its documentation says.</summary>
    Canvas,
}

/// <summary>What can be switched while the platform runs.</summary>
public sealed class GradeRules
{
    public Mood Mood { get; set; }

    /// <summary>What a launch offers; the first is line items of the tool's own.</summary>
    public IReadOnlyList<string> Scopes { get; set; } =
        [Services.Scopes.LineItem, Services.Scopes.LineItemReadOnly, Services.Scopes.ResultReadOnly, Services.Scopes.Score];

    /// <summary>False: launches carry no grade claim at all.</summary>
    public bool Offered { get; set; } = true;

    /// <summary>False: line items are listed whole, whatever is filtered by.</summary>
    public bool KnowsFilters { get; set; } = true;

    /// <summary>How many line items or results are on a page.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>What launches call this LMS, so that a tool goes by its rules.</summary>
    public string Family => Mood switch
    {
        Mood.Moodle => "moodle",
        Mood.Canvas => "canvas",
        _ => "exempel-lms",
    };
}
