using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;
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
        Room = await RoomAsync(cancel);
        var test = new SelfTestCase(administrator, platform, Room);
        var results = await Task.WhenAll(checks.Select(async check => (check.Name, await check.RunAsync(test, cancel))));
        Results = results;
        return Page();
    }

    private async Task<CheckedRoom?> RoomAsync(CancellationToken cancel)
    {
        if (HttpContext.Features.Get<CurrentSession>()?.Row.Facts.ContextId is not { } room)
            return null;
        await using var session = await database.ReadAsync(cancel);
        return await session.FirstOrDefaultAsync(
            $"select title, memberships_url, line_items_url, grade_scopes from lti_context where id = {room}",
            r => new CheckedRoom(r.GetStringOrNull(0), r.GetStringOrNull(1), r.GetStringOrNull(2), r.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries)), cancel);
    }
}
