using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Moodle;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.PlatformStorage;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Shared;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Launches;

/// <summary>LTI 1.3 core §4.1: the platform begins at the tool's login initiation address. Every visit is a launch of its own.</summary>
public sealed class LoginInitiationModel(HostLmsOptions options, SamplePeople people, RegisteredTools tools, PendingLaunches launches, CourseRooms rooms) : PageModel
{
    public FormPost Form { get; private set; } = null!;

    public IActionResult OnGet(string view)
    {
        if (!LaunchOrder.TryRead(Request.Query, view, people, tools, out var order) || rooms.Find(order.Room) is not { } room)
            return BadRequest();

        // A result is opened in its tool where there is a column of it; in Moodle, only when the tool has said that it shows it.
        if (order.Review is { } review && (room.Book.Find(review.LineItem) is not { } item || options.Moodle && item.Review is null))
            return BadRequest();

        room.Roster.Enter(order.Person);
        order = rooms.Follow(options.Moodle && order.Picker is not null ? order with { Picker = MoodleMessage.Picker } : order);
        var launch = launches.Begin(order);
        Form = new FormPost(order.Tool.LoginInitiationUrl,
        [
            new("iss", options.Issuer),
            new("login_hint", launch.LoginHint),
            new("lti_message_hint", launch.MessageHint),
            new("target_link_uri", order.Target),
            new("client_id", order.Tool.ClientId),
            new("lti_deployment_id", order.Deployment),
            .. StorageChoice.Announced(order, options),
        ]);
        return Page();
    }
}
