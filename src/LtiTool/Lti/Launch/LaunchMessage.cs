using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>One kind of message that a platform launches with (LTI 1.3 Core §5.3.1): what it must hold beyond every message, and where it leads.</summary>
internal abstract class LaunchMessage(string type)
{
    /// <summary>Its <c>message_type</c>.</summary>
    public string Type => type;

    /// <summary>Its own rules, after those of every message.</summary>
    public virtual IReadOnlyList<LaunchRule> Rules => [];

    /// <summary>The path within the tool that it leads to; runs within the launch's commit, where it may keep what the message says.</summary>
    public abstract ValueTask<string> LandAsync(WriteUnit unit, Launched launched, CancellationToken cancel);
}

/// <summary>A launch in the middle of its commit: the person is known and the session made.</summary>
/// <param name="Attempt">The message, proved; alive until the commit has ended.</param>
/// <param name="Launch">What was read from it.</param>
/// <param name="Person">Who comes.</param>
/// <param name="SignedIn">As what.</param>
/// <param name="Origin">The rows of context and link.</param>
/// <param name="StartPath">The person's own start page.</param>
internal sealed record Launched(LaunchAttempt Attempt, AcceptedLaunch Launch, RegisteredPerson Person, SignedIn SignedIn, OriginRows Origin, string StartPath);
