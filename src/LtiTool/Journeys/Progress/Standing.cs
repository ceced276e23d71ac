using Yrkesresan.Content;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>How a person stands to a journey on a day: what progress must know before it stores anything.</summary>
/// <param name="Pseudonym">What names the person in learning records.</param>
/// <param name="WhyNot">Why the person does not take part; null when the person does. Of who does not, nothing is stored (domain §2).</param>
/// <param name="Basis">What decides the person's step.</param>
public sealed record Standing(Guid Pseudonym, WhyNot? WhyNot, MembershipBasis Basis)
{
    /// <summary>Whether the person takes part.</summary>
    public bool TakesPart => WhyNot is null;
}

/// <summary>Reads standings. An interface, so that the rules of progress are tested apart from those of memberships.</summary>
public interface IStandings
{
    /// <summary>The person's standing; null when nothing is known of the person in the journey.</summary>
    Task<Standing?> OfAsync(SqlSession session, Guid personId, Journey journey, DateOnly on);
}

/// <summary>Standings as memberships and organisation have them.</summary>
internal sealed class MembershipStandings(Participation participation) : IStandings
{
    public async Task<Standing?> OfAsync(SqlSession session, Guid personId, Journey journey, DateOnly on)
    {
        var found = (await participation.OfAsync(session, personId, on)).FirstOrDefault(p => p.JourneyId == journey.Id);
        if (found is null)
            return null;
        var pseudonym = await session.FirstOrDefaultAsync($"select pseudonym from person where id = {personId}", r => (Guid?)r.GetUuid(0));
        return pseudonym is { } name ? new(name, found.WhyNot, found.Basis) : null;
    }
}
