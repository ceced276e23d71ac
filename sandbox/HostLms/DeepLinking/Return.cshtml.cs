using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>Where a picker's answer comes: links are placed in the room, or the page says why not. The ticket in the address is the proof, and works once.</summary>
[IgnoreAntiforgeryToken]
[RequestSizeLimit(1024 * 1024)]
public sealed class ReturnModel(CourseRooms rooms, PickerTickets tickets, LinkResponse response) : PageModel
{
    /// <summary>Why the answer was not taken; null when it was.</summary>
    public string? Fault { get; private set; }

    public LinkAnswer? Answer { get; private set; }

    public LaunchOrder? Order { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? room, string? ticket)
    {
        Order = tickets.UseUp(ticket);
        Fault = await TakeAsync(room);
        if (Fault is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task<string?> TakeAsync(string? room)
    {
        if (Order is null || Order.Room != room)
            return "the ticket is unknown, or has been used before";
        // Chromium says null for a page whose Referrer-Policy hides where it is; a platform that looks would not know the tool any more.
        if (Request.Headers.Origin == "null")
            return "Origin is null";
        if (!Request.HasFormContentType || Request.Form is not { Count: 1 } form || form["JWT"] is not [{ } jwt])
            return "the form must hold JWT, once, and nothing else";
        var (answer, fault) = await response.ReadAsync(jwt, Order);
        Answer = answer;
        if (answer is not null)
            rooms.Place(Order.Room, answer.Items.Select(LinkOf));
        return fault;
    }

    private static PlacedLink LinkOf(JsonElement item) => new(CourseRooms.NewLinkId(), ItemRules.Text(item, "url"), ItemRules.Text(item, "title")!, ItemRules.Text(item, "text") ?? "")
    {
        Item = item.Clone(),
        InWindow = item.TryGetProperty("window", out _),
        Custom = item.TryGetProperty("custom", out var custom) ? custom.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!) : [],
        LineItem = item.TryGetProperty("lineItem", out var line)
            ? new PlacedLineItem(ItemRules.Text(line, "label") ?? ItemRules.Text(item, "title")!, line.GetProperty("scoreMaximum").GetDouble(), ItemRules.Text(line, "resourceId"), ItemRules.Text(line, "tag"))
            : null,
    };
}
