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
    private static readonly Option<bool> Whole = new("--whole") { Description = "Read the whole roster, also where the platform tells differences." };

    public static Command Create() => new("roster", "Who is a member of which course room, as the platforms' rosters say.")
    {
        new Command("sync", "Read a roster now, to its last page.") { Context, LearnersOnly, Whole }.Does(SyncAsync),
        new Command("list", "Show the course rooms, their members by status, and how the last reading went.").Does(ListAsync),
    };

    private static async Task<CommandResult> SyncAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (sync, database, clock) = (services.GetRequiredService<RosterSync>(), services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        if (parsed.GetValue(Context) is not { } context)
        {
            var read = await services.GetRequiredService<RosterJob>().RunDueAsync(cancel);
            return new CommandResult(new { read }, $"{read} rosters were due and have been read. `roster list` shows how it went.");
        }
        var ending = await sync.RunAsync(context, new RosterOrder(parsed.GetValue(LearnersOnly), parsed.GetValue(Whole)), cancel);
        await using var session = await database.ReadAsync(cancel);
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

    private static string Line(RosterEntry e)
    {
        var reading = !e.HasRoster ? "no roster" : e.Reading switch
        {
            null => "not read yet",
            { IsRunning: true } r => $"being read: {r.Pages} pages, {r.Members} members",
            { Ended: null } => "waiting to be read",
            { Outcome: RosterOutcome.Done } r => $"read {r.Ended:yyyy-MM-dd HH:mm} UTC: {r.Members} told, {r.Added} new, {r.Removed} left",
            var r => $"{r.Outcome} {r.Ended:yyyy-MM-dd HH:mm} UTC after {r.Pages} pages: {r.Detail}",
        };
        return $"{e.Context} {e.Title ?? "(untitled)"}: {e.Active} active ({e.Learners} learners), {e.Inactive} inactive, {e.Left} left; {reading}";
    }
}
