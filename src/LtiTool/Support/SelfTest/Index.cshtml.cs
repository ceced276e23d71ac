using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Support.SelfTest;

/// <summary>
/// Whether the connection to the LMS that the administrator came from works, each part in plain words with what to change. Reads only.
/// </summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class SelfTestModel(Database database, PlatformDirectory platforms, IEnumerable<SelfCheck> checks) : PageModel
{
    public string PlatformName { get; private set; } = "";

    public CheckedRoom? Room { get; private set; }

    public IReadOnlyList<(string Name, CheckResult Result)> Results { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } administrator || await platforms.FindAsync(administrator.PlatformId, cancel) is not { } platform)
            return Unauthorized();
        PlatformName = platform.Name;
        Room = await RoomAsync(administrator, cancel);
        var test = new SelfTestCase(administrator, platform, Room);
        var results = await Task.WhenAll(checks.Select(async check => (check.Name, await check.RunAsync(test, cancel))));
        Results = results;
        return Page();
    }

    private async Task<CheckedRoom?> RoomAsync(SignedIn administrator, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.FirstOrDefaultAsync($"""
            select c.title, c.memberships_url, c.line_items_url, c.grade_scopes
            from lti_participant p join lti_context c on c.id = p.context_id
            where p.person_id = {administrator.PersonId} and c.deployment_id = {administrator.DeploymentId}
            order by p.since desc, c.id desc limit 1
            """,
            r => new CheckedRoom(r.GetStringOrNull(0), r.GetStringOrNull(1), r.GetStringOrNull(2), r.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries)), cancel);
    }
}
