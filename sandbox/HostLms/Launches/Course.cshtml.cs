using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Launches;

/// <summary>A page of the course room with the tool in a frame, as a real LMS shows it. Reloading it launches anew.</summary>
public sealed class CourseModel(HostLmsOptions options, SamplePeople people) : PageModel
{
    public LaunchOrder Order { get; private set; } = null!;

    public string ToolOrigin => options.ToolUrl;

    public IActionResult OnGet()
    {
        if (!LaunchOrder.TryRead(Request.Query, "iframe", people, options, out var order))
            return BadRequest();

        Order = order;
        return Page();
    }
}
