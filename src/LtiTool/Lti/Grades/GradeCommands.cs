using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary><c>grades list|retry|check|configure</c>.</summary>
internal static class GradeCommands
{
    public static Command Create() => new("grades", "What goes to the platforms' gradebooks.") { List(), Retry(), Check(), Configure() };

    private static Command List()
    {
        var chosen = new PlatformOptions();
        return chosen.AddTo(new Command("list", "How grades stand, of one platform or all.")).Does(async (parsed, services, cancel) =>
        {
            var platforms = chosen.IsGiven(parsed) ? [await chosen.FindAsync(parsed, services, cancel)] : await PlatformCommands.AllAsync(services, cancel);
            await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
            var all = new List<(Platform Platform, GradeOverview Overview)>();
            foreach (var platform in platforms)
                all.Add((platform, await GradeOverview.ReadAsync(session, platform.Id, cancel)));
            return new CommandResult(all.Select(a => View(a.Platform, a.Overview)), all.Count == 0 ? "No platforms." : string.Join(Environment.NewLine, all.Select(a => Line(a.Platform, a.Overview))));
        });
    }

    private static Command Retry()
    {
        var chosen = new PlatformOptions();
        var reason = new Option<string?>("--reason") { Description = "Only what was given up for this reason (default: all)." };
        reason.AcceptOnlyFromAmong([.. GradeProblems.OfDeadGrades]);
        return chosen.AddTo(new Command("retry", "Try again what was given up; a deleted line item that was let be is made again.") { reason }).Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var count = await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
            {
                await GradePlatform.ResumeAsync(unit, platform.Id);
                return await GradeRows.RetryAsync(unit, platform.Id, parsed.GetValue(reason), now);
            });
            return new CommandResult(new { platform = platform.Id, retried = count }, $"{count} grades will be sent again.");
        });
    }

    private static Command Check()
    {
        var chosen = new PlatformOptions();
        return chosen.AddTo(new Command("check", "Compare a platform's gradebook with what was sent.")).Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            try
            {
                var report = await services.GetRequiredService<GradeCheck>().RunAsync(platform, lease: null, cancel);
                var lines = report.Differences.Select(d => $"{d.Subject}: sent {d.Sent?.ToString("0.##", null) ?? "none"}, there {d.There?.ToString("0.##", null) ?? "none"}");
                return new CommandResult(report, string.Join(Environment.NewLine, lines.Prepend(
                    $"{report.Grades} grades of {report.LineItems} line items compared: {report.Differences.Count} differ, {report.Deleted} line items deleted, {report.Unread} not to be read, {report.Failed} failed.")));
            }
            catch (PlatformServiceException e)
            {
                throw new CommandRefusedException(e.Detail);
            }
        });
    }

    private static Command Configure()
    {
        var chosen = new PlatformOptions();
        var missing = Choice("--missing-line-item", "What becomes of a line item that somebody deletes on the platform.", "remake", "leave");
        var declare = Choice("--declare", "Whether the tool makes line items of its own.", "on", "off");
        var differences = Choice("--differences", "What becomes of a grade that the gradebook has otherwise.", "resend", "report");
        return chosen.AddTo(new Command("configure", "How grades go to a platform.") { missing, declare, differences }).Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            await services.GetRequiredService<WriteQueue>().RunAsync(unit => GradePlatform.ConfigureAsync(
                unit, platform.Id, Is(parsed, missing, "remake"), Is(parsed, declare, "on"), Is(parsed, differences, "resend")));
            await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
            var set = await GradePlatform.ReadAsync(session, platform.Id, cancel);
            return new CommandResult(Settings(platform, set), $"Platform {platform.Id}: a deleted line item is {(set.Remakes ? "made again" : "let be")}; "
                + $"line items of the tool's own: {(set.Declares ? "on" : "off")}; differences are {(set.Resends ? "sent again" : "reported")}.");
        });
    }

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static bool? Is(ParseResult parsed, Option<string?> option, string value) => parsed.GetValue(option) is { } given ? given == value : null;

    private static object Settings(Platform platform, GradePlatform set) => new
    {
        platform = platform.Id,
        missingLineItem = set.Remakes ? "remake" : "leave",
        declare = set.Declares ? "on" : "off",
        differences = set.Resends ? "resend" : "report",
    };

    private static object View(Platform platform, GradeOverview o) => new
    {
        platform = platform.Id,
        platform.Name,
        o.Waiting,
        o.Sent,
        o.Differing,
        dead = o.Dead.ToDictionary(d => d.Problem, d => d.Count),
        o.LineItems,
        troubledLineItems = o.Troubled,
        linksOnOtherPlaces = o.Elsewhere.Count,
        o.Settings.LastSuccess,
        o.Settings.PausedUntil,
        o.Settings.Problem,
        o.Settings.Detail,
        o.Settings.Checked,
        settings = Settings(platform, o.Settings),
    };

    private static string Line(Platform platform, GradeOverview o) =>
        $"{platform.Id}  {platform.Name}  waiting {o.Waiting}, sent {o.Sent}, given up {o.Dead.Sum(d => d.Count)}"
        + string.Concat(o.Dead.Select(d => $" ({d.Problem} {d.Count})"))
        + (o.Settings.Problem is { } problem ? $"  [{problem}: tried again {o.Settings.PausedUntil:u}]" : "");
}
