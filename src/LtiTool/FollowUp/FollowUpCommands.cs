using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.FollowUp.Statements;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary><c>follow-up issue|list|looks|check|rebuild</c>.</summary>
internal static class FollowUpCommands
{
    private static readonly Option<string> JourneyId = new("--journey") { Description = "The journey's id.", Required = true };
    private static readonly Option<DateOnly?> Date = CommandOptions.Date("--date", "The reference date; today when left out");
    private static readonly Option<string> By = CommandOptions.By();

    public static Command Create() => new("follow-up", "Editions for evaluators, and the log of looks at statements.")
    {
        new Command("issue", "Compute, suppress and issue an edition: one per journey and year, unchangeable.") { JourneyId, Date, By }.Does(IssueAsync),
        new Command("list", "The editions issued, the latest first.").Does(ListAsync),
        new Command("looks", "Who has looked at statements, the newest first.").Does(LooksAsync),
        new Command("check", "Prove that live counts follow from the statements.").Does(CheckAsync),
        new Command("rebuild", "Make live counts anew from the statements.").Does(RebuildAsync),
    };

    private static async Task<CommandResult> IssueAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var kits = services.GetRequiredService<KitLibrary>();
        await kits.RefreshAsync(cancel);
        var id = parsed.GetValue(JourneyId)!;
        var journey = kits.Find(id) ?? throw new CommandRefusedException($"There is no journey '{id}': no kit of it has been imported.");
        var date = parsed.GetValue(Date) ?? services.GetRequiredService<TimeProvider>().TodayInSweden();
        var joined = await JoinedAsync(services.GetRequiredService<Database>(), id, date, cancel);
        var order = new EditionOrder(journey, date, joined, Definitions(services.GetRequiredService<IStringLocalizer<FollowUpTexts>>(), date), parsed.GetValue(By)!);
        try
        {
            var info = await services.GetRequiredService<EditionIssuer>().IssueAsync(order, cancel);
            return new CommandResult(
                new { edition = info.Id, journey = info.JourneyId, info.Year, referenceDate = info.ReferenceDate, municipalities = joined.Count },
                $"Issued {info.JourneyId} {info.Year} (reference date {info.ReferenceDate:yyyy-MM-dd}, {joined.Count} municipalities): {info.Id}");
        }
        catch (EditionRefusedException refused)
        {
            throw new CommandRefusedException(refused.Message.Trim());
        }
    }

    /// <summary>The municipalities joined on the day, with the RSS that delivers.</summary>
    /// <exception cref="CommandRefusedException">One has none: its persons would be missing in the totals.</exception>
    internal static async Task<IReadOnlyList<JoinedPlace>> JoinedAsync(Database database, string journeyId, DateOnly day, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var rows = await session.QueryAsync($"""
            select m.code, m.name, r.id, r.name
            from joined_municipality j join municipality m on m.code = j.municipality_code
            left join regional_assignment g on g.municipality_code = j.municipality_code and g.journey_id = j.journey_id
              and g.valid_from <= {day} and (g.valid_to is null or g.valid_to >= {day})
            left join rss r on r.id = g.rss_id
            where j.journey_id = {journeyId} and j.valid_from <= {day} and (j.valid_to is null or j.valid_to >= {day})
            order by m.code
            """, r => (Code: r.GetString(0), Name: r.GetString(1), RegionId: r.GetStringOrNull(2), Region: r.GetStringOrNull(3)), cancel);
        var missing = rows.Where(r => r.RegionId is null).Select(r => $"{r.Code} {r.Name}").ToList();
        if (missing.Count > 0)
            throw new CommandRefusedException($"No RSS delivers {journeyId} on {day:yyyy-MM-dd} to: {string.Join(", ", missing)}. Say which one does, then issue.");
        return [.. rows.Select(r => new JoinedPlace(r.Code, r.Name, r.RegionId!, r.Region!))];
    }

    /// <summary>What the figures mean, one term a line, in both languages.</summary>
    internal static IReadOnlyDictionary<string, string> Definitions(IStringLocalizer<FollowUpTexts> texts, DateOnly date)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            return new[] { "sv-SE", "en-GB" }.Select(CultureInfo.GetCultureInfo).ToDictionary(culture => culture.TwoLetterISOLanguageName, culture =>
            {
                CultureInfo.CurrentUICulture = culture;
                return string.Join('\n', new[] { "InStep", "UnderWay", "Completed", "Continuous" }
                    .Select(term => texts[$"Definition.{term}", date.ToString("d MMMM yyyy", culture)].Value));
            });
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var all = await services.GetRequiredService<EditionReader>().ListAsync(null, cancel);
        return new CommandResult(
            all.Select(e => new { e.Id, journey = e.JourneyId, e.Year, e.ReferenceDate, e.Issued, e.IssuedBy, e.KitVersion }),
            all.Count == 0 ? "No edition has been issued." : string.Join('\n', all.Select(e => $"{e.JourneyId} {e.Year}  {e.ReferenceDate:yyyy-MM-dd}  {e.Id}  {e.IssuedBy}")));
    }

    private static async Task<CommandResult> LooksAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        const int AtMost = 1000;
        var looks = await services.GetRequiredService<StatementLog>().ReadAsync(AtMost, cancel);
        return new CommandResult(looks, looks.Count == 0
            ? "Nobody has looked at statements."
            : string.Join('\n', looks.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.At:yyyy-MM-dd HH:mm:ss}Z  {l.Name ?? l.PersonId?.ToString() ?? "erased"}  [{l.Scope}]  {l.Filter}  {l.Shown}"))));
    }

    private static async Task<CommandResult> CheckAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<KitLibrary>().RefreshAsync(cancel);
        var differences = await services.GetRequiredService<FollowUpProjector>().CheckAsync(cancel);
        return new CommandResult(new { differences }, differences.Count == 0 ? "Live counts follow from the statements." : string.Join('\n', differences), Refused: differences.Count > 0);
    }

    private static async Task<CommandResult> RebuildAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<KitLibrary>().RefreshAsync(cancel);
        await services.GetRequiredService<FollowUpProjector>().RebuildAsync(cancel);
        return new CommandResult(new { rebuilt = true }, "Live counts are made anew.");
    }
}
