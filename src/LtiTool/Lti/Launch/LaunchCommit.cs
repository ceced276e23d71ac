using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>
/// The one commit of a launch: state used up, person known, session made, the launch recorded, and what its message asks for. All or nothing.
/// </summary>
internal sealed class LaunchCommit(WriteQueue writes, LaunchRecord record, ContextStore contexts, PlatformDirectory platforms, YrkesresanOptions options)
{
    /// <summary>Commits; gives where it leads, or null when the state was used before, by whichever instance.</summary>
    /// <exception cref="RegistrationGoneException">The platform was removed after the rules found it; nothing is stored.</exception>
    public async Task<Landing?> RunAsync(LaunchAttempt attempt, AcceptedLaunch launch, CancellationToken cancel)
    {
        OriginRows? rows = null;
        var isFramedAnew = launch.ReturnOrigin is { } origin && !attempt.Platform.IsFramedBy(origin) && PlatformAddress.IsFrameOrigin(origin, options);
        var landing = await writes.RunAsync<Landing?>(async unit =>
        {
            if (!await UsedOnce.TryUseAsync(unit, launch.StateId, launch.StateExpires))
                return null;
            var room = contexts.Known(launch.DeploymentId, launch.Origin, launch.At)?.ContextRow;
            var person = await PersonRegister.SignInAsync(unit, launch.PlatformId, launch.Subject, launch.Identity, launch.At, room);
            var facts = new SessionFacts(person.Id, launch.PlatformId, launch.DeploymentId, launch.IsLearner, launch.MappedGrants, launch.Locale, launch.InFrame) { ContextId = room };
            if (!await SessionStore.AddAsync(unit, launch.SessionToken, facts, launch.At, launch.At))
                throw new RegistrationGoneException();
            rows = await NoteOriginAsync(unit, attempt, launch, person);
            if (isFramedAnew)
                await PlatformStore.AddFrameOriginAsync(unit, launch.PlatformId, launch.ReturnOrigin!);
            if (rows.ContextRow is { } context && context != room)
                await SessionStore.SetContextAsync(unit, launch.SessionToken, context);
            var journeys = person.HasMemberships ? await record.AppendAsync(unit, person, launch.IsLearner, launch.At) : [];
            var grants = person.HasGrants ? await GrantStore.OfAsync(unit, person.Id) : [];
            var signedIn = SignIn.Of(facts, person.Pseudonym, person.Identity.Name, person.Identity.GivenName, grants);
            var launched = new Launched(attempt, launch, person, signedIn, rows, StartPlace.Of(signedIn, journeys));
            var path = await attempt.Message.LandAsync(unit, launched, cancel);
            await LaunchedGrades.CoupleAsync(unit, launch, rows);
            return new Landing(person.Id, path);
        });
        if (landing is not null && rows is not null)
            contexts.Remember(launch.DeploymentId, launch.Origin, rows, launch.At);
        // The page that it leads to is to say so already.
        if (landing is not null && isFramedAnew)
            platforms.Forget();
        return landing;
    }

    private async Task<OriginRows> NoteOriginAsync(WriteUnit unit, LaunchAttempt attempt, AcceptedLaunch launch, RegisteredPerson person)
    {
        var platform = attempt.Platform;
        if (launch.Family is { } family && family != platform.Family)
            await PlatformStore.SetFamilyAsync(unit, platform.Id, family);
        var rows = await contexts.NoteAsync(unit, launch.DeploymentId, launch.Origin, launch.At);
        if (rows.ContextRow is { } context)
        {
            var isNew = person.In != new Participant(launch.IsLearner, launch.IsStaff) && await ContextStore.NoteParticipantAsync(unit, context, launch.Subject, person.Id, launch.IsLearner, launch.IsStaff, launch.At);
            await LaunchedGrades.NoteAsync(unit, launch, context, rows, mayHaveDone: isNew && !person.IsNew);
            if (attempt.Claim(ClaimNames.Custom) is { } custom && platform.Quirks.GroupsOf(custom) is { } groups)
                await GroupRows.SetAsync(unit, context, launch.Subject, groups);
        }
        return rows;
    }
}

/// <summary>Rolls a launch back whose platform was removed a moment ago: the directory in memory knows a second later.</summary>
internal sealed class RegistrationGoneException : Exception;

/// <summary>What a committed launch leads to.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Path">The path within the tool.</param>
internal sealed record Landing(Guid PersonId, string Path);
