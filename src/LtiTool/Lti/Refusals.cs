using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Support;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>One way to say no to a login or launch: noted in the launch log, shown to the person with the same code.</summary>
internal sealed class Refusals(LaunchLog log, RefusalFlood flood, TimeProvider clock)
{
    /// <summary>Refuses a login, or another request that is no launch.</summary>
    /// <param name="context">The request.</param>
    /// <param name="rule">The rule that refused.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="platformId">The platform, when known.</param>
    public void Refuse(HttpContext context, string rule, Refusal refusal, long? platformId = null) =>
        Refuse(context, refusal, new LaunchLogEntry(clock.GetUtcNow(), platformId, PersonId: null, rule, refusal.Detail));

    /// <summary>Refuses a launch; what its rules have found so far is noted.</summary>
    public void Refuse(HttpContext context, string rule, Refusal refusal, LaunchAttempt attempt) =>
        Refuse(context, refusal, LaunchLogEntry.Of(attempt) with { At = clock.GetUtcNow(), Rule = rule, Detail = refusal.Detail });

    private void Refuse(HttpContext context, Refusal refusal, LaunchLogEntry entry)
    {
        if (flood.IsFlood(context.Connection.RemoteIpAddress))
        {
            context.Show(new ShownRefusal(Refusal.TooMany(), Reference: null));
            return;
        }
        var reference = Refusal.NewReference();
        log.Note(entry with { Reference = reference });
        context.Show(new ShownRefusal(refusal, reference));
    }
}
