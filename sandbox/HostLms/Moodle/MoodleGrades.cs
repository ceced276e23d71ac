using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Yrkesresan.HostLms.Grades;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>Moodle 4.5's gradebook services, as they were recorded to answer.</summary>
internal sealed partial class MoodleGrades(HostLmsOptions options, CourseRooms rooms, MoodleNumbers numbers, MoodleGate gate)
{
    private const string ItemType = "application/vnd.ims.lis.v2.lineitem+json";
    private const string ContainerType = "application/vnd.ims.lis.v2.lineitemcontainer+json";
    private const string ResultsType = "application/vnd.ims.lis.v2.resultcontainer+json";
    private const string ScoreType = "application/vnd.ims.lis.v1.score+json";

    public IReadOnlyList<MoodleResource> Resources =>
    [
        new(ListPath(), [ContainerType, ItemType], ["GET", "POST"], call => call.Method == "GET" ? List(call) : Make(call)),
        new(ItemPath(), [ItemType], ["GET", "PUT", "DELETE"], OfItem),
        new(ScoresPath(), ["application/vnd.ims.lis.v1.scorecontainer+json", ScoreType], ["POST"], Post),
        new(ResultsPath(), [ResultsType], ["GET"], ListResults),
    ];

    private MoodleAnswer List(MoodleCall call)
    {
        if (Refuse(call, Scopes.LineItem, Scopes.LineItemReadOnly) is { } refused)
            return refused;
        if (RoomOf(call) is not { } room)
            return NoCourse(call);
        bool Fits(string name, string? value) => !call.Query.ContainsKey(name) || call.Query[name] == (value ?? "");
        var all = room.Book.LineItems.Where(i => i.Client == gate.ClientOf(call)
            && Fits("resource_id", i.ResourceId) && Fits("tag", i.Tag) && Fits("resource_link_id", i.ResourceLinkId is { } link ? numbers.OfLink(link) : null)).ToList();
        var limit = Number(call, "limit");
        if (limit == 0)
            return Well(ContainerType, [.. all.Select(i => Json(call, i))]);
        var from = Number(call, "from");
        Link(call, all.Count, limit, from);
        return Well(ContainerType, [.. all.Skip(from).Take(limit).Select(i => Json(call, i))]);
    }

    /// <summary>As recorded: quotation marks as in a book, ampersands as in HTML, and a last page that is beyond the end.</summary>
    private void Link(MoodleCall call, int count, int limit, int from)
    {
        var kept = string.Concat(new[] { "resource_id", "resource_link_id", "tag" }.Where(call.Query.ContainsKey).Select(name => $"{name}={Uri.EscapeDataString(call.Query[name].ToString())}&amp;"));
        var address = $"{options.ServerUrl}{call.Context.Request.Path}?{kept}type_id={TypeOf(call)}&amp;limit={limit}&amp;from=";
        string To(int page, string rel) => string.Create(CultureInfo.InvariantCulture, $"<{address}{page}>; rel=\u201c{rel}\u201d");
        List<string> links = [To(0, "first")];
        if (from > 0 && from < count)
            links.Add(To(Math.Max(from - limit, 0), "prev"));
        links.Add(To(from, "canonical"));
        if (from + limit < count)
            links.Add(To(from + limit, "next"));
        links.Add(To(Math.Max(count - limit + 1, 0), "last"));
        call.Context.Response.Headers.Link = string.Join(", ", links);
    }

    private MoodleAnswer Make(MoodleCall call)
    {
        if (Refuse(call, Scopes.LineItem) is { } refused)
            return refused;
        if (RoomOf(call) is not { } room)
            return NoCourse(call);
        if (Read(call.Body) is not { } body || GradeJson.Declared(body) is not { } declared)
            return call.Fault(StatusCodes.Status400BadRequest, "No label or Score Maximum");
        var link = declared.ResourceLinkId is { } number ? numbers.Link(number) : null;
        var item = room.Book.Add(id => declared with { Id = id, ResourceLinkId = link, Client = gate.ClientOf(call) });
        // What was sent, with its id after it.
        body["id"] = AddressOf(call, item);
        return new MoodleAnswer(StatusCodes.Status201Created, ItemType, MoodleAnswer.Unescaped(body));
    }

