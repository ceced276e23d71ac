using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Rooms;

/// <summary>The gradebook as a teacher sees it: what tools have sent, a result can be opened in its tool, and a column deleted.</summary>
public sealed class GradebookModel(CourseRooms rooms, SamplePeople people, RegisteredTools tools) : PageModel
{
    public CourseRoom Room { get; private set; } = null!;

    /// <summary>Who looks; null when the page's address does not say.</summary>
    public LaunchOrder? Order { get; private set; }

    public IReadOnlyList<(string User, Result Result)> ResultsOf(LineItem item) => Room.Book.ResultsOf(item.Id);

    public string NameOf(string user) => people.Find(user)?.Name ?? user;

    public IActionResult OnGet(string? room) => Find(room) ? Page() : NotFound();

    public IActionResult OnPostDelete(string? room, int id)
    {
        if (!Find(room))
            return NotFound();
        Room.Book.Delete(id);
        return Redirect($"/gradebook?{Order?.Query() ?? $"room={Room.Id}"}");
    }

    private bool Find(string? id)
    {
        if (rooms.Find(id ?? CourseRooms.First) is not { } room)
            return false;
        Room = room;
        Order = LaunchOrder.TryRead(Request.Query, "window", people, tools, out var order) ? order with { Link = null } : null;
        return true;
    }
}
