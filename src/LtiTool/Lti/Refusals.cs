using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Support;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>One way to say no to a login or launch: noted in the launch log, shown to the person with the same code.</summary>
internal sealed class Refusals(LaunchLog log, RefusalFlood flood, TimeProvider clock)
{
    /// <summary>Refuses the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="rule">The rule that refused.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="platformId">The platform, when known.</param>
    /// <param name="skew">The platform's clock against ours, when known.</param>
    /// <param name="storage">Where the browser keeps the login's secret, when known.</param>
    public void Refuse(HttpContext context, string rule, Refusal refusal, long? platformId = null, TimeSpan? skew = null, BrowserStorage? storage = null)
    {
        if (flood.IsFlood(context.Connection.RemoteIpAddress))
        {
            context.Show(new ShownRefusal(Refusal.TooMany(), Reference: null));
            return;
        }
        var reference = Refusal.NewReference();
        log.Note(new LaunchLogEntry(clock.GetUtcNow(), platformId, PersonId: null, rule, refusal.Detail, reference, (long?)skew?.TotalMilliseconds, storage?.Name()));
        context.Show(new ShownRefusal(refusal, reference));
    }
}
