using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.PlatformStorage;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>
/// <c>/lti/launch</c>: the platform's answer to a login. The rules in their order; then one commit; then a 303, so that neither
/// refresh nor back repeats it (lti.md §2.2).
/// </summary>
internal sealed class LaunchEndpoint(
    YrkesresanOptions options, LaunchRules rules, LaunchCommit commit, BrowserCookies cookies,
    SessionMove move, Refusals refusals, LaunchLog log, WriteQueue writes, TimeProvider clock)
{
    private readonly TargetLinks _targets = new(options);

    public async Task ReceiveAsync(HttpContext context)
    {
        var reading = await FormFields.ReadAsync(context.Request, context.RequestAborted);
        // A token in an address is none (form_post only); an address opened by itself may still carry the platform's error.
        if (reading.Fields is null || HttpMethods.IsGet(context.Request.Method) && reading.Fields["error"] is null)
        {
            refusals.Refuse(context, new FormFieldsRule().Name, reading.TooLarge ? Refusal.TooLarge("the form") : Refusal.OpenAgain("not a form post"));
            return;
        }
        using var attempt = new LaunchAttempt(context.Request, reading.Fields, clock.GetUtcNow());
        if (!await CheckAsync(context, attempt, rules.InOrder) || !await CheckAsync(context, attempt, attempt.Message.Rules))
            return;
        if (attempt.AsksStorage)
            context.Show(ShownQuestion.Of(attempt));
        else
            await AcceptAsync(context, attempt);
    }

    /// <summary>Whether every rule holds; the first that does not has refused.</summary>
    private async Task<bool> CheckAsync(HttpContext context, LaunchAttempt attempt, IReadOnlyList<LaunchRule> inOrder)
    {
        foreach (var rule in inOrder)
        {
            if (await rule.CheckAsync(attempt, context.RequestAborted) is not { } refusal)
                continue;
            if (refusal.Advice is Advice.AwaitsApproval or Advice.DeploymentRejected)
                await HoldAsync(attempt);
            refusals.Refuse(context, rule.Name, refusal, attempt);
            return false;
        }
        return true;
    }

    private async Task AcceptAsync(HttpContext context, LaunchAttempt attempt)
    {
        var isParked = attempt.State.Storage == BrowserStorage.PlatformStorage;
        var inFrame = !isParked && (context.Request.Headers.ContainsKey("Sec-Fetch-Dest") ? BrowserCookies.IsInFrame(context.Request) : attempt.State.InFrame);
        var placement = Placement.Of(attempt, _targets.PathOf(IdToken.TextOf(attempt.Claim(ClaimNames.TargetLinkUri))));
        var launch = AcceptedLaunch.From(attempt, placement, inFrame);
        Landing? landing;
        try
        {
            landing = await commit.RunAsync(attempt, launch, context.RequestAborted);
        }
        catch (RegistrationGoneException)
        {
            refusals.Refuse(context, RegistrationRule.RuleName, Refusal.NotConnected("the registration has just been removed"), attempt);
            return;
        }
        if (landing is null)
        {
            refusals.Refuse(context, LaunchRules.StateUnusedRule, Refusal.OpenAgain("used before"), attempt);
            return;
        }
        log.Note(LaunchLogEntry.Of(attempt) with { PersonId = landing.PersonId });
        if (isParked)
        {
            // No session lives in a frame that keeps no cookie: this one's token is kept by nobody, and it waits for the tab that the button opens.
            context.Show(new ShownContinue(attempt.Platform, move.CodeForParked(SessionStore.IdOf(launch.SessionToken), landing.Path), launch.Locale));
            return;
        }
        cookies.ClearState(context.Response, attempt.State);
        cookies.SetSession(context.Response, launch.SessionToken, inFrame);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = _targets.AddressOf(landing.Path);
    }

    private async Task HoldAsync(LaunchAttempt attempt)
    {
        var id = IdToken.TextOf(attempt.Claim(ClaimNames.DeploymentId))!;
        // The signature is verified by now: the platform itself says so.
        await writes.RunAsync(unit => DeploymentRequests.NoteAsync(unit, attempt, id));
    }
}
