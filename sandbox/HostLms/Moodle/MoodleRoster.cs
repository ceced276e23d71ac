using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>Moodle 4.5's roster, as it was recorded to answer: roles by their short names, and none but those who are let in now.</summary>
internal sealed partial class MoodleRoster(HostLmsOptions options, CourseRooms rooms, MoodleNumbers numbers, MoodleGate gate)
{
    public IReadOnlyList<MoodleResource> Resources => [new(MembersPath(), ["application/vnd.ims.lti-nrps.v2.membershipcontainer+json"], ["GET"], Answer)];

    private MoodleAnswer Answer(MoodleCall call)
    {
        if (gate.Refuse(call, call["type"], Scopes.Roster) is { } refused)
            return refused;
        if (numbers.Room(call["course"]) is not { } id || rooms.Find(id) is not { } room)
            return call.Fault(StatusCodes.Status404NotFound, $"Not Found: Course {call["course"]} doesn't exist");
        var link = call.Query.ContainsKey("rlid") ? numbers.Link(call.Query["rlid"]) : null;
        if (call.Query.ContainsKey("rlid") && room.FindLink(link) is null)
            return call.Fault(StatusCodes.Status404NotFound, "Not Found");
        var asked = call.Query["role"].ToString();
        var role = asked[(asked.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var all = room.Roster.Read(null).Where(e => e.Status == "Active" && (role.Length == 0 || MoodleRoles.OfMember(e.Roles) == role)).ToList();
        var (limit, from) = (Number(call, "limit"), Number(call, "from"));
        var address = MoodleAddresses.Members(options, call["course"], call["type"]);
        if (limit > 0 && from + limit < all.Count)
            call.Context.Response.Headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{address}?limit={limit}&from={from + limit}{(asked.Length > 0 ? $"&role={Uri.EscapeDataString(asked)}" : "")}>; rel=\"next\"");
        var shown = limit > 0 ? all.Skip(from).Take(limit) : all;
        return new MoodleAnswer(StatusCodes.Status200OK, "application/vnd.ims.lti-nrps.v2.membershipcontainer+json", MoodleAnswer.Escaped(new JsonObject
        {
            ["id"] = address,
            ["context"] = new JsonObject { ["id"] = call["course"], ["label"] = "BOU", ["title"] = room.Title },
            ["members"] = new JsonArray([.. shown.Select(e => (JsonNode)Member(e, link is null ? null : Message(e, link, call["type"])))]),
        }));
    }

    private JsonObject Member(Enrolment enrolment, JsonObject? message)
    {
        var member = new JsonObject { ["status"] = "Active", ["roles"] = new JsonArray(MoodleRoles.OfMember(enrolment.Roles)) };
        if (message is not null)
            member["message"] = new JsonArray(message);
        member["user_id"] = numbers.OfPerson(enrolment.Subject);
        member["lis_person_sourcedid"] = $"exempel-{enrolment.Subject}";
        (member["name"], member["given_name"], member["family_name"]) = (enrolment.Name, enrolment.GivenName, enrolment.FamilyName);
        member["email"] = $"{enrolment.Subject}@example.invalid";
        member["ext_user_username"] = enrolment.Subject;
        return member;
    }

    /// <summary>What is asked for by a link is told as a message of LTI 1.1's days.</summary>
    private JsonObject Message(Enrolment enrolment, string link, string type) => new()
    {
        ["https://purl.imsglobal.org/spec/lti/claim/message_type"] = "LtiResourceLinkRequest",
        ["https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"] = MoodleOutcome.Of(options, numbers.OfLink(link), numbers.OfPerson(enrolment.Subject), type),
    };

    private static int Number(MoodleCall call, string name) => int.TryParse(call.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^/CourseSection/(?<course>\d{1,9})/bindings/(?<type>[^/]+)/memberships$")]
    private static partial Regex MembersPath();
}
