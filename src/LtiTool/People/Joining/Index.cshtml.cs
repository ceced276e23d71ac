using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>One person whom two platforms have told of as two: found by name, compared side by side, joined, and parted again.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class JoinModel(Database database, PersonJoining joining, KitLibrary kits, TimeProvider clock) : PageModel
{
    private const int LongestReason = 300;
    private const int MostShown = 500;

    /// <summary>What was searched for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    /// <summary>The two to compare.</summary>
    [BindProperty(SupportsGet = true, Name = "person")]
    public List<Guid> Chosen { get; set; } = [];

    /// <summary>Who was found; null before a search.</summary>
    public IReadOnlyList<FoundPerson>? Found { get; private set; }

    /// <summary>The two side by side; null until two are chosen.</summary>
    public (FoundPerson One, FoundPerson Other)? Pair { get; private set; }

    /// <summary>Whether the reader may join the two.</summary>
    public bool MayJoin { get; private set; }

    /// <summary>What was joined and parted, newest first, as far as the reader may see.</summary>
    public IReadOnlyList<JoinEntry> Log { get; private set; } = [];

    /// <summary>Why it could not be done; null when nothing was refused.</summary>
    public JoinRefusal? Refused { get; private set; }

    /// <summary>Journeys in which both have a membership.</summary>
    public IEnumerable<string> Shared => Pair is { } p ? p.One.Memberships.Select(m => m.Journey).Intersect(p.Other.Memberships.Select(m => m.Journey)) : [];

    /// <summary>A journey's title.</summary>
    public string TitleOf(string journey) => kits.Find(journey)?.Title ?? journey;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        HttpContext.SignedIn() is { } reader ? await ShowAsync(reader, cancel) : Unauthorized();

    public async Task<IActionResult> OnPostAsync([FromForm] Guid keep, [FromForm] string? why, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        if (Chosen.Distinct().ToList() is not [var one, var other] || keep != one && keep != other)
            return BadRequest();
        var memberships = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var field in Request.Form.Where(f => f.Key.StartsWith("membership-", StringComparison.Ordinal)))
        {
            if (Guid.TryParse(field.Value, out var whose))
                memberships[field.Key["membership-".Length..]] = whose;
        }
        return await TryAsync(() => joining.JoinAsync(keep, keep == one ? other : one, memberships, NoteOf(reader, why), reader), reader, cancel);
    }

    public async Task<IActionResult> OnPostPartAsync([FromForm] Guid join, [FromForm] string? why, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        await using (var session = await database.ReadAsync(cancel))
        {
            if (await PersonJoining.KeptOfAsync(session, join, cancel) is null)
                return NotFound();
        }
        return await TryAsync(() => joining.PartAsync(join, NoteOf(reader, why), reader), reader, cancel);
    }

    private async Task<IActionResult> TryAsync(Func<Task> work, SignedIn reader, CancellationToken cancel)
    {
        try
        {
            await work();
            return new SeeOtherResult("/people/join#logg");
        }
        catch (JoinRefusedException e) when (e.Refusal == JoinRefusal.NotAllowed)
        {
            return Forbid();
        }
        catch (JoinRefusedException e)
        {
            Refused = e.Refusal;
            return await ShowAsync(reader, cancel);
        }
    }

    private async Task<IActionResult> ShowAsync(SignedIn reader, CancellationToken cancel)
    {
        var (regions, now) = (JoinRight.RegionsOf(reader), clock.GetUtcNow());
        await using var session = await database.ReadAsync(cancel);
        if (Name?.Trim() is { Length: >= PersonSearch.ShortestName } name)
            Found = await PersonSearch.FindAsync(session, name, regions, now, cancel);
        if (Chosen.Distinct().ToList() is [var one, var other]
            && await PersonSight.MaySeeAsync(session, one, regions, now, cancel) && await PersonSight.MaySeeAsync(session, other, regions, now, cancel)
            && await PersonSearch.ReadAsync(session, one, cancel) is { } first && await PersonSearch.ReadAsync(session, other, cancel) is { } second)
        {
            Pair = (first, second);
            MayJoin = await JoinRight.MayAsync(session, reader, [one, other], now, cancel);
        }
        Log = await PersonSight.JoinsAsync(session, MostShown, regions, now, cancel);
        return Page();
    }

    private static JoinNote NoteOf(SignedIn reader, string? why) =>
        new(reader.Name ?? reader.PersonId.ToString(), string.IsNullOrWhiteSpace(why) ? null : why.Trim() is { Length: > LongestReason } text ? text[..LongestReason] : why.Trim(), reader.PersonId);
}
