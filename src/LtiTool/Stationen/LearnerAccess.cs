using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>
/// Who may see one person's results in a journey (domain.md §2): the person's manager, the region that delivers to the person's municipality, and
/// a trainer of that region for those who learn in a course room where the trainer teaches. What the LMS calls somebody is never enough.
/// </summary>
internal static class LearnerAccess
{
    /// <summary>Whether the reader may see them.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="learner">The person in the journey today.</param>
    /// <param name="teaches">Whether the reader teaches in a course room where the person learns.</param>
    public static bool MayRead(this SignedIn reader, JourneyParticipation learner, bool teaches) =>
        // Nothing is processed of those whose municipality has not joined or has no agreement, nor of others' employees.
        learner.WhyNot is not (WhyNot.NotEmployedByMunicipality or WhyNot.MunicipalityUnknown or WhyNot.NoProcessorAgreement or WhyNot.MunicipalityNotJoined)
        && (Has(reader, Role.Manager, ScopeKind.Unit, learner.Unit)
            || Has(reader, Role.Manager, ScopeKind.Municipality, learner.Municipality)
            || Has(reader, Role.RssAdministrator, ScopeKind.Region, learner.Region)
            || teaches && Has(reader, Role.Trainer, ScopeKind.Region, learner.Region));

    /// <summary>Whether the first was last seen to teach, or at least not to learn, in a course room where the second was last seen to learn.</summary>
    public static async Task<bool> TeachesAsync(SqlSession session, Guid teacher, Guid learner, CancellationToken cancel) =>
        await session.ScalarAsync<long>($"""
            select count(*) from lti_participant mine join lti_participant theirs on theirs.context_id = mine.context_id
            where mine.person_id = {teacher} and mine.is_learner = {false} and theirs.person_id = {learner} and theirs.is_learner = {true}
            """, cancel) > 0;

    private static bool Has(SignedIn reader, Role role, ScopeKind kind, Place? place) =>
        place is not null && reader.ScopesOf(role).Any(s => s.Kind == kind && s.Id == place.Id);
}
