namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>What kind of failure a platform's service met with; decides whether trying again can help.</summary>
internal enum ServiceFailure
{
    /// <summary>It did not answer, in time or at all, or failed by itself (5xx): later it may work.</summary>
    Unavailable,

    /// <summary>It asks us to wait (429).</summary>
    Throttled,

    /// <summary>It does not let us in: registration, keys, clock or scopes are to be looked at by somebody.</summary>
    Denied,

    /// <summary>It answered with something that is not what the specification says.</summary>
    Unintelligible,
}

/// <summary>A platform's service could not be used. The message is for administrators: never a token, never a person.</summary>
internal sealed class PlatformServiceException(ServiceFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public ServiceFailure Failure => failure;

    /// <summary>How long the platform asks us to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
