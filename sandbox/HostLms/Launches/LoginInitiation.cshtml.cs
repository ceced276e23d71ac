using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Shared;

namespace Yrkesresan.HostLms.Launches;

/// <summary>LTI 1.3 core §4.1: the platform begins at the tool's login initiation address. Every visit is a launch of its own.</summary>
public sealed class LoginInitiationModel(HostLmsOptions options, SamplePeople people, PendingLaunches launches) : PageModel
{
    public FormPost Form { get; private set; } = null!;

    public IActionResult OnGet(string view)
    {
        if (!LaunchOrder.TryRead(Request.Query, view, people, options, out var order))
            return BadRequest();

        var launch = launches.Begin(order);
        Form = new FormPost(options.LoginInitiationUrl,
        [
            new("iss", options.Issuer),
            new("login_hint", launch.LoginHint),
            new("lti_message_hint", launch.MessageHint),
            new("target_link_uri", order.Target),
            new("client_id", HostLmsOptions.ClientId),
            new("lti_deployment_id", order.Deployment),
        ]);
        return Page();
    }
}
