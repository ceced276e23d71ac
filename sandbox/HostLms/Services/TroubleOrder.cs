using System.Globalization;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.Services;

/// <summary>
/// A trouble as somebody who runs the platform by hand orders it, at the start (<c>--trouble</c>) or while it runs (<c>/troubles</c>): an address and
/// what it does, or a lie of every room's roster.
/// </summary>
public sealed record TroubleOrder
{
    private static readonly Dictionary<string, Func<RosterHabits, RosterHabits>> Habits = new(StringComparer.Ordinal)
    {
        ["well"] = _ => new RosterHabits(),
        ["relative-links"] = h => h with { RelativeLinks = true },
        ["differences"] = h => h with { TellsDifferences = true },
        ["forgets-differences"] = h => h with { TellsDifferences = true, ForgetsDifferences = true },
        ["without-names"] = h => h with { WithoutNames = true },
        ["ignores-limit"] = h => h with { HeedsLimit = false },
        ["ignores-role"] = h => h with { IgnoresRole = true },
        ["repeats-a-page"] = h => h with { RepeatsAPage = true },
        ["never-ends"] = h => h with { NeverEnds = true },
        ["goes-in-circle"] = h => h with { GoesInCircle = true },
        ["says-nobody"] = h => h with { SaysNobody = true },
    };

    private readonly string path;
    private readonly Trouble? trouble;
    private readonly Func<RosterHabits, RosterHabits>? habit;

    private TroubleOrder(string path, Trouble? trouble, Func<RosterHabits, RosterHabits>? habit) => (this.path, this.trouble, this.habit) = (path, trouble, habit);

    /// <summary>What can be ordered.</summary>
    public static string Usage { get; } =
        $"""
        A trouble is one of
          PATH=slow:5s     addresses that begin with PATH (/token, /jwks, /ags, /nrps, /groups …) answer so much later
          PATH=down        503
          PATH=429         that status (400 to 599)
          PATH=lost        the request is carried out, and its answer is lost
          PATH=nonsense    200, with a page instead of what was asked for
          PATH=well        as usual again
          roster=LIE       {string.Join(", ", Habits.Keys.Skip(1))}; well ends all
        """;

    /// <summary>Reads one; null when it is none.</summary>
    public static TroubleOrder? Read(string text)
    {
        var (where, what) = text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at], text[(at + 1)..]) : ("", "");
        if (where == "roster")
            return Habits.TryGetValue(what, out var habit) ? new TroubleOrder(where, null, habit) : null;
        return where is ['/', _, ..] && TroubleOf(what) is { } trouble ? new TroubleOrder(where, trouble, null) : null;
    }

    /// <summary>From now on it is so.</summary>
    public void Apply(Troubles troubles, CourseRooms rooms)
    {
        if (trouble is not null)
            troubles.Set(path, trouble);
        else
            foreach (var room in rooms.All)
                room.Roster.Habits = habit!(room.Roster.Habits);
    }

    private static Trouble? TroubleOf(string what) => what switch
    {
        "down" => new Trouble { Status = StatusCodes.Status503ServiceUnavailable },
        "lost" => new Trouble { AfterTheFact = true },
        "nonsense" => new Trouble { Status = StatusCodes.Status200OK, Body = "<!DOCTYPE html><p>Hej!" },
        "well" => new Trouble { Times = 0 },
        ['s', 'l', 'o', 'w', ':', .. var seconds, 's'] when int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var wait) && wait is > 0 and <= 600
            => new Trouble { Delay = TimeSpan.FromSeconds(wait) },
        _ when int.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 => new Trouble { Status = status },
        _ => null,
    };
}

/// <summary><c>/troubles</c>: what can be ordered, and the orders, one a line. Like the whole platform it is reached from this machine alone.</summary>
internal static class TroubleEndpoints
{
    public static void MapTroubles(this WebApplication app)
    {
        app.MapGet("/troubles", () => TroubleOrder.Usage + "\n");
        app.MapPost("/troubles", async (HttpRequest request, Troubles troubles, CourseRooms rooms, CancellationToken cancel) =>
        {
            using var body = new StreamReader(request.Body);
            var lines = (await body.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var orders = lines.Select(TroubleOrder.Read).ToList();
            if (lines.Length == 0 || orders.Contains(null))
                return Results.Text(TroubleOrder.Usage + "\n", statusCode: StatusCodes.Status400BadRequest);
            foreach (var order in orders)
                order!.Apply(troubles, rooms);
            return Results.NoContent();
        });
    }
}
