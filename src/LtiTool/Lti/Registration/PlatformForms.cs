using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What an LMS gave back, as an administrator has filled it in or changed it.</summary>
internal sealed class PlatformForm
{
    public string? Name { get; set; }

    public string? Issuer { get; set; }

    public string? ClientId { get; set; }

    public string? Authorization { get; set; }

    public string? Token { get; set; }

    public string? Keys { get; set; }

    public string? Audience { get; set; }

    /// <summary>Who frames the pages beyond what the other fields say: addresses, one a line.</summary>
    public string? Frames { get; set; }

    public string? Deployment { get; set; }

    public string? Region { get; set; }
}

/// <summary>What is wrong with a form: the field's name, the text <c>Fault.*</c> that says what, and what of the field it is about.</summary>
internal sealed record FormFault(string Field, string Key, string? Detail = null);

/// <summary>Makes a platform of a filled-in form, or changes one.</summary>
internal sealed class PlatformForms(YrkesresanOptions options, WriteQueue writes, PlatformDirectory directory, TimeProvider clock)
{
    private const int LongestAddress = 2000;
    private const int LongestName = 255;
    private static readonly FormFault Taken = new(nameof(PlatformForm.ClientId), "Taken");

    /// <summary>Stores the platform; gives what is wrong instead, in the order of the fields.</summary>
    /// <param name="form">As it was filled in.</param>
    /// <param name="family">The product family, where the page is one LMS's own.</param>
    /// <param name="region">The default region, already checked against the administrator's own.</param>
    public async Task<IReadOnlyList<FormFault>> SaveAsync(PlatformForm form, string? family, string? region)
    {
        Trim(form);
        var faults = FaultsOf(form).ToList();
        if (faults.Count > 0)
            return faults;
        var platform = new Platform(
            0, form.Issuer!, form.ClientId!, form.Name ?? new Uri(form.Issuer!).Authority, form.Authorization!, form.Token!, form.Keys!, form.Audience, FramesOf(form, family), [])
        {
            Family = family,
            DefaultRegion = region,
        };
        var now = clock.GetUtcNow();
        var id = await writes.RunAsync(unit => PlatformStore.AddAsync(unit, platform, form.Deployment is { } deployment ? [deployment] : [], now));
        return id is null ? [Taken] : [];
    }

    /// <summary>A platform as the form shows it.</summary>
    public static PlatformForm Of(Platform platform)
    {
        var form = new PlatformForm
        {
            Name = platform.Name,
            Issuer = platform.Issuer,
            ClientId = platform.ClientId,
            Authorization = platform.AuthorizationEndpoint,
            Token = platform.TokenEndpoint,
            Keys = platform.JwksUri,
            Audience = platform.TokenAudience,
            Region = platform.DefaultRegion,
        };
        form.Frames = string.Join('\n', platform.FrameOrigins.Except(FramesOf(form, platform.Family), StringComparer.OrdinalIgnoreCase));
        return form;
    }

    /// <summary>Changes a platform to what the form says; gives what is wrong instead. Its issuer stays.</summary>
    /// <param name="form">As it was filled in.</param>
    /// <param name="platform">As the administrator has found it.</param>
    /// <param name="region">The default region, already checked against the administrator's own.</param>
    /// <param name="may">Whether the administrator may change it still.</param>
    /// <param name="by">Who changes it.</param>
    public async Task<(ChangeOutcome Outcome, IReadOnlyList<FormFault> Faults)> ChangeAsync(PlatformForm form, Platform platform, string? region, Func<Platform, bool> may, Actor by)
    {
        Trim(form);
        form.Issuer = platform.Issuer;
        var faults = FaultsOf(form).ToList();
        if (faults.Count > 0)
            return (ChangeOutcome.Same, faults);
        return await ChangeAsync(platform.Id, p => !may(p) ? null : p with
        {
            Name = form.Name ?? p.Name,
            ClientId = form.ClientId!,
            AuthorizationEndpoint = form.Authorization!,
            TokenEndpoint = form.Token!,
            JwksUri = form.Keys!,
            TokenAudience = form.Audience,
            FrameOrigins = FramesOf(form, p.Family),
            DefaultRegion = region,
        }, by);
    }

