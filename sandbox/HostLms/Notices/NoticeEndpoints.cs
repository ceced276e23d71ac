using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Services;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Notices;

/// <summary>Platform Notification Service 1.0, where tools say which notices they want and where: one catalogue a deployment.</summary>
internal static class NoticeEndpoints
{
    private const int LongestHandler = 2000;
    private static readonly string[] Known = ["notice_type", "handler", "max_batch_size"];

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        // As soon as rooms can be copied, not when the first tool asks.
        app.ServiceProvider.GetRequiredService<NoticeDesk>();
        app.MapGet("/notices/{deployment}", Read);
        app.MapPut("/notices/{deployment}", SetAsync);
    }

    public static string AddressOf(HostLmsOptions options, string deployment) => $"{options.ServerUrl}/notices/{Uri.EscapeDataString(deployment)}";

    private static IResult Read(string deployment, HttpContext context, AccessTokens tokens, NoticeDesk desk)
    {
        if (Refuse(context, tokens, deployment, out var tool) is { } refused)
            return refused;
        return Results.Json(new
        {
            client_id = tool!.ClientId,
            deployment_id = deployment,
            notice_handlers = NoticeDesk.Types.Select(type => new { notice_type = type, handler = desk.HandlerOf(tool, deployment, type) }),
        });
    }

    private static async Task<IResult> SetAsync(string deployment, HttpContext context, AccessTokens tokens, NoticeDesk desk)
    {
        if (Refuse(context, tokens, deployment, out var tool) is { } refused)
            return refused;
        if (!context.Request.HasJsonContentType())
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await Grades.GradeJson.ReadAsync(context) is not { } body)
            return Fault("The body is no JSON object.");
        if (FaultIn(body, tool!) is { } fault)
            return Fault(fault);
        var (type, handler) = (Grades.GradeJson.Text(body, "notice_type")!, Grades.GradeJson.Text(body, "handler")!);
        desk.Set(tool!, deployment, type, handler);
        return Results.Json(new { notice_type = type, handler });
    }

    /// <summary>A handler stands on the tool's own domain, so that nobody is made to send to strangers; none is said by an empty text.</summary>
    private static string? FaultIn(JsonObject body, RegisteredTool tool)
    {
        if (body.FirstOrDefault(p => !Known.Contains(p.Key)).Key is { } unknown)
            return $"{unknown} is unknown.";
        if (Grades.GradeJson.Text(body, "notice_type") is not { } type || !NoticeDesk.Types.Contains(type))
            return "notice_type is not one of those supported.";
        if (body["max_batch_size"] is not null && Grades.GradeJson.Number(body, "max_batch_size") is not >= 1)
            return "max_batch_size must be a positive number.";
        if (Grades.GradeJson.Text(body, "handler") is not { } handler)
            return "handler must be a text.";
        if (handler.Length == 0)
            return null;
        return handler.Length <= LongestHandler && Uri.TryCreate(handler, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            && tool.RedirectUris.Any(own => new Uri(own).GetLeftPart(UriPartial.Authority) == uri.GetLeftPart(UriPartial.Authority))
            ? null : "handler must be an address on the tool's own domain.";
    }

    private static IResult? Refuse(HttpContext context, AccessTokens tokens, string deployment, out RegisteredTool? tool)
    {
        tool = tokens.OwnerOf(context);
        return tokens.Refuse(context, Scopes.Notices) ?? (tool?.Deployments.Contains(deployment) == true ? null : Results.NotFound());
    }

    private static IResult Fault(string message) => Results.Json(new { errors = new[] { new { message } } }, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>What launches say of it.</summary>
internal sealed class NoticeClaim(HostLmsOptions options) : IMessagePart
{
    public void Add(JsonObject claims, LaunchOrder order) =>
        claims["https://purl.imsglobal.org/spec/lti/claim/platformnotificationservice"] = new JsonObject
        {
            ["service_versions"] = new JsonArray("1.0"),
            ["platform_notification_service_url"] = NoticeEndpoints.AddressOf(options, order.Deployment),
            ["scope"] = new JsonArray(Scopes.Notices),
            ["notice_types_supported"] = new JsonArray([.. NoticeDesk.Types.Select(type => (JsonNode)type)]),
        };
}
