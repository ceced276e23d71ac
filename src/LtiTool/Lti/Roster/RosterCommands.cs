using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary><c>roster sync|list</c>.</summary>
internal static class RosterCommands
{
    private static readonly Option<long?> Context = new("--context") { Description = "The course room, by the number that `roster list` shows (default: all that are due)." };
    private static readonly Option<bool> LearnersOnly = new("--learners-only") { Description = "Ask for learners alone; nobody is taken to have left by it." };
    private static readonly Option<string?> Link = new("--link") { Description = "Ask for those alone who may open this link of the course room, by the platform's id of it; nobody is taken to have left by it." };
    private static readonly Option<string> Who = new("--who") { Description = "Whose membership is read and kept: everybody's, or learners' alone.", Required = true };
    private static readonly Option<bool> Whole = new("--whole") { Description = "Read the whole roster, also where the platform tells differences." };

    public static Command Create() => new("roster", "Who is a member of which course room, as the platforms' rosters say.")
    {
        new Command("sync", "Read a roster now, to its last page.") { Context, LearnersOnly, Link, Whole }.Does(SyncAsync),
        new Command("list", "Show the course rooms, their members by status, and how the last reading went.").Does(ListAsync),
        Configure(),
    };

    private static Command Configure()
    {
        var chosen = new PlatformOptions();
        Who.AcceptOnlyFromAmong("everybody", "learners");
        return chosen.AddTo(new Command("configure", "Whose membership of a platform's course rooms is read and kept.") { Who }).Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            var learners = parsed.GetValue(Who) == "learners";
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await services.GetRequiredService<WriteQueue>().RunAsync(unit => RosterPlatform.ConfigureAsync(unit, platform.Id, learners, now));
            return new CommandResult(new { platform = platform.Id, who = parsed.GetValue(Who) }, $"Of platform {platform.Id} {(learners ? "learners alone are" : "everybody is")} read and kept.");
        });
    }

    private static async Task<CommandResult> SyncAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (sync, database, clock) = (services.GetRequiredService<RosterSync>(), services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        var link = parsed.GetValue(Link);
        if (parsed.GetValue(Context) is not { } context)
        {
            if (link is not null)
                throw new CommandRefusedException("--link names a link of one course room: say which by --context.");
            var read = await services.GetRequiredService<RosterJob>().RunDueAsync(cancel);
            return new CommandResult(new { read }, $"{read} rosters were due and have been read. `roster list` shows how it went.");
        }
        await using var session = await database.ReadAsync(cancel);
        if (link is not null && await session.ScalarAsync<long>($"select count(*) from lti_link where context_id = {context} and resource_link_id = {link}", cancel) == 0)
            throw new CommandRefusedException($"Nobody has launched by a link {link} of course room {context}.");
        var ending = await sync.RunAsync(context, new RosterOrder(parsed.GetValue(LearnersOnly), parsed.GetValue(Whole), link), cancel);
        var platform = await RosterList.PlatformOfAsync(session, context, cancel) ?? throw new CommandRefusedException($"There is no course room {context}; `roster list` shows them.");
        var entry = (await RosterList.FindAsync(session, context, platform, clock.GetUtcNow(), cancel))!;
        if (ending is null)
            throw new CommandRefusedException(entry.HasRoster ? "The roster is being read at this moment." : "The platform has not said where the roster of this course room is.");
        return new CommandResult(entry, Line(entry), Refused: ending.Outcome != RosterOutcome.Done);
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        var platforms = (await PlatformStore.AllAsync(session, cancel)).ToDictionary(p => p.Id);
        var (entries, _) = await RosterList.ReadAsync(session, platforms.Keys.ToHashSet(), services.GetRequiredService<TimeProvider>().GetUtcNow(), 0, int.MaxValue, cancel);
        return new CommandResult(
            entries.Select(e => new { platform = platforms[e.PlatformId].Name, roster = e }),
            entries.Count == 0 ? "Nobody has launched from a course room yet." : string.Join(Environment.NewLine, entries.Select(e => $"{platforms[e.PlatformId].Name}: {Line(e)}")));
    }

    private static string NotTaken(RosterReading r) =>
        (r.Numbered > 0 ? $", {r.Numbered} not taken: the platform names them by personal identity number" : "") + (r.Skipped > 0 ? $", {r.Skipped} entries not understood" : "");

    private static string Line(RosterEntry e)
    {
        var reading = !e.HasRoster ? "no roster" : e.Reading switch
        {
            null => "not read yet",
            { IsRunning: true } r => $"being read: {r.Pages} pages, {r.Members} members",
            { Ended: null } => "waiting to be read",
            { Outcome: RosterOutcome.Done } r => $"read {r.Ended:yyyy-MM-dd HH:mm} UTC: {r.Members} told, {r.Added} new, {r.Removed} left{NotTaken(r)}",
            var r => $"{r.Outcome} {r.Ended:yyyy-MM-dd HH:mm} UTC after {r.Pages} pages: {r.Detail}",
        };
        return $"{e.Context} {e.Title ?? "(untitled)"}: {e.Active} active ({e.Learners} learners), {e.Inactive} inactive, {e.Left} left; {reading}";
    }
}
