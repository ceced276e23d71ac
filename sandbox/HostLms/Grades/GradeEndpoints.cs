using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Services;
using Answers = Microsoft.AspNetCore.Http.Results;

namespace Yrkesresan.HostLms.Grades;

/// <summary>AGS 2.0, the platform's side: line items, scores and results, by their exact media types and scopes.</summary>
internal static class GradeEndpoints
{
    private const string ItemType = "application/vnd.ims.lis.v2.lineitem+json";
    private const string ContainerType = "application/vnd.ims.lis.v2.lineitemcontainer+json";
    private const string ResultsType = "application/vnd.ims.lis.v2.resultcontainer+json";
    private const string ScoreType = "application/vnd.ims.lis.v1.score+json";

    public static IServiceCollection AddGrades(this IServiceCollection services) => services
        .AddSingleton<GradeRules>()
        .AddSingleton<Gradebook>()
        .AddSingleton<ScoreRules>()
        .AddSingleton<Launches.IMessagePart, GradesPart>();

    public static void MapGrades(this IEndpointRouteBuilder app)
    {
        var ags = app.MapGroup("/ags/kursrum-1/lineitems");
        ags.MapGet("", List);
        ags.MapPost("", MakeAsync);
        ags.MapGet("/{id:int}/lineitem", Read);
        ags.MapPut("/{id:int}/lineitem", ChangeAsync);
        ags.MapDelete("/{id:int}/lineitem", Delete);
        ags.MapPost("/{id:int}/lineitem/scores", PostAsync);
        ags.MapGet("/{id:int}/lineitem/results", ListResults);
    }

    private static IResult List(HttpContext context, HostLmsOptions options, AccessTokens tokens, GradeRules rules, Gradebook book)
    {
        if (tokens.Refuse(context, Scopes.LineItem, Scopes.LineItemReadOnly) is { } refused)
            return refused;
        if (NotAccepted(context, rules, ContainerType) is { } wrong)
            return wrong;
        var query = context.Request.Query;
        bool Fits(string name, string? value) => !rules.KnowsFilters || !query.ContainsKey(name) || query[name] == value;
        var all = book.LineItems.Where(i => Fits("resource_id", i.ResourceId) && Fits("tag", i.Tag) && Fits("resource_link_id", i.ResourceLinkId)).ToList();
        return Page(context, options, rules, all.ConvertAll(i => Json(options, i)), ContainerType);
    }

    private static async Task<IResult> MakeAsync(HttpContext context, HostLmsOptions options, AccessTokens tokens, GradeRules rules, Gradebook book)
    {
        if (tokens.Refuse(context, Scopes.LineItem) is { } refused)
            return refused;
        if (await BodyAsync(context, ItemType) is not { } body)
            return Unfit(context, rules);
        if (Text(body, "label") is not { Length: > 0 } label || Number(body, "scoreMaximum") is not { } maximum || maximum <= 0 || body.ContainsKey("id"))
            return BadRequest("label and a scoreMaximum above 0 are required, and id is the platform's to give.");
        var item = book.Add(id => new LineItem(id, label, maximum) { ResourceId = Text(body, "resourceId"), Tag = Text(body, "tag"), ResourceLinkId = Text(body, "resourceLinkId") });
        return Answers.Text(Json(options, item).ToJsonString(), ItemType, statusCode: StatusCodes.Status201Created);
    }

    private static IResult Read(int id, HttpContext context, HostLmsOptions options, AccessTokens tokens, GradeRules rules, Gradebook book) =>
        tokens.Refuse(context, Scopes.LineItem, Scopes.LineItemReadOnly) ?? NotAccepted(context, rules, ItemType)
            ?? (book.Find(id) is { } item ? Answers.Text(Json(options, item).ToJsonString(), ItemType) : Gone(id));

    private static async Task<IResult> ChangeAsync(int id, HttpContext context, HostLmsOptions options, AccessTokens tokens, GradeRules rules, Gradebook book)
    {
        if (tokens.Refuse(context, Scopes.LineItem) is { } refused)
            return refused;
        if (book.Find(id) is not { } item)
            return Gone(id);
        if (await BodyAsync(context, ItemType) is not { } body)
            return Unfit(context, rules);
        if (Text(body, "label") is not { Length: > 0 } label || Number(body, "scoreMaximum") is not { } maximum || maximum <= 0)
            return BadRequest("label and a scoreMaximum above 0 are required.");
        item = item with { Label = label, Maximum = maximum, ResourceId = Text(body, "resourceId"), Tag = Text(body, "tag") };
        book.Replace(item);
        return Answers.Text(Json(options, item).ToJsonString(), ItemType);
    }

    private static IResult Delete(int id, HttpContext context, AccessTokens tokens, GradeRules rules, Gradebook book)
    {
        if (tokens.Refuse(context, Scopes.LineItem) is { } refused)
            return refused;
        if (book.Find(id) is not { } item)
            return Gone(id);
        // AGS 2.0 §3.2.10: a coupled one is the platform's own; Moodle lets it go.
        if (item.IsCoupled && rules.Mood != Mood.Moodle)
            return Answers.StatusCode(StatusCodes.Status403Forbidden);
        book.Delete(id);
        return Answers.NoContent();
    }

