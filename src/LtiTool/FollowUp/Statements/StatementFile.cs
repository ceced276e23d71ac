using System.Globalization;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Statements;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>One statement as the store has it, within the reader's scope.</summary>
internal static class StatementFile
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/follow-up/statements/{id:guid}.json", GetAsync).RequireAuthorization(nameof(Role.StatementReader));

    private static async Task<IResult> GetAsync(Guid id, PlacedStatements statements, StatementLog log, KitLibrary kits, HttpContext context, CancellationToken cancel)
    {
        if (context.SignedIn() is not { } reader)
            return Results.Unauthorized();
        var found = await statements.FindAsync(id, kits.Journeys, cancel);
        var shown = found is not null && ReaderScope.Of(reader).Covers(found.Place);
        await log.WriteAsync(reader, string.Create(CultureInfo.InvariantCulture, $"id={id:D}&format=json"), shown ? 1 : 0);
        context.Response.Headers.CacheControl = "no-store";
        return shown ? Results.Bytes(found!.Statement.ToJson().ToArray(), "application/json", $"{id:D}.json") : Results.NotFound();
    }
}
