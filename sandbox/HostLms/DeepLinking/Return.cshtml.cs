using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>Where a picker's answer comes: links are placed in the room, or the page says why not. The ticket in the address is the proof, and works once.</summary>
[IgnoreAntiforgeryToken]
[RequestSizeLimit(1024 * 1024)]
public sealed class ReturnModel(HostLmsOptions options, CourseRooms rooms, PickerTickets tickets, LinkResponse response) : PageModel
{
    /// <summary>Why the answer was not taken; null when it was.</summary>
    public string? Fault { get; private set; }

    public LinkAnswer? Answer { get; private set; }

    public LaunchOrder? Order { get; private set; }

    /// <summary>Moodle says nothing when nothing was picked: its frame closes.</summary>
    public bool IsSilent => options.Moodle && Answer is { Items.Count: 0 };

    public async Task<IActionResult> OnPostAsync()
    {
        // Moodle calls its ticket a session key, and names the course by its number.
        Order = tickets.UseUp(Request.Query[options.Moodle ? "sesskey" : "ticket"]);
        Fault = await TakeAsync();
        if (Fault is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task<string?> TakeAsync()
    {
        if (Order is null || !options.Moodle && Order.Room != Request.Query["room"])
            return "the ticket is unknown, or has been used before";
        // Its page hands what was picked to the page around it, and there is none around a tab's own (mod_lti/contentitem_return).
        if (options.Moodle && Request.Headers["Sec-Fetch-Dest"] == "document")
            return "window.processContentItemReturnData is not a function";
        // Chromium says null for a page whose Referrer-Policy hides where it is; a platform that looks would not know the tool any more.
        if (Request.Headers.Origin == "null")
            return "Origin is null";
        if (!Request.HasFormContentType || Request.Form is not { Count: 1 } form || form["JWT"] is not [{ } jwt])
            return "the form must hold JWT, once, and nothing else";
        var (answer, fault) = await response.ReadAsync(jwt, Order);
        Answer = answer;
        if (answer is not null)
            rooms.Find(Order.Room)!.Place(answer.Items.Select(item => LinkOf(item, Order.Tool.ClientId)));
        return fault;
    }

    private static PlacedLink LinkOf(JsonElement item, string client) => new(PlacedLink.NewId(), ItemRules.Text(item, "url"), ItemRules.Text(item, "title")!, ItemRules.Text(item, "text") ?? "")
    {
        Client = client,
        Item = item.Clone(),
        InWindow = item.TryGetProperty("window", out _),
        Custom = TextsOf(item, "custom"),
        LineItem = item.TryGetProperty("lineItem", out var line)
            ? new PlacedLineItem(ItemRules.Text(line, "label") ?? ItemRules.Text(item, "title")!, line.GetProperty("scoreMaximum").GetDecimal(), ItemRules.Text(line, "resourceId"), ItemRules.Text(line, "tag"))
            {
                Review = line.TryGetProperty("submissionReview", out var review) ? new ReviewAddress(ItemRules.Text(review, "url"), TextsOf(review, "custom")) : null,
            }
            : null,
    };

    private static Dictionary<string, string> TextsOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var texts) ? texts.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!) : [];
}