    private static async Task<IResult> PostAsync(int id, HttpContext context, AccessTokens tokens, GradeRules rules, Gradebook book, ScoreRules scores)
    {
        if (tokens.Refuse(context, Scopes.Score) is { } refused)
            return refused;
        if (book.Find(id) is not { } item)
            return Gone(id);
        if (await BodyAsync(context, ScoreType) is not { } body)
            return Unfit(context, rules);
        var (status, fault) = scores.Take(item, body);
        book.Note(new PostedScore(
            id, Text(body, "userId") ?? "", Text(body, "timestamp") ?? "", Text(body, "activityProgress") ?? "", Text(body, "gradingProgress") ?? "", Number(body, "scoreGiven"), status));
        return status == StatusCodes.Status200OK
            ? rules.Mood == Mood.Canvas ? Answers.Text("""{"resultUrl":"http://lms.localhost/result/1"}""", ScoreType) : Answers.Text("", ScoreType)
            : Answers.Text(rules.Mood == Mood.Moodle ? "[]" : new JsonObject { ["error"] = fault }.ToJsonString(), ScoreType, statusCode: status);
    }

    private static IResult ListResults(int id, HttpContext context, HostLmsOptions options, AccessTokens tokens, GradeRules rules, Gradebook book)
    {
        if (tokens.Refuse(context, Scopes.ResultReadOnly) is { } refused)
            return refused;
        if (NotAccepted(context, rules, ResultsType) is { } wrong)
            return wrong;
        if (book.Find(id) is not { } item)
            return Gone(id);
        // Moodle as recorded: a page of its own in HTML, whatever was asked.
        if (rules.Mood == Mood.Moodle && context.Request.Query.ContainsKey("limit"))
            return Answers.Content("<!DOCTYPE html><title>Error</title>", "text/html; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
        var user = context.Request.Query["user_id"].ToString();
        var all = book.ResultsOf(id).Where(r => user.Length == 0 || r.User == user).Select(r => Json(options, item, r.User, r.Result)).ToList();
        // Moodle pages results only where a limit is asked for, which it then refuses: without one they come whole.
        return rules.Mood == Mood.Moodle ? Answers.Text(new JsonArray([.. all]).ToJsonString(), ResultsType) : Page(context, options, rules, all, ResultsType);
    }

    private static JsonObject Json(HostLmsOptions options, LineItem item)
    {
        var json = new JsonObject { ["id"] = GradeAddresses.Of(options, item), ["label"] = item.Label, ["scoreMaximum"] = item.Maximum };
        foreach (var (name, value) in new[] { ("resourceId", item.ResourceId), ("tag", item.Tag), ("resourceLinkId", item.ResourceLinkId) })
        {
            if (value is not null)
                json[name] = value;
        }
        return json;
    }

    private static JsonObject Json(HostLmsOptions options, LineItem item, string user, Result result)
    {
        var of = GradeAddresses.Of(options, item);
        var json = new JsonObject { ["id"] = $"{of.Split('?')[0]}/results{GradeAddresses.Query}&user_id={user}", ["userId"] = user };
        if (result.Score is { } score)
        {
            json["resultScore"] = score;
            json["resultMaximum"] = item.Maximum;
            json["scoreOf"] = of;
            json["timestamp"] = result.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        }
        return json;
    }

    /// <summary>AGS 2.0 §3.2.2 and §3.3.3: pages by Link; Moodle writes its quotation marks and ampersands as in a book.</summary>
    private static IResult Page(HttpContext context, HostLmsOptions options, GradeRules rules, List<JsonObject> all, string type)
    {
        var query = context.Request.Query;
        var size = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, rules.PageSize) : rules.PageSize;
        var from = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 0;
        if (from + size < all.Count)
        {
            var rest = string.Concat(query.Where(q => q.Key is not ("from" or "limit")).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value.ToString())}&"));
            var next = string.Create(CultureInfo.InvariantCulture, $"{options.ServerUrl}{context.Request.Path}?{rest}limit={size}&from={from + size}");
            context.Response.Headers.Link = rules.Mood == Mood.Moodle
                ? $"<{next.Replace("&", "&amp;", StringComparison.Ordinal)}>; rel=\u201cnext\u201d"
                : $"<{next}>; rel=\"next\"";
        }
        return Answers.Text(new JsonArray([.. all.Skip(from).Take(size)]).ToJsonString(), type);
    }

    private static IResult? NotAccepted(HttpContext context, GradeRules rules, string type)
    {
        var accept = context.Request.Headers.Accept.ToString();
        return accept.Length == 0 || accept.Contains(type, StringComparison.Ordinal) || accept.Contains("*/*", StringComparison.Ordinal) ? null
            : rules.Mood == Mood.Moodle ? NoHandler(context, accept) : Answers.StatusCode(StatusCodes.Status406NotAcceptable);
    }

    /// <summary>The JSON object sent; null when it is none, or not of the type.</summary>
    private static async Task<JsonObject?> BodyAsync(HttpContext context, string type)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim() != type)
            return null;
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Unfit(HttpContext context, GradeRules rules) =>
        rules.Mood == Mood.Moodle ? NoHandler(context, context.Request.ContentType ?? "") : Answers.StatusCode(StatusCodes.Status415UnsupportedMediaType);

    private static IResult NoHandler(HttpContext context, string type) =>
        Answers.Json(new { status = 400, reason = $"No handler found for {context.Request.Path} {type}" }, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Gone(int id) =>
        Answers.Json(new { status = 404, reason = $"Not Found: Grade item {id} doesn't exist" }, statusCode: StatusCodes.Status404NotFound);

    private static IResult BadRequest(string fault) => Answers.Json(new { error = fault }, statusCode: StatusCodes.Status400BadRequest);

    internal static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static decimal? Number(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;
}
