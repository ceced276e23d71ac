using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>
/// A launch on its way through the rules. Each rule may rely on what those before it have proved and filled in; before
/// <see cref="Rules.SignatureRule"/> nothing in the token is to be trusted.
/// </summary>
internal sealed class LaunchAttempt(HttpRequest request, FormFields fields, DateTimeOffset now) : IDisposable
{
    private IdToken? _token;
    private LaunchState? _state;
    private Platform? _platform;
    private Deployment? _deployment;
    private LaunchMessage? _message;

    public HttpRequest Request => request;

    public FormFields Fields => fields;

    /// <summary>The moment of the launch; one for all rules.</summary>
    public DateTimeOffset Now => now;

    public IdToken Token
    {
        get => _token ?? throw new InvalidOperationException("No rule has read the token yet.");
        set => _token = value;
    }

    public LaunchState State
    {
        get => _state ?? throw new InvalidOperationException("No rule has opened the state yet.");
        set => _state = value;
    }

    public Platform Platform
    {
        get => _platform ?? throw new InvalidOperationException("No rule has found the platform yet.");
        set => _platform = value;
    }

    public Deployment Deployment
    {
        get => _deployment ?? throw new InvalidOperationException("No rule has found the deployment yet.");
        set => _deployment = value;
    }

    public LaunchMessage Message
    {
        get => _message ?? throw new InvalidOperationException("No rule has found the kind of message yet.");
        set => _message = value;
    }

    /// <summary>The platform, where a rule has found it.</summary>
    public long? KnownPlatformId => _platform?.Id;

    /// <summary>How far the platform's clock is ahead of ours; null until <c>iat</c> is read.</summary>
    public TimeSpan? Skew { get; set; }

    /// <summary>Where the browser keeps the login's secret; null until the state is opened.</summary>
    public BrowserStorage? KnownStorage => _state?.Storage;

    /// <summary>The kind of message, where a rule has found it.</summary>
    public string? KnownMessage => _message?.Type;

    /// <summary>The platform's id of the deployment, where a rule has found it.</summary>
    public string? KnownDeployment => _deployment?.DeploymentId;

    /// <summary>Set by the signature's rule: the claims are the platform's word.</summary>
    public bool IsSigned { get; set; }

    /// <summary>How the platform names who comes, once it is its word; null before, or where it names nobody.</summary>
    public string? KnownSubject =>
        IsSigned && IdToken.TextOf(Claim("sub")) is { Length: > 0 and <= 255 } sub && !sub.AsSpan().ContainsAnyExceptInRange(' ', '~') ? sub : null;

    /// <summary>Set by the browser's rule: the launch is to be proven by the platform's storage, which only a script can ask.</summary>
    public bool AsksStorage { get; set; }

    /// <summary>A claim of the token.</summary>
    public JsonElement? Claim(string name) => Token.Claim(name);

    public void Dispose() => _token?.Dispose();
}
