using Yrkesresan.Content;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Facts;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>
/// Appends membership facts for follow-up in the transaction that caused them (design.md §4). Of two batches the later one
/// holds from its first day on, so a batch begins where the change does and leaves earlier days as they were told before.
/// </summary>
internal sealed class MembershipFactWriter(MembershipFacts facts)
{
    /// <summary>Appends what follows from the membership as it now is, and gives it with the earliest day ever told.</summary>
    public async Task<Membership> AppendAsync(WriteUnit unit, Membership membership, Journey? journey, PlacePeriods place, DateOnly from)
    {
        if (membership.EmployedFrom is { } employed && employed > from)
            from = employed;
        var batch = MembershipTimeline.From(from, journey, membership, place);
        // Before the first fact nobody takes part; saying so tells nothing.
        if (membership.FactsFrom is null && batch[0].StepId is null)
            batch.RemoveAt(0);
        if (batch.Count == 0)
            return membership;
        var pseudonym = await unit.FirstOrDefaultAsync($"select pseudonym from person where id = {membership.PersonId}", r => r.GetUuid(0));
        await facts.AppendAsync(unit, pseudonym, membership.JourneyId, batch);
        return membership.FactsFrom is { } earliest && earliest <= batch[0].ValidFrom ? membership : membership with { FactsFrom = batch[0].ValidFrom };
    }
}