    private MoodleAnswer OfItem(MoodleCall call)
    {
        if (call.Method == "GET" ? Refuse(call, Scopes.LineItem, Scopes.LineItemReadOnly) is { } read : Refuse(call, Scopes.LineItem) is { } written)
            return call.Fault(StatusCodes.Status401Unauthorized, "Unauthorized");
        if (Find(call) is not var (room, item))
            return Gone(call);
        switch (call.Method)
        {
            case "GET":
                return new MoodleAnswer(StatusCodes.Status200OK, ItemType, MoodleAnswer.Escaped(Json(call, item)));
            case "DELETE":
                // Coupled ones too.
                room.Book.Delete(item.Id);
                return new MoodleAnswer(StatusCodes.Status204NoContent, "text/html");
        }
        if (Read(call.Body) is not { } body || GradeJson.Declared(body) is not { } said)
            return call.Fault(StatusCodes.Status400BadRequest, "Incorrect label or scoreMaximum");
        room.Book.Replace(item with { Label = said.Label, Maximum = said.Maximum, ResourceId = said.ResourceId, Tag = said.Tag, Review = said.Review });
        body["id"] = AddressOf(call, item);
        return new MoodleAnswer(StatusCodes.Status200OK, ItemType, MoodleAnswer.Unescaped(body));
    }

    private MoodleAnswer Post(MoodleCall call)
    {
        if (Refuse(call, Scopes.Score) is { } refused)
            return refused;
        if (Find(call) is not var (room, item))
            return Gone(call);
        var score = Read(call.Body) ?? [];
        var number = GradeJson.Text(score, "userId") ?? "";
        var user = numbers.Person(number) ?? number;
        var status = StatusOf(room.Book, item, user, score);
        room.Book.Note(new PostedScore(
            item.Id, user, GradeJson.Text(score, "timestamp") ?? "", GradeJson.Text(score, "activityProgress") ?? "", GradeJson.Text(score, "gradingProgress") ?? "", GradeJson.Number(score, "scoreGiven"), status));
        return status switch
        {
            StatusCodes.Status200OK => new MoodleAnswer(status, ScoreType),
            StatusCodes.Status409Conflict => new MoodleAnswer(status, ScoreType, "[]", string.Create(CultureInfo.InvariantCulture, $"Refusing score with an earlier timestamp for item {item.Id} and user {number}")),
            _ => new MoodleAnswer(status, ScoreType, "[]", "Incorrect score received" + call.Body),
        };
    }

    private static int StatusOf(Gradebook book, LineItem item, string user, JsonObject score)
    {
        if (!book.IsLearner(user) || GradeJson.Text(score, "activityProgress") is null || GradeJson.Text(score, "gradingProgress") is not { } grading
            || GradeJson.Text(score, "timestamp") is not { } timestamp || !Instant().IsMatch(timestamp)
            || score.ContainsKey("scoreGiven") && (GradeJson.Number(score, "scoreGiven") is null || GradeJson.Number(score, "scoreMaximum") is not > 0))
            return StatusCodes.Status400BadRequest;
        var at = DateTimeOffset.Parse(timestamp, CultureInfo.InvariantCulture);
        // Whole seconds are kept, and none is taken of the same.
        if (book.ResultOf(item.Id, user) is { } before && at.ToUnixTimeSeconds() <= before.At.ToUnixTimeSeconds())
            return StatusCodes.Status409Conflict;
        // Whatever is not fully graded erases the grade.
        decimal? given = grading == "FullyGraded" && GradeJson.Number(score, "scoreGiven") is { } points
            ? Math.Min(points / GradeJson.Number(score, "scoreMaximum")!.Value * item.Maximum, item.Maximum) : null;
        book.Set(item.Id, user, new Result(given, at, GradeJson.Text(score, "activityProgress")!, grading) { Comment = GradeJson.Text(score, "comment") });
        return StatusCodes.Status200OK;
    }

