using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.DeepLinking;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>Moodle 4.5's messages, claim by claim as they were recorded.</summary>
internal sealed class MoodleMessage(HostLmsOptions options, TimeProvider clock, CourseRooms rooms, MoodleNumbers numbers, MoodleVariables variables, PickerTickets tickets) : IMessageForm
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>What every picker is asked: no data goes along, and a line item is taken without having been offered.</summary>
    public static readonly PickerChoice Picker = new() { Targets = ["frame", "iframe", "window"], LineItem = null, Data = null };

    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";

    public JsonObject Write(LaunchOrder order, string clientId, string nonce)
    {
        var room = rooms.Find(order.Room)!;
        var launch = new MoodleLaunch(order, room, order.Picker is null ? room.FindLink(order.Link) : null, order.Picker is not null ? null : order.Link ?? ResourceLink.IdOf(order.Target));
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["nonce"] = nonce,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["iss"] = options.Issuer,
            ["aud"] = clientId,
            [Lti + "deployment_id"] = order.Deployment,
            [Lti + "target_link_uri"] = order.Target,
            ["sub"] = numbers.OfPerson(order.Person.Subject),
            [Lti + "lis"] = new JsonObject { ["person_sourcedid"] = $"exempel-{order.Person.Subject}", ["course_section_sourcedid"] = $"exempel-{room.Id}" },
            [Lti + "roles"] = JsonSerializer.SerializeToNode(MoodleRoles.Of(order)),
            [Lti + "context"] = new JsonObject { ["id"] = numbers.OfRoom(room.Id), ["label"] = "BOU", ["title"] = room.Title, ["type"] = new JsonArray("CourseSection") },
        };
        if (order.Review is { } review)
            claims[Lti + "for_user"] = new JsonObject { ["user_id"] = numbers.OfPerson(review.User) };
        claims[Lti + "message_type"] = order.Picker is not null ? "LtiDeepLinkingRequest" : order.Review is not null ? "LtiSubmissionReviewRequest" : "LtiResourceLinkRequest";
        AddLink(claims, launch);
        AddPerson(claims, order);
        AddPlatform(claims, launch);
        claims[Lti + "custom"] = variables.CustomOf(launch);
        AddServices(claims, launch);
        return claims;
    }

    private void AddLink(JsonObject claims, MoodleLaunch launch)
    {
        if (launch.LinkId is not { } id)
            return;
        claims[Lti + "resource_link"] = new JsonObject { ["title"] = launch.Link?.Title ?? "Yrkesresan", ["description"] = launch.Link?.Text ?? "", ["id"] = numbers.OfLink(id) };
        if (ColumnOf(launch) is not null)
            claims["https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"] = MoodleOutcome.Of(options, numbers.OfLink(id), numbers.OfPerson(launch.Order.Person.Subject), launch.Order.Deployment);
    }

    private static void AddPerson(JsonObject claims, LaunchOrder order)
    {
        if (!order.WithoutName)
            (claims["given_name"], claims["family_name"], claims["name"]) = (order.Person.GivenName, order.Person.FamilyName, order.Person.Name);
        claims[Lti + "ext"] = new JsonObject { ["user_username"] = order.Person.Subject, ["lms"] = "moodle-2" };
        if (!order.WithoutEmail)
            claims["email"] = order.Person.Email;
    }

    private void AddPlatform(JsonObject claims, MoodleLaunch launch)
    {
        var presentation = new JsonObject { ["locale"] = launch.Order.Locale };
        if (launch.LinkId is { } id)
        {
            // In a window of its own, too.
            presentation["document_target"] = "iframe";
            presentation["return_url"] = $"{options.Issuer}/mod/lti/return.php?course={numbers.OfRoom(launch.Room.Id)}&launch_container=3&instanceid={numbers.OfLink(id)}&sesskey=exempel";
        }
        claims[Lti + "launch_presentation"] = presentation;
        claims[Lti + "tool_platform"] = new JsonObject
        {
            ["product_family_code"] = "moodle",
            ["version"] = MoodleConfiguration.Build,
            ["guid"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Issuer)).AsSpan(0, 16)),
            ["name"] = "Exempel-LMS",
            ["description"] = "Exempel-LMS (Moodle)",
        };
        claims[Lti + "version"] = "1.3.0";
    }

    private void AddServices(JsonObject claims, MoodleLaunch launch)
    {
        var (course, type) = (numbers.OfRoom(launch.Room.Id), launch.Order.Deployment);
        var scopes = new[] { Scopes.LineItem, Scopes.LineItemReadOnly, Scopes.ResultReadOnly, Scopes.Score }.Intersect(launch.Order.Tool.Scopes, StringComparer.Ordinal).ToList();
        if (scopes.Count > 0)
        {
            var endpoint = new JsonObject { ["scope"] = JsonSerializer.SerializeToNode(scopes), ["lineitems"] = MoodleAddresses.LineItems(options, course, type) };
            if (ColumnOf(launch) is { } item)
                endpoint["lineitem"] = MoodleAddresses.LineItem(options, course, item.Id, type);
            claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = endpoint;
        }
        if (launch.Order.Picker is { } picker)
            claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"] = SettingsOf(picker, launch.Order);
        else if (launch.TellsRoster)
            claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = new JsonObject
            {
                ["context_memberships_url"] = MoodleAddresses.Members(options, course, type),
                ["service_versions"] = new JsonArray("1.0", "2.0"),
            };
    }

    private JsonObject SettingsOf(PickerChoice picker, LaunchOrder order) => new()
    {
        ["accept_types"] = JsonSerializer.SerializeToNode(picker.Types),
        ["accept_presentation_document_targets"] = JsonSerializer.SerializeToNode(picker.Targets),
        ["accept_copy_advice"] = false,
        ["accept_multiple"] = true,
        ["accept_unsigned"] = false,
        ["auto_create"] = false,
        ["can_confirm"] = false,
        ["deep_link_return_url"] = tickets.Open(order),
        ["title"] = order.Tool.Name,
        ["text"] = "",
    };

    private static LineItem? ColumnOf(MoodleLaunch launch) =>
        launch.Order.Review is { } review ? launch.Room.Book.Find(review.LineItem) : launch.LinkId is { } id ? launch.Room.Book.CoupledTo(id) : null;
}

