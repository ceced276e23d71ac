using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.MyData;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DataPrivacy;

/// <summary>
/// For an LMS's administrator: what is asked of the LMS and why, what is stored and for how long, and for one person how much of what. Never the
/// contents: those are the person's own, and the municipality's.
/// </summary>
internal sealed class DataPrivacyModel(Database database, ReviewSeal seal, TimeProvider clock) : PageModel
{
    public const string Path = "/data-privacy";

    /// <summary>What is asked of the LMS; each has a text that says why.</summary>
    public static readonly IReadOnlyList<string> Asked = ["Name", "Email", "Account", "Roles", "Context", "Grades", "Roster"];

    /// <summary>What is stored; each has a text that says what for and how long.</summary>
    public static readonly IReadOnlyList<string> Kept = ["Identity", "Membership", "Progress", "Records", "Roster", "Session", "Log"];

    /// <summary>Which of what is asked this LMS does give, as far as its launches have shown.</summary>
    public IReadOnlySet<string> Given { get; private set; } = new HashSet<string>();

    /// <summary>The review of one person; null when the page is about everybody.</summary>
    public PersonReview? Review { get; private set; }

    /// <summary>How many entries of each kind are stored about the person, kinds without any left out.</summary>
    public IReadOnlyList<(string Part, int Count)> Stored { get; private set; } = [];

    public static string PathTo(string review) => $"{Path}?review={Uri.EscapeDataString(review)}";

    public async Task<IActionResult> OnGetAsync(string? review, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        await using var session = await database.ReadAsync(cancel);
        Given = await GivenAsync(session, reader.PlatformId, cancel);
        if (review is null)
            return Page();
        Review = seal.Open(review, reader.PersonId, clock.GetUtcNow());
        if (Review is null)
            return StatusCode(StatusCodes.Status403Forbidden);
        if (Review.Person != Guid.Empty)
            Stored = [.. (await StoredData.ReadAsync(session, Review.Person, cancel)).Where(p => p.Value.Count > 0).Select(p => (p.Key, p.Value.Count))];
        return Page();
    }

    private static async Task<HashSet<string>> GivenAsync(SqlSession session, long platform, CancellationToken cancel)
    {
        var rows = await session.QueryAsync($"""
            select exists (select 1 from person p join person_account a on a.person_id = p.id where a.platform_id = {platform} and p.name is not null),
              exists (select 1 from person p join person_account a on a.person_id = p.id where a.platform_id = {platform} and p.email is not null),
              exists (select 1 from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {platform} and c.context_id <> ''),
              exists (select 1 from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {platform} and c.grade_scopes <> ''),
              exists (select 1 from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {platform} and c.memberships_url is not null)
            """, r => new[] { r.GetBoolean(0), r.GetBoolean(1), r.GetBoolean(2), r.GetBoolean(3), r.GetBoolean(4) }, cancel);
        var found = rows[0];
        // Every launch names an account and roles.
        return [.. new[] { "Account", "Roles" }, .. new[] { "Name", "Email", "Context", "Grades", "Roster" }.Where((_, i) => found[i])];
    }
}
