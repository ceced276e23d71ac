using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>One LMS without a registration link: every field filled in, and the form for what the LMS gives back.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class InstallModel(Database database, PlatformForms forms, YrkesresanOptions options) : PageModel
{
    public InstallGuide Guide { get; private set; } = null!;

    public IReadOnlyList<GuideField> Fields { get; private set; } = [];

    public AdministratorRegions Regions { get; private set; } = AdministratorRegions.None;

    public PlatformForm Form { get; private set; } = new();

    public IReadOnlyList<FormFault> Faults { get; private set; } = [];

    /// <summary>Whether the platform was stored just now.</summary>
    public bool Saved { get; private set; }

    public async Task<IActionResult> OnGetAsync(string lms, CancellationToken cancel)
    {
        if (!await ReadAsync(lms, cancel))
            return NotFound();
        Form = new PlatformForm
        {
            Issuer = Guide.Preset?.Issuer,
            Authorization = Guide.Preset?.Authorization,
            Token = Guide.Preset?.Token,
            Keys = Guide.Preset?.Keys,
            Audience = Guide.Preset?.Audience,
            Deployment = Guide.DeploymentId,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string lms, [FromForm] PlatformForm form, CancellationToken cancel)
    {
        if (!await ReadAsync(lms, cancel))
            return NotFound();
        Form = form;
        var region = string.IsNullOrWhiteSpace(form.Region) ? Regions.Only : form.Region;
        Faults = Regions.MayChoose(region) ? await forms.SaveAsync(form, Guide.Family, region) : [new FormFault(nameof(form.Region), "Region")];
        Saved = Faults.Count == 0;
        return Page();
    }

    private async Task<bool> ReadAsync(string lms, CancellationToken cancel)
    {
        if (InstallGuides.Find(lms) is not { } guide)
            return false;
        Guide = guide;
        Fields = guide.FieldsOf(ToolAddresses.Of(options.PublicUri));
        await using var session = await database.ReadAsync(cancel);
        Regions = await AdministratorRegions.ReadAsync(session, HttpContext.SignedIn()!, cancel);
        return true;
    }
}
