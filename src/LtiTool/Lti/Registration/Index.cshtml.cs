using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The administrators' place for LMSs: links to register by, what asks to be let in, what is connected.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class PlatformsModel(Database database, RegistrationLinks links, KitLibrary kits, TimeProvider clock) : PageModel
{
    /// <summary>For how many hours a link can be made on the page.</summary>
    public static IReadOnlyList<int> HoursToChoose { get; } = [1, RegistrationLinks.DefaultHours, 168, RegistrationLinks.MostHours];

    public AdministratorRegions Regions { get; private set; } = AdministratorRegions.None;

    public IReadOnlyList<RegistrationLink> Links { get; private set; } = [];

    public IReadOnlyList<Platform> Platforms { get; private set; } = [];

    /// <summary>Deployments that await approval.</summary>
    public int Held { get; private set; }

    /// <summary>The link just made.</summary>
    public NewLink? New { get; private set; }

    /// <summary>Whether a link was just taken back.</summary>
    public bool Revoked { get; private set; }

    /// <summary>Whether the region chosen is not the administrator's.</summary>
    public bool WrongRegion { get; private set; }

    public IReadOnlyList<Journey> Journeys => kits.Journeys;

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(bool revoked, CancellationToken cancel)
    {
        Revoked = revoked;
        await ReadAsync(cancel);
        return Page();
    }

    /// <summary>The link is shown in the answer itself: its secret is kept nowhere that another page could read.</summary>
    public async Task<IActionResult> OnPostAsync(string? region, int hours, CancellationToken cancel)
    {
        var person = HttpContext.SignedIn()!;
        await ReadAsync(cancel);
        region = string.IsNullOrWhiteSpace(region) ? Regions.Only : region;
        WrongRegion = !Regions.MayChoose(region);
        if (WrongRegion)
            return Page();
        New = await links.CreateAsync(region, HoursToChoose.Contains(hours) ? hours : RegistrationLinks.DefaultHours, new Actor(person.PersonId, Name: null));
        Response.Headers.CacheControl = "no-store";
        await ReadAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(long id, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        // Only what the page shows can be taken back.
        if (Links.Any(l => l.Id == id))
            await links.RevokeAsync(id);
        return new SeeOtherResult("/platforms?revoked=true#lankar");
    }

    /// <summary>The name of a region by its id.</summary>
    public string NameOf(string region) => Regions.NameOf(region);

    private async Task ReadAsync(CancellationToken cancel)
    {
        var person = HttpContext.SignedIn()!;
        await using var session = await database.ReadAsync(cancel);
        Regions = await AdministratorRegions.ReadAsync(session, person, cancel);
        Platforms = person.Administered(await PlatformStore.AllAsync(session, cancel));
        Held = (await DeploymentRequests.AllAsync(session, cancel)).Count(r => r.IsHeld && person.MayAdminister(r.PlatformRegion));
        Links = [.. (await links.AllAsync(cancel)).Where(l => person.MayAdminister(l.Region))];
    }
}
