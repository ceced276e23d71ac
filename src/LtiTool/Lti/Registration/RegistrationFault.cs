namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>Why a registration did not happen: one text each in RegistrationTexts. Its name, after <c>registration-</c>, is the rule in the launch log.</summary>
internal enum RegistrationFault
{
    /// <summary>No such link was made.</summary>
    LinkUnknown,

    /// <summary>The link has been used.</summary>
    LinkUsed,

    /// <summary>An administrator took it back.</summary>
    LinkRevoked,

    /// <summary>It is too old.</summary>
    LinkExpired,

    /// <summary>A registration by it is under way.</summary>
    LinkBusy,

    /// <summary>It has been tried too many times.</summary>
    LinkTired,

    /// <summary>The LMS did not say where its configuration is, or said it twice: usually the link was opened by itself.</summary>
    NoConfiguration,

    /// <summary>An address is not https, or points into a private network.</summary>
    AddressRefused,

    /// <summary>Nobody answers at an address.</summary>
    Unreachable,

    /// <summary>An address leads elsewhere: redirects are not followed.</summary>
    Redirected,

    /// <summary>An answer took too long.</summary>
    TooSlow,

    /// <summary>An answer was larger than what is read.</summary>
    TooLarge,

    /// <summary>The configuration's address answered with an error.</summary>
    ConfigurationRefused,

    /// <summary>An answer is no JSON object, or has a member twice.</summary>
    NotJson,

    /// <summary>The issuer is not of the domain that the configuration came from.</summary>
    IssuerMismatch,

    /// <summary>Something the specification requires is missing.</summary>
    ConfigurationIncomplete,

    /// <summary>The LMS does not do what LTI 1.3 needs: id_token, RS256, private_key_jwt.</summary>
    Unsupported,

    /// <summary>The LMS refused the registration.</summary>
    RegistrationRefused,

    /// <summary>The LMS's answer to the registration is not what the specification says.</summary>
    AnswerFaulty,

    /// <summary>The LMS has registered us, and it could not be stored here.</summary>
    NotStored,
}

/// <summary>Ends a registration. Nothing of it is stored.</summary>
/// <param name="fault">Why.</param>
/// <param name="detail">What was seen, for the page and the log: never a token.</param>
internal sealed class RegistrationRefusedException(RegistrationFault fault, string? detail = null) : Exception(detail ?? fault.ToString())
{
    public RegistrationFault Fault => fault;

    public string? Detail => detail;

    /// <summary>4xx: a refused registration is an answer, not a failure of the service.</summary>
    public int Status => fault is >= RegistrationFault.LinkUnknown and <= RegistrationFault.LinkTired ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
}
