using System.Security.Cryptography;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>What a refused person is advised to do: one text each in LtiTexts.</summary>
internal enum Advice
{
    /// <summary>Open the link again from the LMS: the login was old, used, or another browser's.</summary>
    OpenAgain,

    /// <summary>The LMS is not connected; its administrator must register it.</summary>
    NotConnected,

    /// <summary>The LMS sent a message that is not right; its administrator needs the reference.</summary>
    FaultyMessage,

    /// <summary>This deployment awaits approval.</summary>
    AwaitsApproval,

    /// <summary>An administrator has turned this deployment down.</summary>
    DeploymentRejected,

    /// <summary>The LMS itself reported that it could not sign the person in.</summary>
    PlatformSaysNo,

    /// <summary>The LMS's keys could not be had just now, or do not include the one used.</summary>
    KeysUnavailable,

    /// <summary>The clocks differ, or the message lay too long.</summary>
    WrongTime,

    /// <summary>The message was too large.</summary>
    TooLarge,

    /// <summary>Links are placed by who has charge of the course room.</summary>
    MayNotPickLinks,

    /// <summary>Too many attempts from here.</summary>
    TooMany,
}

/// <summary>Why a login or launch is refused.</summary>
/// <param name="Status">400–403, 413 or 429.</param>
/// <param name="Advice">What the person is told.</param>
/// <param name="Detail">For the log: what was seen; never a token or a name.</param>
internal sealed record Refusal(int Status, Advice Advice, string? Detail = null)
{
    public static Refusal OpenAgain(string? detail = null) => new(StatusCodes.Status400BadRequest, Advice.OpenAgain, detail);

    public static Refusal Faulty(string? detail = null) => new(StatusCodes.Status400BadRequest, Advice.FaultyMessage, detail);

    public static Refusal NotConnected(string? detail = null) => new(StatusCodes.Status403Forbidden, Advice.NotConnected, detail);

    public static Refusal Unproven(Advice advice, string? detail = null) => new(StatusCodes.Status401Unauthorized, advice, detail);

    public static Refusal TooLarge(string? detail = null) => new(StatusCodes.Status413PayloadTooLarge, Advice.TooLarge, detail);

    public static Refusal TooMany() => new(StatusCodes.Status429TooManyRequests, Advice.TooMany);

    /// <summary>Text from outside, made fit for a log line: printable ASCII, at most 200 characters.</summary>
    public static string Shorten(string? text)
    {
        if (text is null)
            return "(absent)";
        var cut = text.Length > 200 ? text[..200] + "…" : text;
        return string.Create(cut.Length, cut, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is >= ' ' and < (char)127 ? source[i] : '?';
        });
    }

    /// <summary>A code that a person can read out on the telephone: eight of Crockford's 32 characters, e.g. <c>7KQM-2XD9</c>.</summary>
    public static string NewReference()
    {
        const string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var code = RandomNumberGenerator.GetString(alphabet, 8);
        return $"{code[..4]}-{code[4..]}";
    }
}
