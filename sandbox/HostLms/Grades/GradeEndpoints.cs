using System.Globalization;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Answers = Microsoft.AspNetCore.Http.Results;

namespace Yrkesresan.HostLms.Grades;

/// <summary>What every answer about a gradebook needs.</summary>
internal sealed record GradeDesk(HostLmsOptions Options, AccessTokens Tokens, GradeRules Rules, ScoreRules Scores, CourseRooms Rooms)
{
    /// <summary>The room that the address names; the route has made sure that there is one.</summary>
    public CourseRoom RoomOf(HttpContext context) => Rooms.Find(context.GetRouteValue("room") as string)!;

    public string ClientOf(HttpContext context) => Tokens.OwnerOf(context)!.ClientId;

    /// <summary>A line item of the tool that asks (AGS 2.0 §3.2: it sees no other's).</summary>
    public LineItem? ItemOf(HttpContext context, int id) => RoomOf(context).Book.Find(id) is { } item && item.Client == ClientOf(context) ? item : null;
}

/// <summary>AGS 2.0, the platform's side: line items, scores and results of each course room, by their exact media types and scopes.</summary>
internal static class GradeEndpoints
{
    private const string ItemType = "application/vnd.ims.lis.v2.lineitem+json";
    private const string ContainerType = "application/vnd.ims.lis.v2.lineitemcontainer+json";
    private const string ResultsType = "application/vnd.ims.lis.v2.resultcontainer+json";
    private const string ScoreType = "application/vnd.ims.lis.v1.score+json";

    public static void MapGrades(this IEndpointRouteBuilder app)
    {
        var ags = app.MapGroup("/ags/{room}/lineitems").AddEndpointFilter(async (invocation, next) =>
            invocation.HttpContext.RequestServices.GetRequiredService<CourseRooms>().Find(invocation.HttpContext.GetRouteValue("room") as string) is null ? Answers.NotFound() : await next(invocation));
        ags.MapGet("", List);
        ags.MapPost("", MakeAsync);
        ags.MapGet("/{id:int}/lineitem", Read);
        ags.MapPut("/{id:int}/lineitem", ChangeAsync);
        ags.MapDelete("/{id:int}/lineitem", Delete);
        ags.MapPost("/{id:int}/lineitem/scores", PostAsync);
        ags.MapGet("/{id:int}/lineitem/results", ListResults);
    }

    private static IResult List(HttpContext context, GradeDesk desk)
    {
        if (desk.Tokens.Refuse(context, Scopes.LineItem, Scopes.LineItemReadOnly) is { } refused)
            return refused;
        if (NotAccepted(context, ContainerType) is { } wrong)
            return wrong;
        var query = context.Request.Query;
        bool Fits(string name, string? value) => !desk.Rules.KnowsFilters || !query.ContainsKey(name) || query[name] == value;
        var room = desk.RoomOf(context);
        var all = room.Book.LineItems.Where(i => i.Client == desk.ClientOf(context) && Fits("resource_id", i.ResourceId) && Fits("tag", i.Tag) && Fits("resource_link_id", i.ResourceLinkId)).ToList();
        return Page(context, desk, all.ConvertAll(i => Json(desk, room, i)), ContainerType);
    }

    private static async Task<IResult> MakeAsync(HttpContext context, GradeDesk desk)
    {
        if (desk.Tokens.Refuse(context, Scopes.LineItem) is { } refused)
            return refused;
        if (NotOfType(context, ItemType) is { } wrong)
            return wrong;
        if (await GradeJson.ReadAsync(context) is not { } body || body.ContainsKey("id") || GradeJson.Declared(body) is not { } declared)
            return BadRequest("label and a scoreMaximum above 0 are required, and id is the platform's to give.");
        var room = desk.RoomOf(context);
        var item = room.Book.Add(id => declared with { Id = id, Client = desk.ClientOf(context) });
        return Answers.Text(Json(desk, room, item).ToJsonString(), ItemType, statusCode: StatusCodes.Status201Created);
    }

    private static IResult Read(int id, HttpContext context, GradeDesk desk) =>
        desk.Tokens.Refuse(context, Scopes.LineItem, Scopes.LineItemReadOnly) ?? NotAccepted(context, ItemType)
            ?? (desk.ItemOf(context, id) is { } item ? Answers.Text(Json(desk, desk.RoomOf(context), item).ToJsonString(), ItemType) : Answers.NotFound());

    private static async Task<IResult> ChangeAsync(int id, HttpContext context, GradeDesk desk)
    {
        if (desk.Tokens.Refuse(context, Scopes.LineItem) is { } refused)
            return refused;
        var room = desk.RoomOf(context);
        if (desk.ItemOf(context, id) is not { } item)
            return Answers.NotFound();
        if (NotOfType(context, ItemType) is { } wrong)
            return wrong;
        if (await GradeJson.ReadAsync(context) is not { } body || GradeJson.Declared(body) is not { } said)
            return BadRequest("label and a scoreMaximum above 0 are required.");
        item = item with { Label = said.Label, Maximum = said.Maximum, ResourceId = said.ResourceId, Tag = said.Tag, Review = said.Review };
        room.Book.Replace(item);
        return Answers.Text(Json(desk, room, item).ToJsonString(), ItemType);
    }

