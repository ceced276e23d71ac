using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Rooms;

/// <summary>A course room with the links that were placed in it; links are added, and the room copied, from here.</summary>
[IgnoreAntiforgeryToken]
public sealed class RoomModel(SamplePeople people, RegisteredTools tools, CourseRooms rooms) : PageModel
{
    public LaunchOrder Order { get; private set; } = null!;

    public CourseRoom CourseRoom { get; private set; } = null!;

    public IReadOnlyList<CourseRoom> All => rooms.All;

    public IActionResult OnGet() => Find() ? Page() : BadRequest();

    public IActionResult OnPost() => Find() ? Redirect($"/room?{(Order with { Room = rooms.Copy(Order.Room).Id }).Query()}") : BadRequest();

    private bool Find()
    {
        if (!LaunchOrder.TryRead(Request.Query, "iframe", people, tools, out var order) || rooms.Find(order.Room) is not { } room)
            return false;
        (Order, CourseRoom) = (order with { Link = null, Picker = null }, room);
        return true;
    }
}
