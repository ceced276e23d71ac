using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Roster;

/// <summary>Names and Role Provisioning Services 2.0, and Course Groups 1.0, for each course room. The paths have capitals, and they count.</summary>
public static class RosterEndpoints
{
    private const string MediaType = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
    private const string GroupsType = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json";
    private const string SetsType = "application/vnd.ims.lti-gs.v1.contextgroupsetcontainer+json";
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";

    internal static void MapRoster(this WebApplication app)
    {
        app.MapGet("/nrps/{room}/Memberships", Members);
        app.MapGet("/groups/{room}/Groups", Groups);
        app.MapGet("/groups/{room}/GroupSets", Sets);
    }

    public static string PathOf(string room) => $"/nrps/{room}/Memberships";

    public static string GroupsPathOf(string room) => $"/groups/{room}/Groups";

    public static string SetsPathOf(string room) => $"/groups/{room}/GroupSets";

    private static IResult Members(string room, HttpContext context, CourseRooms rooms, AccessTokens tokens, HostLmsOptions options)
    {
        // Routing tells no capitals apart; this platform does.
        if (rooms.Find(room) is not { } found || context.Request.Path.Value != PathOf(found.Id))
            return Results.NotFound();
        if (tokens.Refuse(context, Scopes.Roster) is { } refused)
            return refused;
        if (!Accepts(context, MediaType))
            return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        var query = context.Request.Query;
        // A link that is not in this course room is none of the tool's (§3.2).
        if (query["rlid"] is [{ } link] && !link.StartsWith("lank-", StringComparison.Ordinal))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        long? since = query["since"] is [{ } number] ? long.Parse(number, CultureInfo.InvariantCulture) : null;
        if (since is not null && found.Roster.Habits.ForgetsDifferences)
            return Results.NotFound();
        return Page(context, found, since, options);
    }

