using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.Grades;

/// <summary>AGS 2.0 §3.1: the claim, with the link's own column where it has one.</summary>
internal sealed class GradesPart(HostLmsOptions options, GradeRules rules, Gradebook book) : IMessagePart
{
    public void Add(JsonObject claims, LaunchOrder order)
    {
        if (!rules.Offered)
            return;
        var endpoint = new JsonObject
        {
            ["scope"] = JsonSerializer.SerializeToNode(rules.Scopes),
            ["lineitems"] = GradeAddresses.LineItems(options),
        };
        if (claims["https://purl.imsglobal.org/spec/lti/claim/resource_link"]?["id"]?.GetValue<string>() is { } link && book.CoupledTo(link) is { } item)
            endpoint["lineitem"] = GradeAddresses.Of(options, item);
        claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = endpoint;
        if (claims["https://purl.imsglobal.org/spec/lti/claim/tool_platform"] is JsonObject platform)
            platform["product_family_code"] = rules.Family;
    }
}

/// <summary>Addresses carry a query string, as Moodle's do: what stands below one goes before it.</summary>
internal static class GradeAddresses
{
    public const string Query = "?type_id=5";

    public static string LineItems(HostLmsOptions options) => $"{options.ServerUrl}/ags/kursrum-1/lineitems{Query}";

    public static string Of(HostLmsOptions options, LineItem item) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{options.ServerUrl}/ags/kursrum-1/lineitems/{item.Id}/lineitem{Query}");
}
