using System.Globalization;
using Microsoft.Extensions.Localization;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Editions;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>An edition as a CSV file, in the reader's language.</summary>
internal static class EditionFile
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/follow-up/{journey}/{edition:guid}.csv", GetAsync).RequireAuthorization(nameof(Role.Evaluator));

    private static async Task<IResult> GetAsync(
        string journey, Guid edition, EditionReader editions, IStringLocalizer<FollowUpTexts> texts, HttpContext context, CancellationToken cancel)
    {
        if (await editions.GetAsync(edition, cancel) is not { } found || found.Info.JourneyId != journey)
            return Results.NotFound();
        using var file = new MemoryStream();
        EditionCsv.Write(file, found.Rows, Words(found.Info, texts));
        context.Response.Headers.CacheControl = "private, no-cache";
        var name = string.Create(CultureInfo.InvariantCulture, $"{found.Info.JourneyId}-{found.Info.ReferenceDate:yyyy-MM-dd}.csv");
        return Results.File(file.ToArray(), "text/csv; charset=utf-8", name);
    }

    private static EditionCsvWords Words(EditionInfo info, IStringLocalizer<FollowUpTexts> texts)
    {
        var steps = info.Steps.ToDictionary(s => s.Id, s => s.Title);
        var goals = info.Steps.SelectMany(s => s.Goals).ToDictionary(g => g.Id, g => g.Text);
        return new(
            texts["Csv.Level"], texts["Csv.Code"], texts["Csv.Place"], texts["Csv.Region"], texts["Csv.Step"], texts["Csv.Goal"],
            texts["Csv.Persons"], texts["Csv.NotBegun"], texts["Csv.UnderWay"], texts["Csv.Completed"], texts["Csv.Begun"],
            level => texts[$"Csv.Level.{level}"], texts["Nation"], texts["Csv.AllSteps"],
            step => steps[step], goal => goals[goal]);
    }
}
