using System.Buffers.Binary;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.PlatformStorage;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>
/// <c>/lti/login</c>: an LMS begins a launch. Everything is checked before anybody is redirected; nothing is written. A login in a
/// frame first finds out, by one redirect on our own origin, whether the browser keeps the cookie, because the platform's hints
/// work once (lti.md §7).
/// </summary>
internal sealed class LoginEndpoint(
    YrkesresanOptions options, PlatformDirectory platforms, LaunchStates states, BrowserCookies cookies, OwnPages own, Refusals refusals, TimeProvider clock, MasterKey master)
{
    public const string FieldsRule = "login-fields";
    public const string RegistrationRule = "login-registration";
    public const string TargetRule = "login-target";
    public const string CheckRule = "login-check";

    /// <summary>Longer addresses are cut off by some proxies. A login that does not fit goes to the platform unchecked.</summary>
    private const int LongestCheck = 6000;

    private readonly TargetLinks _targets = new(options);
    private readonly Seal _seal = new(master, "lti-login-check");
    private readonly string _redirectUri = options.PublicUri.GetLeftPart(UriPartial.Authority) + "/lti/launch";

    /// <summary>GET and POST alike (Security Framework 1.0 §5.1.1.1).</summary>
    public async Task BeginAsync(HttpContext context)
    {
        var reading = await FormFields.ReadAsync(context.Request, context.RequestAborted);
        if (reading.TooLarge)
        {
            refusals.Refuse(context, FieldsRule, Refusal.TooLarge());
            return;
        }
        if (reading.Fields is null || LoginOrder.Read(reading.Fields) is not { } order)
        {
            refusals.Refuse(context, FieldsRule, Refusal.Faulty("iss, login_hint or target_link_uri is missing or doubled"));
            return;
        }
        if (await RegistrationAsync(order, context.RequestAborted) is not { } platform)
        {
            refusals.Refuse(context, RegistrationRule, Refusal.NotConnected($"iss {Refusal.Shorten(order.Issuer)}, client_id {Refusal.Shorten(order.ClientId)}"));
            return;
        }
        if (_targets.PathOf(order.Target) is null)
        {
            refusals.Refuse(context, TargetRule, Refusal.Faulty($"target_link_uri {Refusal.Shorten(order.Target)}"), platform.Id);
            return;
        }
        GoOn(context, order, platform);
    }

    /// <summary>
    /// <c>/lti/login/check</c>: the second step of a login in a frame. With the cookie, on to the platform; without, a page whose script asks the
    /// LMS's platform storage where the LMS has announced one, and whose button repeats the login in a new tab with the LMS's own parameters.
    /// </summary>
    public async Task CheckAsync(HttpContext context)
    {
        var fields = FormFields.Parse(context.Request.QueryString.Value.AsSpan().TrimStart('?'));
        var (order, state, sealedState) = Open(fields?["c"]);
        if (order is null || state is null || clock.GetUtcNow() >= state.Expires || await platforms.FindAsync(state.PlatformId, context.RequestAborted) is not { } platform)
        {
            refusals.Refuse(context, CheckRule, Refusal.OpenAgain());
            return;
        }
        if (cookies.IsSameBrowser(context.Request, state))
            Redirect(context, order.AuthorizationAddress(platform, _redirectUri, sealedState!, state));
        else
            context.Show(new ShownNewTab(order, platform, OfferOf(context.Request, order, platform)));
    }

    private void GoOn(HttpContext context, LoginOrder order, Platform platform)
    {
        var storage = BrowserCookies.IsInFrame(context.Request) ? BrowserStorage.PartitionedCookie
            : own.Sent(context.Request) ? BrowserStorage.NewTab : BrowserStorage.Cookie;
        var (state, secret) = LaunchStates.Begin(platform.Id, order.Target, storage, clock.GetUtcNow());
        var sealedState = states.Close(state);
        cookies.SetState(context.Response, state, secret);
        // Only a frame that says so is checked: at top level cookies are kept, and other frames are too old to say.
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is "iframe" && Close(order, sealedState) is { Length: <= LongestCheck } check)
            Redirect(context, _targets.AddressOf("/lti/login/check?c=" + check));
        else
            Redirect(context, order.AuthorizationAddress(platform, _redirectUri, sealedState, state));
    }

    /// <summary>
    /// A state of its own, bound by a secret that is made for this answer: whoever has the address of the check, or saw another answer to
    /// it, has nothing that this browser will give to the LMS to keep (lti.md §1: a state from another browser is refused).
    /// </summary>
    private StorageOffer? OfferOf(HttpRequest request, LoginOrder order, Platform platform)
    {
        if (order.StorageTarget is not { Length: <= StorageOffer.LongestTarget } || !BrowserCookies.IsInFrame(request))
            return null;
        var (state, secret) = LaunchStates.Begin(platform.Id, order.Target, BrowserStorage.PlatformStorage, clock.GetUtcNow());
        state = state with { StorageTarget = order.StorageTarget };
        return new StorageOffer(order.StorageTarget, StorageProof.KeyOf(state), secret, order.AuthorizationAddress(platform, _redirectUri, states.Close(state), state));
    }

    private async ValueTask<Platform?> RegistrationAsync(LoginOrder order, CancellationToken cancel)
    {
        if (order.ClientId is not null)
            return await platforms.FindAsync(order.Issuer, order.ClientId, cancel);
        // Without client_id an issuer with one registration is known; with several (customers of one host) it is not.
        return await platforms.OfIssuerAsync(order.Issuer, cancel) is [var only] ? only : null;
    }

    private static void Redirect(HttpContext context, string address)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(address);
    }

    private string Close(LoginOrder order, string sealedState)
    {
        var rest = order.ToBytes();
        var plain = new byte[4 + sealedState.Length + rest.Length];
        BinaryPrimitives.WriteInt32BigEndian(plain, sealedState.Length);
        System.Text.Encoding.ASCII.GetBytes(sealedState, plain.AsSpan(4));
        rest.CopyTo(plain.AsSpan(4 + sealedState.Length));
        return _seal.Close(plain);
    }

    private (LoginOrder? Order, LaunchState? State, string? SealedState) Open(string? text)
    {
        if (text is null || _seal.Open(text) is not { } plain)
            return default;
        var length = BinaryPrimitives.ReadInt32BigEndian(plain);
        var sealedState = System.Text.Encoding.ASCII.GetString(plain, 4, length);
        return (LoginOrder.FromBytes(plain.AsSpan(4 + length)), states.Open(sealedState), sealedState);
    }
}

/// <summary>The page for a browser that keeps no cookies in the LMS's frame. Only the platform's own pages may frame it: it has a button.</summary>
/// <param name="Order">The login to repeat.</param>
/// <param name="Platform">Whose.</param>
/// <param name="Offer">What the page's script tries first; null where the LMS has announced no platform storage.</param>
internal sealed record ShownNewTab(LoginOrder Order, Platform Platform, StorageOffer? Offer) : ShownPage("/lti/login/new-tab", StatusCodes.Status200OK)
{
    public override string FrameAncestors => string.Join(' ', Platform.FrameOrigins);
}
