using Yrkesresan.LtiTool.Journeys.Progress;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>What went from the joined person to the kept one, for parting.</summary>
/// <param name="Accounts">The accounts, by platform and subject.</param>
/// <param name="Grants">Roles, by their rows.</param>
/// <param name="Journeys">What became of the memberships.</param>
/// <param name="Progress">What had been done, and its records.</param>
/// <param name="Launches">Entries of the launch log; null for a joining of the time before they moved.</param>
internal sealed record JoinMoved(
    IReadOnlyList<MovedAccount> Accounts, IReadOnlyList<Guid> Grants, IReadOnlyList<MovedMembership> Journeys, MovedProgress Progress, IReadOnlyList<long>? Launches = null);

/// <summary>An account.</summary>
internal sealed record MovedAccount(long Platform, string Subject);

/// <summary>A journey in which at least one of the two has a membership.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="KeptBatch">The last batch of facts told of the kept person before.</param>
/// <param name="JoinedBatch">The last batch of facts told of the joined person before.</param>
/// <param name="Moved">The membership that the kept person took over; null when the own one stayed.</param>
/// <param name="Aside">The membership that gave way; null when there was none.</param>
internal sealed record MovedMembership(string Journey, int KeptBatch, int JoinedBatch, Guid? Moved, Guid? Aside);

/// <summary>A joining as the log has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="KeptId">Who both are now.</param>
/// <param name="KeptName">The name; null when no platform has sent one.</param>
/// <param name="JoinedId">Who was joined to that.</param>
/// <param name="JoinedName">The name then.</param>
/// <param name="At">When.</param>
/// <param name="By">Who did it.</param>
/// <param name="Why">The reason given.</param>
/// <param name="Parted">When they were parted; null while they are one.</param>
/// <param name="PartedBy">Who parted them.</param>
/// <param name="PartedWhy">The reason given.</param>
internal sealed record JoinEntry(
    Guid Id, Guid KeptId, string? KeptName, Guid JoinedId, string? JoinedName, DateTimeOffset At, string By, string? Why, DateTimeOffset? Parted, string? PartedBy, string? PartedWhy);

/// <summary>Who joins or parts, and why.</summary>
/// <param name="By">Who.</param>
/// <param name="Why">The reason; null when none is given.</param>
/// <param name="ById">Who, by id; null for a command.</param>
internal sealed record JoinNote(string By, string? Why, Guid? ById = null);

/// <summary>Why two persons cannot be joined, or parted.</summary>
internal enum JoinRefusal
{
    /// <summary>One of them is not known, or is joined to somebody already.</summary>
    NotTwoPersons,

    /// <summary>Both are in the same journey and nobody has said whose membership holds.</summary>
    MembershipNotChosen,

    /// <summary>The kept person has been joined to somebody, or with somebody else, since: that is parted first.</summary>
    LaterFirst,

    /// <summary>They have been parted already, or never were joined.</summary>
    NotJoined,

    /// <summary>Who asks may not join or part these persons (any more).</summary>
    NotAllowed,
}

/// <summary>It cannot be; nothing has been changed.</summary>
internal sealed class JoinRefusedException(JoinRefusal refusal) : InvalidOperationException(Reason(refusal))
{
    public JoinRefusal Refusal => refusal;

    private static string Reason(JoinRefusal refusal) => refusal switch
    {
        JoinRefusal.NotTwoPersons => "These are not two persons who can be joined: one is not known, or is joined already.",
        JoinRefusal.MembershipNotChosen => "Both take part in the same journey: say whose membership is to hold (--membership JOURNEY=PERSON).",
        JoinRefusal.NotAllowed => "These persons, or roles of theirs, are beyond the administrator's scope.",
        JoinRefusal.LaterFirst => "The person has been joined with somebody else since. Part that first.",
        _ => "There is no such joining in force.",
    };
}