    private MoodleAnswer ListResults(MoodleCall call)
    {
        if (Refuse(call, Scopes.ResultReadOnly) is { } refused)
            return refused;
        if (Find(call) is not var (room, item))
            return Gone(call);
        var user = call.Query.ContainsKey("user_id") ? numbers.Person(call.Query["user_id"]) ?? "" : null;
        var all = room.Book.ResultsOf(item.Id).Where(r => user is null || r.User == user).ToList();
        // Pages of results it cannot make: its own page of a fault comes instead.
        return all.Count > 0 && Number(call, "limit") > 0
            ? new MoodleAnswer(StatusCodes.Status404NotFound, "text/html", "<!DOCTYPE html>\n\r\n<html  dir=\"ltr\" lang=\"en\" xml:lang=\"en\">\r\n<head>\r\n    <title>Error</title>\r\n</head><body></body></html>", "Not Found")
            : Well(ResultsType, [.. all.Select(r => Json(call, item, r.User, r.Result))]);
    }

    private JsonObject Json(MoodleCall call, LineItem item)
    {
        var json = new JsonObject
        {
            ["id"] = AddressOf(call, item),
            ["label"] = item.Label,
            ["scoreMaximum"] = (double)item.Maximum,
            ["resourceId"] = item.ResourceId ?? "",
            ["tag"] = item.Tag ?? "",
        };
        if (item.ResourceLinkId is { } link)
            (json["resourceLinkId"], json["ltiLinkId"]) = (numbers.OfLink(link), numbers.OfLink(link));
        if (item.Review is { } review)
        {
            var said = new JsonObject();
            if (review.Url is { } url)
                said["url"] = url;
            if (review.Custom.Count > 0)
                said["custom"] = new JsonObject(review.Custom.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
            json["submissionReview"] = said;
        }
        return json;
    }

    private JsonObject Json(MoodleCall call, LineItem item, string user, Result result)
    {
        var of = AddressOf(call, item);
        var json = new JsonObject { ["id"] = $"{of.Split('?')[0]}/results?type_id={TypeOf(call)}&user_id={numbers.OfPerson(user)}", ["userId"] = numbers.OfPerson(user) };
        if (result.Score is not { } score)
            return json;
        (json["resultScore"], json["resultMaximum"]) = ((double)score, (double)item.Maximum);
        if (result.Comment is { } comment)
            json["comment"] = comment;
        (json["scoreOf"], json["timestamp"]) = (of, result.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        return json;
    }

    private MoodleAnswer? Refuse(MoodleCall call, params IReadOnlyList<string> scopes) => gate.Refuse(call, TypeOf(call), scopes);

    private static MoodleAnswer Well(string type, JsonArray all) => new(StatusCodes.Status200OK, type, MoodleAnswer.Escaped(all));

    private static MoodleAnswer NoCourse(MoodleCall call) => call.Fault(StatusCodes.Status404NotFound, $"Not Found: Course {call["course"]} doesn't exist");

    private static MoodleAnswer Gone(MoodleCall call) => call.Fault(StatusCodes.Status404NotFound, $"Not Found: Grade item {call["item"]} doesn't exist");

    private CourseRoom? RoomOf(MoodleCall call) => numbers.Room(call["course"]) is { } room ? rooms.Find(room) : null;

    /// <summary>The tool's own item that the address names; null without one.</summary>
    private (CourseRoom Room, LineItem Item)? Find(MoodleCall call) =>
        RoomOf(call) is { } room && room.Book.Find(int.Parse(call["item"], CultureInfo.InvariantCulture)) is { } item && item.Client == gate.ClientOf(call) ? (room, item) : null;

    private string AddressOf(MoodleCall call, LineItem item) => MoodleAddresses.LineItem(options, call["course"], item.Id, TypeOf(call));

    private static string TypeOf(MoodleCall call) => call.Query["type_id"].ToString();

    private static int Number(MoodleCall call, string name) => int.TryParse(call.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static JsonObject? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^/(?<course>\d{1,9})/lineitems$")]
    private static partial Regex ListPath();

    [GeneratedRegex(@"^/(?<course>\d{1,9})/lineitems/(?<item>\d{1,9})/lineitem$")]
    private static partial Regex ItemPath();

    [GeneratedRegex(@"^/(?<course>\d{1,9})/lineitems/(?<item>\d{1,9})/lineitem/scores$")]
    private static partial Regex ScoresPath();

    [GeneratedRegex(@"^/(?<course>\d{1,9})/lineitems/(?<item>\d{1,9})/lineitem/results$")]
    private static partial Regex ResultsPath();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")]
    private static partial Regex Instant();
}
