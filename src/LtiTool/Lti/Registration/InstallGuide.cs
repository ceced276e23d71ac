namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What an administrator fills in in one LMS where it cannot register by a link, and what that LMS gives back.</summary>
/// <param name="Slug">In addresses and in the names of texts and docs/install.</param>
/// <param name="Name">The LMS's name.</param>
/// <param name="HasDynamicRegistration">Whether a registration link does all this instead.</param>
/// <param name="FieldsOf">The fields in the LMS's own words, each with its value.</param>
internal sealed record InstallGuide(string Slug, string Name, bool HasDynamicRegistration, Func<ToolAddresses, IReadOnlyList<GuideField>> FieldsOf)
{
    /// <summary>Answers that are the same for all its customers; empty texts where they are not.</summary>
    public PlatformPreset? Preset { get; init; }

    /// <summary>Paths that are the same in each of its installations, below its own address; null where they are not.</summary>
    public PlatformTail? Tail { get; init; }

    /// <summary>The product family code, where a connection by hand is known to be to this LMS.</summary>
    public string? Family { get; init; }

    /// <summary>The deployment id, where it is always the same.</summary>
    public string? DeploymentId { get; init; }
}

/// <summary>One field of an LMS's form.</summary>
/// <param name="Label">As the LMS calls it.</param>
/// <param name="Value">What to write or choose.</param>
/// <param name="MultiLine">Whether it has several lines.</param>
/// <param name="Choice">Whether it is chosen there, not written.</param>
internal sealed record GuideField(string Label, string Value, bool MultiLine = false, bool Choice = false);

/// <summary>What a hosted LMS always answers.</summary>
internal sealed record PlatformPreset(string Issuer, string Authorization, string Token, string Keys, string? Audience = null);

/// <summary>Where an LMS answers, below its own address.</summary>
internal sealed record PlatformTail(string? Authorization, string? Token, string? Keys);
