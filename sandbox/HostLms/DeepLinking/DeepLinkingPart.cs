using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>What a request to pick links, and a launch of a link that was picked, say (Deep Linking 2.0 §4.4; LTI 1.3 core appendix B).</summary>
public sealed class DeepLinkingPart(CourseRooms rooms, PickerTickets tickets) : IMessagePart
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";

    private static readonly Dictionary<string, string> ForTheWholeTool = new()
    {
        ["resource_link_history"] = "$ResourceLink.id.history",
        ["context_history"] = "$Context.id.history",
    };

    public void Add(JsonObject claims, LaunchOrder order)
    {
        if (rooms.Find(order.Room) is not { } room)
            return;
        if (room.Id != CourseRooms.First)
        {
            claims[Lti + "context"]!["id"] = room.Id;
            claims[Lti + "context"]!["title"] = room.Title;
        }

        if (order.Picker is { } picker)
            AddPicker(claims, order, picker);
        else if (room.FindLink(order.Link) is { } link)
            AddLink(claims, order, room, link);
    }

    private void AddPicker(JsonObject claims, LaunchOrder order, PickerChoice picker)
    {
        claims[Lti + "message_type"] = "LtiDeepLinkingRequest";
        claims.Remove(Lti + "resource_link");
        if (picker.WithoutTarget)
            claims.Remove(Lti + "target_link_uri");
        claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"] = picker.ToClaim(tickets.Open(order));
    }

    private static void AddLink(JsonObject claims, LaunchOrder order, CourseRoom room, PlacedLink link)
    {
        claims[Lti + "resource_link"] = new JsonObject { ["id"] = link.Id, ["title"] = link.Title, ["description"] = link.Text };
        // What was set for the whole tool is sent even where a link's own parameters are lost.
        var parameters = order.WithoutCustom ? ForTheWholeTool : link.Custom;
        var custom = new JsonObject();
        foreach (var (name, value) in parameters)
            custom[name] = order.WithoutHistory ? value : Substitute(value, room, link);
        claims[Lti + "custom"] = custom;
    }

    /// <summary>A variable this platform does not know goes out as it stands, as appendix B wants it.</summary>
    private static string Substitute(string value, CourseRoom room, PlacedLink link) => value switch
    {
        "$ResourceLink.id" => link.Id,
        "$ResourceLink.id.history" => History(link.History),
        "$Context.id" => room.Id,
        "$Context.id.history" => History(room.History),
        _ => value,
    };

    private static string History(IEnumerable<string> ids) => string.Join(',', ids.Select(Uri.EscapeDataString));
}