/// <summary>What a message is about.</summary>
/// <param name="Order">The click.</param>
/// <param name="Room">The course.</param>
/// <param name="Link">The activity; null for the tool's own entry in the course's menu, and for a picker.</param>
/// <param name="LinkId">The link's id in this LMS; null for a picker.</param>
internal sealed record MoodleLaunch(LaunchOrder Order, CourseRoom Room, PlacedLink? Link, string? LinkId)
{
    /// <summary>Moodle tells a tool of the roster when it may read it, and has an activity in the course.</summary>
    public bool TellsRoster => Order.Tool.Scopes.Contains(Scopes.Roster) && Room.Links.Any(l => l.Client == Order.Tool.ClientId);
}

/// <summary>LTI 1.1's way to grades, which Moodle tells of beside the newer one.</summary>
internal static class MoodleOutcome
{
    public static JsonObject Of(HostLmsOptions options, string link, string user, string type)
    {
        var data = new JsonObject { ["instanceid"] = link, ["userid"] = user, ["typeid"] = type, ["launchid"] = RandomNumberGenerator.GetInt32(int.MaxValue) };
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data.ToJsonString())));
        return new JsonObject
        {
            ["lis_result_sourcedid"] = new JsonObject { ["data"] = data, ["hash"] = hash }.ToJsonString(),
            ["lis_outcome_service_url"] = options.ServerUrl + MoodleAddresses.Outcomes,
        };
    }
}
