namespace Yrkesresan.HostLms.Rooms;

/// <summary>How the roster service behaves; the specification leaves some of it open, and some of it is wrong.</summary>
public sealed record RosterHabits
{
    /// <summary>The length of a page when none, or a longer one, is asked for.</summary>
    public int PageLength { get; init; } = 50;

    /// <summary>Whether <c>limit</c> is heeded; it is "a guide" (NRPS 2.0 §2.4.2).</summary>
    public bool HeedsLimit { get; init; } = true;

    /// <summary>Links to pages are relative (RFC 8288 §3.1 allows it).</summary>
    public bool RelativeLinks { get; init; }

    /// <summary>Tells where differences are.</summary>
    public bool TellsDifferences { get; init; }

    /// <summary>Says nobody's name, as a platform whose administrators have not agreed to it.</summary>
    public bool WithoutNames { get; init; }

    /// <summary>Knows roles by their whole names alone, and nobody by another (Canvas).</summary>
    public bool KnowsWholeRolesOnly { get; init; }

    /// <summary>Says no groups at all of who is in none (Sakai).</summary>
    public bool LeavesOutNoGroups { get; init; }

    /// <summary>A lie: whatever role is asked for, everybody is told.</summary>
    public bool IgnoresRole { get; init; }

    /// <summary>A lie: the second page is given twice before the third.</summary>
    public bool RepeatsAPage { get; init; }

    /// <summary>A lie: the last page leads to another, and so on.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>A lie: the last page leads to the first.</summary>
    public bool GoesInCircle { get; init; }

    /// <summary>Pages from this one on, counted from 1, answer 500.</summary>
    public int? FailsFromPage { get; init; }

    /// <summary>A lie: nobody is there.</summary>
    public bool SaysNobody { get; init; }

    /// <summary>A lie: addresses of differences answer 404.</summary>
    public bool ForgetsDifferences { get; init; }

    /// <summary>Where links to further pages lead, instead of here.</summary>
    public string? LinksTo { get; init; }
}
