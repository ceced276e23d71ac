using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Launches;

/// <summary>A page of the course room with the tool in a frame, as a real LMS shows it. Reloading it launches anew.</summary>
public sealed class CourseModel(HostLmsOptions options, SamplePeople people, RegisteredTools tools) : PageModel
{
    public LaunchOrder Order { get; private set; } = null!;

    public string ToolOrigin => options.ToolUrl;

    public IActionResult OnGet()
    {
        if (!LaunchOrder.TryRead(Request.Query, "iframe", people, tools, out var order))
            return BadRequest();

        Order = order;
        return Page();
    }
}
