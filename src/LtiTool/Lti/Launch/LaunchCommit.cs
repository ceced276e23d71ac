using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>The one commit of a launch: state used up, person known, session made, the launch recorded. All or nothing.</summary>
internal sealed class LaunchCommit(WriteQueue writes, LaunchRecord record)
{
    /// <summary>Commits; gives the path of the person's start page, or null when the state was used before, by whichever instance.</summary>
    /// <exception cref="RegistrationGoneException">The platform was removed after the rules found it; nothing is stored.</exception>
    public Task<Landing?> RunAsync(AcceptedLaunch launch) => writes.RunAsync<Landing?>(async unit =>
    {
        if (!await UsedOnce.TryUseAsync(unit, launch.StateId, launch.StateExpires))
            return null;
        var person = await PersonRegister.SignInAsync(unit, launch.PlatformId, launch.Subject, launch.Identity, launch.At);
        var facts = new SessionFacts(person.Id, launch.PlatformId, launch.DeploymentId, launch.IsLearner, launch.MappedGrants, launch.Locale, launch.InFrame);
        if (!await SessionStore.AddAsync(unit, launch.SessionToken, facts, launch.At, launch.At))
            throw new RegistrationGoneException();
        var journeys = person.HasMemberships ? await record.AppendAsync(unit, person, launch.IsLearner, launch.At) : [];
        var grants = person.HasGrants ? await GrantStore.OfAsync(unit, person.Id) : [];
        var signedIn = SignIn.Of(facts, person.Pseudonym, person.Identity.Name, person.Identity.GivenName, grants);
        return new Landing(person.Id, StartPlace.Of(signedIn, journeys));
    });
}

/// <summary>Rolls a launch back whose platform was removed a moment ago: the directory in memory knows a second later.</summary>
internal sealed class RegistrationGoneException : Exception;

/// <summary>What a committed launch leads to.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="StartPath">The person's own start page.</param>
internal sealed record Landing(Guid PersonId, string StartPath);
