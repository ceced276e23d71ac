using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yrkesresan.HostLms.Launches;

/// <summary>LTI 1.3 core §5 as it is written: a resource link launch request, and what the parts make of it.</summary>
public sealed class LtiMessage(HostLmsOptions options, TimeProvider clock, IEnumerable<IMessagePart> parts) : IMessageForm
{
    /// <summary>Moodle's lives 60 s; five minutes leave someone without JavaScript time to press the button.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";

    public JsonObject Write(LaunchOrder order, string clientId, string nonce)
    {
        var claims = Claims(order, clientId, nonce);
        foreach (var part in parts)
            part.Add(claims, order);
        return claims;
    }

    private JsonObject Claims(LaunchOrder order, string clientId, string nonce)
    {
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = options.Issuer,
            ["aud"] = clientId,
            ["sub"] = order.Person.Subject,
            ["nonce"] = nonce,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            [Lti + "message_type"] = "LtiResourceLinkRequest",
            [Lti + "version"] = "1.3.0",
            [Lti + "deployment_id"] = order.Deployment,
            [Lti + "target_link_uri"] = order.Target,
            [Lti + "roles"] = JsonSerializer.SerializeToNode(order.Roles.RolesOf(order.Person)),
        };
        AddPerson(claims, order);
        AddPlace(claims, order);
        return claims;
    }

    /// <summary>OpenID Connect Core §5.1; each claim is optional in LTI.</summary>
    private static void AddPerson(JsonObject claims, LaunchOrder order)
    {
        claims["locale"] = order.Locale;
        if (!order.WithoutName)
        {
            claims["name"] = order.Person.Name;
            claims["given_name"] = order.Person.GivenName;
            claims["family_name"] = order.Person.FamilyName;
        }

        if (!order.WithoutEmail)
            claims["email"] = order.Person.Email;
    }

    private void AddPlace(JsonObject claims, LaunchOrder order)
    {
        claims[Lti + "resource_link"] = new JsonObject
        {
            ["id"] = ResourceLink.IdOf(order.Target),
            ["title"] = "Yrkesresan",
            ["description"] = "",
        };
        claims[Lti + "context"] = new JsonObject
        {
            ["id"] = "kursrum-1",
            ["label"] = "BOU",
            ["title"] = "Exempelkursrum: Barn och unga",
            ["type"] = new JsonArray("http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"),
        };
        claims[Lti + "tool_platform"] = new JsonObject
        {
            ["guid"] = "exempel-lms",
            ["name"] = "Exempel-LMS",
            ["product_family_code"] = "exempel-lms",
            ["version"] = "1",
        };
        claims[Lti + "launch_presentation"] = new JsonObject
        {
            ["document_target"] = order.InFrame ? "iframe" : "window",
            ["locale"] = order.Locale,
            ["return_url"] = $"{options.Issuer}/",
        };
        // A variable this platform does not know goes out as it stands, as LTI 1.3 core Appendix B wants it.
        claims[Lti + "custom"] = new JsonObject { ["resource_link_history"] = "$ResourceLink.id.history" };
        claims[Lti + "lis"] = new JsonObject
        {
            ["person_sourcedid"] = $"exempel-{order.Person.Subject}",
            ["course_section_sourcedid"] = "exempel-kursrum-1",
        };
    }
}
