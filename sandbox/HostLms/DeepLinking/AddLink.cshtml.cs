using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>The tool's picker in a frame of the course room.</summary>
public sealed class AddLinkModel(HostLmsOptions options, SamplePeople people, RegisteredTools tools, CourseRooms rooms) : PageModel
{
    public LaunchOrder Order { get; private set; } = null!;

    public string ToolOrigin => options.ToolUrl;

    /// <summary>The frame's login initiation, with what this page's address chooses.</summary>
    public string LaunchPath => $"/launch/iframe{Request.QueryString}{(Request.Query.ContainsKey("picker") ? "" : "&picker=1")}";

    public IActionResult OnGet()
    {
        if (!LaunchOrder.TryRead(Request.Query, "iframe", people, tools, out var order) || rooms.Find(order.Room) is null)
            return BadRequest();
        Order = order;
        return Page();
    }
}
