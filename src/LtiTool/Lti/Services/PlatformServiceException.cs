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

/// <summary>A platform's service could not be used. The message may be logged: never a token, never a person, nothing that the platform wrote.</summary>
internal class PlatformServiceException(ServiceFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public ServiceFailure Failure => failure;

    /// <summary>The beginning of what the platform answered; null when it answered nothing. It may name people: for administrators' pages alone.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether no token was given, so that none of the platform's services can be used.</summary>
    public bool IsOfToken { get; init; }

    /// <summary>The message and the answer, for an administrator's page.</summary>
    public string Detail => string.IsNullOrEmpty(Answer) ? Message : $"{Message}: {Answer}";

    /// <summary>How long the platform asks us to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
