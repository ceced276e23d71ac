namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>One rule of a launch. Its name stands in the launch log and stays the same, whatever the class is called.</summary>
internal abstract class LaunchRule(string name)
{
    public string Name => name;

    /// <summary>Why the launch is refused; null when this rule has nothing against it.</summary>
    public abstract ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel);
}

/// <summary>A rule that needs nothing but the attempt.</summary>
internal abstract class PureLaunchRule(string name) : LaunchRule(name)
{
    public sealed override ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel) => new(Check(attempt));

    /// <inheritdoc cref="LaunchRule.CheckAsync"/>
    protected abstract Refusal? Check(LaunchAttempt attempt);
}