    /// <summary>Changes a platform; gives what is wrong instead.</summary>
    public async Task<(ChangeOutcome Outcome, IReadOnlyList<FormFault> Faults)> ChangeAsync(long id, Func<Platform, Platform?> change, Actor by)
    {
        var (outcome, _) = await writes.RunAsync(unit => PlatformChanges.MakeAsync(unit, id, change, by, clock.GetUtcNow()));
        directory.Forget();
        return (outcome, outcome == ChangeOutcome.Taken ? [Taken] : []);
    }

    private static string[] FramesOf(PlatformForm form, string? family) =>
        [.. new[] { PlatformAddress.OriginOf(form.Authorization!), PlatformAddress.OriginOf(form.Issuer!) }.Concat(Quirks.LmsQuirks.Of(family).FurtherFrameOrigins(form.Issuer!)).Concat(LinesOf(form.Frames)).Distinct(StringComparer.OrdinalIgnoreCase)];

    // As browsers show an address, it ends with a slash.
    private static IEnumerable<string> LinesOf(string? text) => (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('/'));

    private IEnumerable<FormFault> FaultsOf(PlatformForm form)
    {
        // The issuer is a name, never called: that it is private matters to nobody.
        if (AddressFault(form.Issuer, mayBePrivate: true) is { } issuer)
            yield return new(nameof(form.Issuer), issuer);
        if (NameFault(form.ClientId) is { } client)
            yield return new(nameof(form.ClientId), client);
        foreach (var (field, address) in new[] { (nameof(form.Authorization), form.Authorization), (nameof(form.Token), form.Token), (nameof(form.Keys), form.Keys) })
        {
            if (AddressFault(address, mayBePrivate: false) is { } fault)
                yield return new(field, fault);
        }
        if (form.Audience is { Length: > LongestAddress })
            yield return new(nameof(form.Audience), "TooLong");
        if (form.Frames is { Length: > LongestAddress })
            yield return new(nameof(form.Frames), "TooLong");
        else if (LinesOf(form.Frames).FirstOrDefault(line => !PlatformAddress.IsFrameOrigin(line, options)) is { } odd)
            yield return new(nameof(form.Frames), "Frame", Refusal.Shorten(odd));
        if (form.Deployment is not null && NameFault(form.Deployment) is { } deployment)
            yield return new(nameof(form.Deployment), deployment);
        if (form.Name is { Length: > LongestName })
            yield return new(nameof(form.Name), "TooLong");
    }

    private static string? NameFault(string? text) => text is null ? "Missing" : text.Length > LongestName || text.Any(char.IsControl) ? "TooLong" : null;

    private string? AddressFault(string? address, bool mayBePrivate)
    {
        if (address is null)
            return "Missing";
        if (address.Length > LongestAddress)
            return "TooLong";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps && !(options.AllowInsecureHttp && uri.Scheme == Uri.UriSchemeHttp))
            return "Address";
        if (mayBePrivate)
            return null;
        return PlatformAddress.RefusalOf(address, options) is null ? null
            // With private networks allowed, what is still refused is the address itself.
            : PlatformAddress.IsPrivateName(uri) ? "Private" : "Address";
    }

    private static void Trim(PlatformForm form)
    {
        form.Name = Text(form.Name);
        form.Issuer = Text(form.Issuer);
        form.ClientId = Text(form.ClientId);
        form.Authorization = Text(form.Authorization);
        form.Token = Text(form.Token);
        form.Keys = Text(form.Keys);
        form.Audience = Text(form.Audience);
        form.Frames = Text(form.Frames);
        form.Deployment = Text(form.Deployment);
        form.Region = Text(form.Region);
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
