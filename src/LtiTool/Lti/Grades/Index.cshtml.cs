using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>How grades stand on each platform that the administrator looks after, why some do not come through, and trying them again.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class GradesModel(Database database, WriteQueue writes, KitLibrary kits, TimeProvider clock) : PageModel
{
    public const string Path = "/platforms/grades";

    /// <summary>The platforms, each with its grades.</summary>
    public IReadOnlyList<(Platform Platform, GradeOverview Overview)> Platforms { get; private set; } = [];

    /// <summary>What was done, once: how many grades are tried again.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Retried { get; set; }

    /// <summary>Whether settings were saved, once.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Saved { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var all = new List<(Platform, GradeOverview)>();
        foreach (var platform in await MineAsync(cancel))
        {
            await using var session = await database.ReadAsync(cancel);
            all.Add((platform, await GradeOverview.ReadAsync(session, platform.Id, cancel)));
        }
        Platforms = all;
    }

    /// <summary>Tries again what was given up for a reason.</summary>
    public async Task<IActionResult> OnPostReasonAsync(long platform, string reason, CancellationToken cancel)
    {
        if ((await MineAsync(cancel)).All(p => p.Id != platform))
            return Forbid();
        var count = await writes.RunAsync(async unit =>
        {
            await GradePlatform.ResumeAsync(unit, platform);
            return await GradeRows.RetryAsync(unit, platform, reason, clock.GetUtcNow());
        });
        return new SeeOtherResult($"{Path}?retried={count.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    /// <summary>Sets how grades go to a platform.</summary>
    public async Task<IActionResult> OnPostSettingsAsync(long platform, bool remakes, bool declares, bool resends, CancellationToken cancel)
    {
        if ((await MineAsync(cancel)).All(p => p.Id != platform))
            return Forbid();
        await writes.RunAsync(unit => GradePlatform.ConfigureAsync(unit, platform, remakes, declares, resends));
        return new SeeOtherResult($"{Path}?saved=true");
    }

    /// <summary>Tries one again.</summary>
    public async Task<IActionResult> OnPostOneAsync(long platform, long item, string subject, CancellationToken cancel)
    {
        if ((await MineAsync(cancel)).All(p => p.Id != platform))
            return Forbid();
        var again = await writes.RunAsync(unit => GradeRows.RetryAsync(unit, platform, item, subject, clock.GetUtcNow()));
        return new SeeOtherResult($"{Path}?retried={(again ? 1 : 0)}");
    }

    /// <summary>A course's name, while the journey has it.</summary>
    public string CourseOf(string journeyId, string courseId) => kits.Find(journeyId)?.FindCourse(courseId)?.Course.Title ?? courseId;

    private async Task<IReadOnlyList<Platform>> MineAsync(CancellationToken cancel)
    {
        var person = HttpContext.SignedIn()!;
        await using var session = await database.ReadAsync(cancel);
        return person.Administered(await PlatformStore.AllAsync(session, cancel));
    }
}
