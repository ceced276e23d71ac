using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>The one commit of a launch: state used up, person known, session made, the launch recorded. All or nothing.</summary>
internal sealed class LaunchCommit(WriteQueue writes, LaunchRecord record)
{
    /// <summary>Commits; gives who is signed in, or null when the state was used before, by whichever instance.</summary>
    public Task<SignedIn?> RunAsync(AcceptedLaunch launch) => writes.RunAsync(async unit =>
    {
        if (!await UsedOnce.TryUseAsync(unit, launch.StateId, launch.StateExpires))
            return null;
        var person = await PersonRegister.SignInAsync(unit, launch.PlatformId, launch.Subject, launch.Identity, launch.At);
        var facts = new SessionFacts(person.Id, launch.PlatformId, launch.DeploymentId, launch.IsLearner, launch.MappedGrants, launch.Locale, launch.InFrame);
        await SessionStore.AddAsync(unit, launch.SessionToken, facts, launch.At, launch.At);
        await record.AppendAsync(unit, person, launch.At);
        var grants = await GrantStore.OfAsync(unit, person.Id);
        return SignIn.Of(facts, person.Pseudonym, person.Identity.Name, person.Identity.GivenName, grants);
    });
}
