using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Support;

/// <summary>
/// First-line support (domain.md §7): find a launch by the code on somebody's screen, or a person's launches by name, and see what went wrong and
/// what to do; or see a platform's latest, accepted too. Anybody who has been told a code may look it up: it names nobody. Persons are shown to administrators of their own region alone.
/// </summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class SupportModel(LaunchLog log, Database database, PlatformDirectory platforms, TimeProvider clock) : PageModel
{
    private const int MostShown = 50;

    /// <summary>What was asked for.</summary>
    public string? Asked { get; private set; }

    /// <summary>The launch of a code that was asked for.</summary>
    public LaunchLogEntry? ByCode { get; private set; }

    /// <summary>Whether what was asked for is a code.</summary>
    public bool IsCode { get; private set; }

    public IReadOnlyList<FoundPerson> Persons { get; private set; } = [];

    /// <summary>The person whose launches are shown.</summary>
    public FoundPerson? Person { get; private set; }

    /// <summary>The platform whose launches are shown.</summary>
    public Platform? Platform { get; private set; }

    /// <summary>The launches shown: the person's or the platform's, else what was refused of late at the administrator's own platforms.</summary>
    public IReadOnlyList<LaunchLogEntry> Entries { get; private set; } = [];

    /// <summary>Of a platform's launches: those whom the reader may see.</summary>
    public IReadOnlyDictionary<Guid, SeenPerson> Seen { get; private set; } = new Dictionary<Guid, SeenPerson>();

    /// <summary>Names of platforms, by row; those removed since are missing.</summary>
    public IReadOnlyDictionary<long, string> PlatformNames { get; private set; } = new Dictionary<long, string>();

    public async Task<IActionResult> OnGetAsync(string? q, Guid? person, long? platform, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        var all = await platforms.AllAsync(cancel);
        PlatformNames = all.ToDictionary(p => p.Id, p => p.Name);
        Asked = string.IsNullOrWhiteSpace(q) ? null : q.Trim();
        // Written behind the answers: what happened a moment ago is to be found.
        await log.FlushAsync();
        var regions = JoinRight.RegionsOf(reader);
        await using var session = await database.ReadAsync(cancel);
        if (person is { } id)
        {
            if (!await PersonSight.MaySeeAsync(session, id, regions, clock.GetUtcNow(), cancel) || (Person = await PersonSearch.ReadAsync(session, id, cancel)) is null)
                return StatusCode(StatusCodes.Status403Forbidden);
            Entries = await log.ReadAsync(personId: id, limit: MostShown);
        }
        else if (platform is { } row)
        {
            if ((Platform = all.FirstOrDefault(p => p.Id == row && reader.MayAdminister(p))) is null)
                return StatusCode(StatusCodes.Status403Forbidden);
            Entries = await log.ReadOfPlatformAsync(row, MostShown);
            Seen = await PersonSight.SeenAsync(session, Entries.Select(e => e.PersonId).OfType<Guid>(), regions, clock.GetUtcNow(), cancel);
        }
        else if (SupportWords.CodeOf(Asked) is { } code && (await log.ReadAsync(reference: code, limit: 1)) is { } found)
        {
            IsCode = true;
            ByCode = found.Count > 0 ? found[0] : null;
        }
        else if (Asked is { Length: >= PersonSearch.ShortestName })
            Persons = await PersonSearch.FindAsync(session, Asked, regions, clock.GetUtcNow(), cancel);
        else
            Entries = await log.ReadRefusedAsync([.. all.Where(p => reader.MayAdminister(p)).Select(p => p.Id)], MostShown);
        return Page();
    }
}
