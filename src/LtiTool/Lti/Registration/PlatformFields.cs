namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The fields of a connection, as they are filled in and as they are changed.</summary>
/// <param name="Form">What stands in them.</param>
/// <param name="Faults">What is wrong with them.</param>
/// <param name="Regions">The regions that may be chosen.</param>
/// <param name="Guide">The LMS that is connected; null where a connection is changed.</param>
internal sealed record PlatformFields(PlatformForm Form, IReadOnlyList<FormFault> Faults, AdministratorRegions Regions, InstallGuide? Guide)
{
    /// <summary>The fields' ids, by their names.</summary>
    private static readonly Dictionary<string, string> Ids = new()
    {
        [nameof(PlatformForm.Issuer)] = "issuer",
        [nameof(PlatformForm.ClientId)] = "klient",
        [nameof(PlatformForm.Authorization)] = "inloggning",
        [nameof(PlatformForm.Token)] = "token",
        [nameof(PlatformForm.Keys)] = "nycklar",
        [nameof(PlatformForm.Audience)] = "mottagare",
        [nameof(PlatformForm.Frames)] = "visas",
        [nameof(PlatformForm.Deployment)] = "deployment",
        [nameof(PlatformForm.Name)] = "namn",
        [nameof(PlatformForm.Region)] = "region",
    };

    /// <summary>The id of a field in the page.</summary>
    public static string IdOf(string field) => Ids[field];

    /// <summary>Each field in its order, with what stands in it and the path that its address usually ends with.</summary>
    public IEnumerable<(string Field, string? Value, string? Tail)> Inputs =>
    [
        Guide is null ? (nameof(Form.Name), Form.Name, null) : (nameof(Form.Issuer), Form.Issuer, null),
        (nameof(Form.ClientId), Form.ClientId, null),
        (nameof(Form.Authorization), Form.Authorization, Guide?.Tail?.Authorization),
        (nameof(Form.Token), Form.Token, Guide?.Tail?.Token),
        (nameof(Form.Keys), Form.Keys, Guide?.Tail?.Keys),
        (nameof(Form.Audience), Form.Audience, null),
        (nameof(Form.Frames), Form.Frames, null),
        .. Guide is null ? Array.Empty<(string, string?, string?)>() : [(nameof(Form.Deployment), Form.Deployment, null), (nameof(Form.Name), Form.Name, null)],
    ];

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public FormFault? FaultOf(string field) => Faults.FirstOrDefault(f => f.Field == field);
}
