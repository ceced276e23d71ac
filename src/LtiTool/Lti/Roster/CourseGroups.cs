using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>Reads a course room's groups and sets of groups (Course Groups 1.0). Who is in which, the roster says.</summary>
internal sealed class CourseGroups(ServicePages pages, WriteQueue writes, TimeProvider clock)
{
    public const string Scope = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly";
    private const string GroupsType = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json";
    private const string SetsType = "application/vnd.ims.lti-gs.v1.contextgroupsetcontainer+json";
    private const int LongestName = 300;
    private const int MostGroups = 5000;

    /// <summary>Reads and keeps them; nothing where the platform has no such service.</summary>
    /// <exception cref="RosterTakenException">Another reading of the context has begun meanwhile.</exception>
    public async Task ReadAsync(RosterRun run, Platform platform, CancellationToken cancel)
    {
        if (run.GroupsUrl is not { } address)
            return;
        var sets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (run.GroupSetsUrl is { } setsAddress)
        {
            await foreach (var answer in pages.ReadAsync(platform, Scope, setsAddress, SetsType, cancel: cancel))
            {
                await HoldAsync(run);
                foreach (var (id, name, _) in Read(answer, "sets"))
                    sets[id] = name ?? id;
            }
        }
        var count = 0;
        await foreach (var answer in pages.ReadAsync(platform, Scope, address, GroupsType, cancel: cancel))
        {
            var groups = Read(answer, "groups");
            if ((count += groups.Count) > MostGroups)
                throw new PagesException(PagesFault.TooMany, $"The course room has more than {MostGroups} groups.");
            await HoldAsync(run, unit => GroupRows.NameAsync(unit, run, groups.Select(g => new CourseGroup(g.Id, g.Name, g.Set is null ? null : sets.GetValueOrDefault(g.Set)))));
        }
        await HoldAsync(run, unit => GroupRows.ForgetAsync(unit, run));
    }

    /// <summary>Writes as long as the run is the context's latest, and holds on to its lease.</summary>
    private Task HoldAsync(RosterRun run, Func<WriteUnit, Task>? write = null) => writes.RunAsync(async unit =>
    {
        await RosterRuns.NoteAsync(unit, run, new RosterProgress(), clock.GetUtcNow());
        if (write is not null)
            await write(unit);
    });

    private static List<(string Id, string? Name, string? Set)> Read(ServiceAnswer answer, string list)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return [.. json.RootElement.GetProperty(list).EnumerateArray().Where(g => g.ValueKind == JsonValueKind.Object)
                .Select(g => (Id: RosterPage.Id(g, "id"), Name: NameOf(g), Set: SetOf(g))).Where(g => g.Id is not null).Select(g => (g.Id!, g.Name, g.Set))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PlatformServiceException(ServiceFailure.Unintelligible, $"The answer is no list of {list}: {e.Message}", inner: e);
        }
    }

    // The specification has set_ids; some say set_id, with one.
    private static string? SetOf(JsonElement group) =>
        group.TryGetProperty("set_ids", out var all) && all.ValueKind == JsonValueKind.Array
            ? all.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String).Select(RosterPage.Text).FirstOrDefault()
            : RosterPage.Id(group, "set_id");

    private static string? NameOf(JsonElement group)
    {
        if (!group.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            return null;
        var text = string.Concat((RosterPage.Text(name) ?? "").Where(c => !char.IsControl(c))).Trim();
        return text.Length == 0 ? null : text.Length <= LongestName ? text : text[..(char.IsHighSurrogate(text[LongestName - 1]) ? LongestName - 1 : LongestName)];
    }
}
