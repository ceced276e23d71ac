using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// <c>/lti/register/{token}</c>: an LMS has been given the link, and opens it with the address of its configuration (Dynamic Registration 1.0 §3).
/// Link claimed → configuration fetched → request sent → platform stored and link used up in one commit → a page that says what came of it.
/// Whatever fails in between leaves nothing behind but the link, which can be tried again.
/// </summary>
internal sealed class RegistrationEndpoint(
    YrkesresanOptions options, RegistrationLinks links, RegistrationExchange exchange, RegistrationCommit commit,
    RefusalFlood flood, LaunchLog log, TimeProvider clock, ILogger<RegistrationEndpoint> faults)
{
    /// <summary>The route below <c>/lti</c>.</summary>
    public const string Route = "/register/{token}";

    private const int LongestToken = 8000;
    private readonly ToolAddresses _tool = ToolAddresses.Of(options.PublicUri);

    public async Task RunAsync(HttpContext context, string token)
    {
        try
        {
            var claim = await links.ClaimAsync(token, context.RequestAborted);
            try
            {
                context.Show(new ShownRegistration(await RegisterAsync(context, claim), ConfigurationOriginOf(context)));
            }
            catch
            {
                await links.ReleaseAsync(claim);
                throw;
            }
        }
        catch (RegistrationRefusedException refused)
        {
            Refuse(context, refused);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
    }

    private async Task<RegistrationSummary> RegisterAsync(HttpContext context, LinkClaim claim)
    {
        var fields = FormFields.Parse(context.Request.QueryString.Value.AsSpan().TrimStart('?'));
        var token = fields?["registration_token"] is { Length: > 0 } given ? given : null;
        if (fields?["openid_configuration"] is not { Length: > 0 and <= LongestToken } address || fields.IsRepeated("registration_token"))
            throw new RegistrationRefusedException(RegistrationFault.NoConfiguration);
        // It goes into a header.
        if (token is not null && (token.Length > LongestToken || token.AsSpan().ContainsAnyExceptInRange('!', '~')))
            throw new RegistrationRefusedException(RegistrationFault.NoConfiguration, "registration_token");
        var configuration = await exchange.FetchConfigurationAsync(address, token, context.RequestAborted);
        var request = RegistrationRequest.For(configuration, _tool, options.SupportEmail);
        // From here on nobody who closes the window may leave the LMS with a registration that we do not know of.
        var answer = await exchange.RegisterAsync(configuration, request, token, CancellationToken.None);
        try
        {
            return await commit.RunAsync(claim, configuration, request, answer);
        }
        catch (Exception e) when (e is not RegistrationRefusedException)
        {
            faults.LogError(e, "The registration of {Issuer} could not be stored.", configuration.Issuer);
            throw new RegistrationRefusedException(RegistrationFault.NotStored, Refusal.Shorten($"client_id {answer.ClientId}"));
        }
    }

    private void Refuse(HttpContext context, RegistrationRefusedException refused)
    {
        if (flood.IsFlood(context.Connection.RemoteIpAddress))
        {
            context.Show(new ShownRefusal(Refusal.TooMany(), Reference: null));
            return;
        }
        var reference = Refusal.NewReference();
        log.Note(new LaunchLogEntry(clock.GetUtcNow(), PlatformId: null, PersonId: null, RuleOf(refused.Fault), refused.Detail, reference));
        context.Show(new ShownRegistrationRefusal(refused.Fault, refused.Detail, refused.Status, reference));
    }

    /// <summary>What the launch log calls a fault, e.g. <c>registration-issuer-mismatch</c>.</summary>
    public static string RuleOf(RegistrationFault fault) =>
        "registration" + string.Concat(fault.ToString().Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : c.ToString()));

    private string? ConfigurationOriginOf(HttpContext context)
    {
        var address = context.Request.Query["openid_configuration"].ToString();
        var origin = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "";
        return PlatformAddress.IsFrameOrigin(origin, options) ? origin : null;
    }
}

/// <summary>The page of a registration that happened. Framed by the LMS that registers (lti.md §2.7).</summary>
internal sealed record ShownRegistration(RegistrationSummary Summary, string? ConfigurationOrigin) : ShownPage("/lti/registered", StatusCodes.Status200OK)
{
    public override string FrameAncestors => string.Join(' ', Summary.Platform.FrameOrigins.Append(ConfigurationOrigin).OfType<string>().Distinct());
}

/// <summary>The page of a registration that did not. Like every refusal it has neither data nor actions, so anyone may frame it.</summary>
internal sealed record ShownRegistrationRefusal(RegistrationFault Fault, string? Detail, int RefusalStatus, string Reference) : ShownPage("/lti/registered", RefusalStatus)
{
    public override string FrameAncestors => "*";
}
