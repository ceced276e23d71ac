using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look.Drawings;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>The managers' place: who of the own staff stands where, as it is now.</summary>
[Authorize(nameof(Role.Manager))]
internal sealed class StationenModel(StaffList list) : PageModel
{
    public IReadOnlyList<StaffMember> Staff { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } manager)
            return Unauthorized();
        Staff = await list.OfAsync(manager, cancel);
        return Page();
    }

    public static NodeState StateOf(StaffMember member, Course course)
    {
        var done = member.Progress!.Courses.First(c => c.CourseId == course.Id);
        return done.IsCompleted ? NodeState.Done
            : done.IsBegun ? NodeState.Ongoing
            : course.Bonus ? NodeState.Bonus
            : member.Progress.CountedCourseIds.Contains(course.Id) ? NodeState.New
            : NodeState.NotApplicable;
    }
}
