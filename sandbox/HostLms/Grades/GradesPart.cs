using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.Grades;

/// <summary>AGS 2.0 §3.1: the claim, with the link's own column where it has one, or the column whose result is reviewed.</summary>
internal sealed class GradesPart(HostLmsOptions options, GradeRules rules, CourseRooms rooms) : IMessagePart
{
    public void Add(JsonObject claims, LaunchOrder order)
    {
        if (rules.Canvas && claims["https://purl.imsglobal.org/spec/lti/claim/tool_platform"] is JsonObject platform)
            platform["product_family_code"] = "canvas";
        if (!rules.Offered || rooms.Find(order.Room) is not { } room)
            return;
        var endpoint = new JsonObject
        {
            ["scope"] = JsonSerializer.SerializeToNode(rules.Scopes),
            ["lineitems"] = GradeAddresses.LineItems(options, room.Id),
        };
        var link = claims["https://purl.imsglobal.org/spec/lti/claim/resource_link"]?["id"]?.GetValue<string>();
        if ((order.Review is { } review ? room.Book.Find(review.LineItem) : link is null ? null : room.Book.CoupledTo(link)) is { } item)
            endpoint["lineitem"] = GradeAddresses.Of(options, room.Id, item);
        claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = endpoint;
    }
}

/// <summary>Addresses carry a query string, as Moodle's do: what stands below one goes before it.</summary>
internal static class GradeAddresses
{
    public const string Query = "?type_id=5";

    public static string LineItems(HostLmsOptions options, string room) => $"{options.ServerUrl}/ags/{room}/lineitems{Query}";

    public static string Of(HostLmsOptions options, string room, LineItem item) =>
        string.Create(CultureInfo.InvariantCulture, $"{options.ServerUrl}/ags/{room}/lineitems/{item.Id}/lineitem{Query}");
}