    private static IResult Delete(int id, HttpContext context, GradeDesk desk)
    {
        if (desk.Tokens.Refuse(context, Scopes.LineItem) is { } refused)
            return refused;
        var book = desk.RoomOf(context).Book;
        if (desk.ItemOf(context, id) is not { } item)
            return Answers.NotFound();
        // AGS 2.0 §3.2.10: a coupled one is the platform's own.
        if (item.IsCoupled)
            return Answers.StatusCode(StatusCodes.Status403Forbidden);
        book.Delete(id);
        return Answers.NoContent();
    }

    private static async Task<IResult> PostAsync(int id, HttpContext context, GradeDesk desk)
    {
        if (desk.Tokens.Refuse(context, Scopes.Score) is { } refused)
            return refused;
        var book = desk.RoomOf(context).Book;
        if (desk.ItemOf(context, id) is not { } item)
            return Answers.NotFound();
        if (NotOfType(context, ScoreType) is { } wrong)
            return wrong;
        if (await GradeJson.ReadAsync(context) is not { } body)
            return BadRequest("The score is no JSON object.");
        var (status, fault) = desk.Scores.Take(book, item, body);
        book.Note(new PostedScore(
            id, GradeJson.Text(body, "userId") ?? "", GradeJson.Text(body, "timestamp") ?? "", GradeJson.Text(body, "activityProgress") ?? "", GradeJson.Text(body, "gradingProgress") ?? "",
            GradeJson.Number(body, "scoreGiven"), status));
        return status == StatusCodes.Status200OK
            ? Answers.Text(desk.Rules.Canvas ? """{"resultUrl":"http://lms.localhost/result/1"}""" : "", ScoreType)
            : Answers.Text(new JsonObject { ["error"] = fault }.ToJsonString(), ScoreType, statusCode: status);
    }

    private static IResult ListResults(int id, HttpContext context, GradeDesk desk)
    {
        if (desk.Tokens.Refuse(context, Scopes.ResultReadOnly) is { } refused)
            return refused;
        if (NotAccepted(context, ResultsType) is { } wrong)
            return wrong;
        var room = desk.RoomOf(context);
        if (desk.ItemOf(context, id) is not { } item)
            return Answers.NotFound();
        var user = context.Request.Query["user_id"].ToString();
        return Page(context, desk, [.. room.Book.ResultsOf(id).Where(r => user.Length == 0 || r.User == user).Select(r => Json(desk, room, item, r.User, r.Result))], ResultsType);
    }

    private static JsonObject Json(GradeDesk desk, CourseRoom room, LineItem item)
    {
        var json = new JsonObject { ["id"] = GradeAddresses.Of(desk.Options, room.Id, item), ["label"] = item.Label, ["scoreMaximum"] = item.Maximum };
        foreach (var (name, value) in new[] { ("resourceId", item.ResourceId), ("tag", item.Tag), ("resourceLinkId", item.ResourceLinkId) })
        {
            if (value is not null)
                json[name] = value;
        }
        return json;
    }

    private static JsonObject Json(GradeDesk desk, CourseRoom room, LineItem item, string user, Result result)
    {
        var of = GradeAddresses.Of(desk.Options, room.Id, item);
        var json = new JsonObject { ["id"] = $"{of.Split('?')[0]}/results{GradeAddresses.Query}&user_id={user}", ["userId"] = user };
        if (result.Score is { } score)
        {
            json["resultScore"] = score;
            json["resultMaximum"] = item.Maximum;
            json["scoreOf"] = of;
            json["timestamp"] = result.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        }
        if (result.Comment is { } comment)
            json["comment"] = comment;
        return json;
    }

    /// <summary>AGS 2.0 §3.2.2 and §3.3.3: pages by Link.</summary>
    private static IResult Page(HttpContext context, GradeDesk desk, List<JsonObject> all, string type)
    {
        var query = context.Request.Query;
        var size = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, desk.Rules.PageSize) : desk.Rules.PageSize;
        var from = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 0;
        if (from + size < all.Count)
        {
            var rest = string.Concat(query.Where(q => q.Key is not ("from" or "limit")).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}&"));
            context.Response.Headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{desk.Options.ServerUrl}{context.Request.Path}?{rest}limit={size}&from={from + size}>; rel=\"next\"");
        }
        return Answers.Text(new JsonArray([.. all.Skip(from).Take(size)]).ToJsonString(), type);
    }

    private static IResult? NotAccepted(HttpContext context, string type)
    {
        var accept = context.Request.Headers.Accept.ToString();
        return accept.Length == 0 || accept.Contains(type, StringComparison.Ordinal) || accept.Contains("*/*", StringComparison.Ordinal) ? null : Answers.StatusCode(StatusCodes.Status406NotAcceptable);
    }

    private static IResult? NotOfType(HttpContext context, string type) =>
        context.Request.ContentType?.Split(';')[0].Trim() == type ? null : Answers.StatusCode(StatusCodes.Status415UnsupportedMediaType);

    private static IResult BadRequest(string fault) => Answers.Json(new { error = fault }, statusCode: StatusCodes.Status400BadRequest);
}