    private static IResult Page(HttpContext context, CourseRoom room, long? since, HostLmsOptions options)
    {
        var (query, habits) = (context.Request.Query, room.Roster.Habits);
        var all = habits.SaysNobody ? [] : room.Roster.Read(since).Where(e => habits.IgnoresRole || query["role"] is not [{ } role] || e.Roles.Contains(role.Contains(':', StringComparison.Ordinal) || habits.KnowsWholeRolesOnly ? role : Membership + role)).ToList();
        var length = habits.HeedsLimit && int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, habits.PageLength) : habits.PageLength;
        var at = int.TryParse(query["Page"], CultureInfo.InvariantCulture, out var asked) ? asked : 1;
        if (at >= habits.FailsFromPage)
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        var shown = habits.RepeatsAPage && at > 2 ? at - 1 : at;
        var last = Math.Max(1, (all.Count + length - 1) / length) + (habits.RepeatsAPage ? 1 : 0);
        int? next = at < last ? at + 1 : habits.NeverEnds ? at + 1 : habits.GoesInCircle && last > 1 ? 1 : null;
        var links = new List<string>();
        if (next is { } number)
            links.Add($"<{Address(context, options, room, number)}>; rel=\"next\"");
        if (habits.TellsDifferences)
            links.Add(string.Create(CultureInfo.InvariantCulture, $"<{options.ServerUrl}{PathOf(room.Id)}?since={room.Roster.Changes}>; rel=\"differences\""));
        if (links.Count > 0)
            context.Response.Headers.Link = string.Join(", ", links);
        return Json(new JsonObject
        {
            ["id"] = $"{options.ServerUrl}{PathOf(room.Id)}",
            ["context"] = new JsonObject { ["id"] = room.Id, ["label"] = "BOU", ["title"] = room.Title },
            ["members"] = new JsonArray([.. all.Skip((Math.Min(shown, last) - 1) * length).Take(length).Select(e => (JsonNode)Member(e, habits, query))]),
        }, MediaType);
    }

    private static JsonObject Member(Enrolment enrolment, RosterHabits habits, IQueryCollection query)
    {
        var member = new JsonObject
        {
            ["status"] = enrolment.Status,
            ["user_id"] = enrolment.Subject,
            ["roles"] = JsonSerializer.SerializeToNode(enrolment.Roles),
        };
        if (!habits.WithoutNames)
        {
            (member["name"], member["given_name"], member["family_name"]) = (enrolment.Name, enrolment.GivenName, enrolment.FamilyName);
            member["email"] = $"{enrolment.Subject}@example.invalid";
        }
        if (query["groups"] == "true" && !(habits.LeavesOutNoGroups && enrolment.Groups.Count == 0))
            member["group_enrollments"] = new JsonArray([.. enrolment.Groups.Select(g => (JsonNode)new JsonObject { ["group_id"] = g })]);
        if (query.ContainsKey("rlid"))
            member["message"] = new JsonArray(new JsonObject { ["https://purl.imsglobal.org/spec/lti/claim/message_type"] = "LtiResourceLinkRequest" });
        return member;
    }

    private static string Address(HttpContext context, HostLmsOptions options, CourseRoom room, int page)
    {
        var kept = context.Request.Query.Where(q => q.Key != "Page").Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}");
        var query = $"?{string.Join('&', kept.Append(string.Create(CultureInfo.InvariantCulture, $"Page={page}")))}";
        return room.Roster.Habits.RelativeLinks ? query : $"{room.Roster.Habits.LinksTo ?? options.ServerUrl + PathOf(room.Id)}{query}";
    }

    private static IResult Groups(string room, HttpContext context, CourseRooms rooms, AccessTokens tokens, HostLmsOptions options) => List(context, tokens, options, GroupsPathOf(room), GroupsType, "groups",
        rooms.Find(room)?.Roster.Groups.Select(g => new JsonObject { ["id"] = g.Id, ["name"] = g.Name, ["set_ids"] = new JsonArray([.. g.SetId is null ? [] : new JsonNode[] { g.SetId }]) }));

    private static IResult Sets(string room, HttpContext context, CourseRooms rooms, AccessTokens tokens, HostLmsOptions options) => List(context, tokens, options, SetsPathOf(room), SetsType, "sets",
        rooms.Find(room)?.Roster.Sets.Select(s => new JsonObject { ["id"] = s.Id, ["name"] = s.Name }));

    /// <summary>Two on a page, so that they are followed.</summary>
    private static IResult List(HttpContext context, AccessTokens tokens, HostLmsOptions options, string path, string type, string name, IEnumerable<JsonObject>? all)
    {
        if (all is null || context.Request.Path.Value != path)
            return Results.NotFound();
        if (tokens.Refuse(context, Scopes.Groups) is { } refused)
            return refused;
        if (!Accepts(context, type))
            return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        var from = int.TryParse(context.Request.Query["from"], CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var list = all.ToList();
        if (from + 2 < list.Count)
            context.Response.Headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{options.ServerUrl}{path}?from={from + 2}>; rel=\"next\"");
        return Json(new JsonObject { ["id"] = options.ServerUrl + path, [name] = new JsonArray([.. list.Skip(from).Take(2)]) }, type);
    }

    private static bool Accepts(HttpContext context, string type) =>
        context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == type || a.MediaType == "*/*" || a.MediaType == "application/*");

    private static IResult Json(JsonObject body, string type) => Results.Text(body.ToJsonString(), type, System.Text.Encoding.UTF8);
}

/// <summary>What launches say of it: NRPS 2.0 §3.6.1.1 and Course Groups 1.0 §3.</summary>
public sealed class RosterClaims(HostLmsOptions options, CourseRooms rooms) : IMessagePart
{
    /// <summary>Where the roster is instead of here; null: here.</summary>
    public string? Address { get; set; }

    /// <summary>Whether launches tell of the roster.</summary>
    public bool TellsRoster { get; set; } = true;

    public void Add(JsonObject claims, LaunchOrder order)
    {
        if (rooms.Find(order.Room) is not { } room)
            return;
        if (TellsRoster)
        {
            claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = new JsonObject
            {
                ["context_memberships_url"] = Address ?? options.ServerUrl + RosterEndpoints.PathOf(room.Id),
                ["service_versions"] = new JsonArray("2.0"),
            };
        }
        claims["https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"] = new JsonObject
        {
            ["scope"] = new JsonArray(Scopes.Groups),
            ["context_groups_url"] = options.ServerUrl + RosterEndpoints.GroupsPathOf(room.Id),
            ["context_group_sets_url"] = options.ServerUrl + RosterEndpoints.SetsPathOf(room.Id),
            ["service_versions"] = new JsonArray("1.0"),
        };
    }
}
