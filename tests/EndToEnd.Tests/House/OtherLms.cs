using Yrkesresan.Storage;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>
/// A second LMS, with something of every kind to tell its administrators. Its history is written as rows: to live through it (grades given up,
/// rosters refused, an agreement long ended) would take days. Nothing of it falls due, so that no job of the tool's goes looking for it.
/// </summary>
internal static class OtherLms
{
    /// <summary>What a person it refused was shown.</summary>
    public const string Code = "7KQ2-M9XD";

    private const string Issuer = "https://larplattform.example.org";
    private const string Journey = "barn-och-unga", First = "handlaggning-med-barnet-i-centrum", Second = "samtal-och-delaktighet", Third = "arbeta-med-familjehem";
    private static readonly string[] Names = ["Nyla", "Nelly", "Nora", "Nils", "Noa", "Nadja", "Nikita", "Natan"];

    /// <summary>The people of the new LMS, as lines of a seed; the first is somebody whom the sample LMS has told of as well.</summary>
    public static string People => string.Join('\n', Names.Select((name, n) =>
        $$"""  - { issuer: "{{Issuer}}", clientId: exempel, subject: "{{4711 + n}}", name: {{name}} Exempelsson, journey: {{Journey}}, municipality: "1480", confirmed: true }"""));

    /// <summary>Registers the LMS, for <see cref="People"/> to be imported.</summary>
    public static Task RegisterAsync(RunningHouse house) => house.CommandAsync(
        "platform", "add", "--issuer", Issuer, "--client-id", "exempel", "--deployment", "1", "--name", "Kommunernas lärplattform (exempel)",
        "--authorization-endpoint", $"{Issuer}/auth", "--token-endpoint", $"{Issuer}/token", "--jwks-uri", $"{Issuer}/keys");

    /// <summary>What has happened there.</summary>
    public static async Task LiveAsync(RunningHouse house)
    {
        await using var database = Database.FromConnectionString(house.ConnectionString);
        await using var writes = new WriteQueue(database);
        var now = DateTimeOffset.UtcNow;
        await writes.RunAsync(async unit =>
        {
            var platform = await unit.ScalarAsync<long>($"select id from platform where issuer = {Issuer}");
            var rooms = new List<long>();
            foreach (var (title, days) in new[] { ("Introduktion för nya", 0), ("Ny i barn och unga, hösten", 1), ("Barn och unga, grupp 3", 2), ("Äldre kursrum", 120) })
                rooms.Add(await RoomAsync(unit, platform, title, now.AddDays(-days)));
            foreach (var room in rooms)
                await unit.ExecuteAsync($"insert into lti_participant (context_id, subject, person_id, is_learner, since) select {room}, subject, person_id, {true}, {now} from person_account where platform_id = {platform}");
            await GradesAsync(unit, platform, rooms, now);
            await RostersAsync(unit, rooms, now);
            await LaunchesAsync(unit, platform, now);
            // Somebody has set the audience; undone and done again by whoever presses the button.
            await unit.ExecuteAsync($"update platform set token_audience = {Issuer + "/audience"} where id = {platform}");
            var changed = $$"""[{"Field":"Audience","Before":null,"After":"{{Issuer}}/audience"}]""";
            await unit.ExecuteAsync($"insert into platform_change (platform_id, at, by_whom, fields) values ({platform}, {now.AddDays(-9)}, {"Exempel Exempelsson"}, {changed})");
        });
    }

    /// <summary>Somebody who had two accounts there, joined; for the log of joinings.</summary>
    public static async Task JoinAsync(RunningHouse house)
    {
        var (keep, joined) = (await PersonAsync(house, "4717"), await PersonAsync(house, "4718"));
        await house.CommandAsync("person", "join", "--keep", $"{keep}", "--join", $"{joined}", "--membership", $"{Journey}={keep}", "--by", "Exempel Exempelsson", "--reason", "Bytte e-postadress.");
    }

    /// <summary>Whom it means by an account.</summary>
    public static Task<Guid> PersonAsync(RunningHouse house, string subject) => house.PersonAsync(subject, Issuer, "exempel");

    /// <summary>The tool's number of it.</summary>
    public static async Task<long> PlatformAsync(RunningHouse house)
    {
        await using var database = Database.FromConnectionString(house.ConnectionString);
        await using var read = await database.ReadAsync();
        return await read.ScalarAsync<long>($"select id from platform where issuer = {Issuer}");
    }

    private static async Task<long> RoomAsync(WriteUnit unit, long platform, string title, DateTimeOffset said) => await unit.ScalarAsync<long>($"""
        insert into lti_context (deployment_id, context_id, title, memberships_url, line_items_url, grade_scopes, said)
        select id, {title}, {title}, {Issuer + "/members"}, {Issuer + "/columns"}, {""}, {said} from deployment where platform_id = {platform} returning id
        """);

    private static async Task GradesAsync(WriteUnit unit, long platform, List<long> rooms, DateTimeOffset now)
    {
        var later = now.AddDays(300);
        await unit.ExecuteAsync($"""
            insert into grade_platform (platform_id, remakes, declares, resends, failures, paused_until, problem, detail, last_success, checked, differences)
            values ({platform}, {false}, {true}, {false}, 3, {later}, {"denied"}, {"400 invalid_scope"}, {now.AddHours(-7)}, {now.AddHours(-20)}, 1)
            """);
        var made = 0;
        async Task<long> ColumnAsync(long room, string course, int state, string? problem, int remade = 0) => await unit.ScalarAsync<long>($"""
            insert into line_item (platform_id, context_id, journey_id, course_id, link_id, url, state, due, attempts, remade, problem)
            values ({platform}, {room}, {Journey}, {course}, 0, {$"{Issuer}/columns/{++made}"}, {state}, {later}, 0, {remade}, {problem}) returning id
            """);
        Task GradeAsync(long column, long room, string subject, int state, string? problem) => unit.ExecuteAsync($"""
            insert into grade (line_item_id, subject, context_id, platform_id, score, completed, revision, state, due, since, attempts, second, problem)
            values ({column}, {subject}, {room}, {platform}, 50, {false}, 1, {state}, {later}, {now}, 1, 1, {problem})
            """);
        var columns = new[]
        {
            (Id: await ColumnAsync(rooms[0], First, 1, null), Room: rooms[0], State: 1, Problem: (string?)null),
            (Id: await ColumnAsync(rooms[1], First, 1, null, remade: 1), Room: rooms[1], State: 2, Problem: "refused"),
            (Id: await ColumnAsync(rooms[1], Second, 2, "line-item-deleted"), Room: rooms[1], State: 2, Problem: "line-item-deleted"),
            (Id: await ColumnAsync(rooms[2], Third, 0, "line-item-read-only"), Room: rooms[2], State: 0, Problem: null),
        };
        foreach (var column in columns)
        {
            for (var n = 0; n < (column.State == 2 ? 3 : Names.Length); n++)
                await GradeAsync(column.Id, column.Room, $"{4711 + n}", column.State, column.Problem);
        }
    }

    private static async Task RostersAsync(WriteUnit unit, List<long> rooms, DateTimeOffset now)
    {
        var later = now.AddHours(5);
        foreach (var (room, outcome, detail, until) in new[]
        {
            (rooms[0], "Done", (string?)null, (DateTimeOffset?)null), (rooms[1], "Denied", "401 Unauthorized: access_denied", null), (rooms[2], null, null, now.AddHours(4)), (rooms[3], "Done", null, null),
        })
        {
            await unit.ExecuteAsync($"""
                insert into roster_sync (context_id, due, run, lease_until, differences, learners_only, began, pages, members, added, removed, ended, outcome, detail, failures)
                values ({room}, {later}, 1, {until}, {false}, {false}, {now.AddMinutes(-2)}, 1, 8, 2, 1, {(outcome is null ? null : (DateTimeOffset?)now.AddMinutes(-1))}, {outcome}, {detail}, 0)
                """);
        }
        for (var n = 0; n < Names.Length; n++)
        {
            await unit.ExecuteAsync($"""
                insert into lti_member (context_id, subject, person_id, roles, is_learner, status, run, since, changed)
                select context_id, subject, person_id, {"Learner"}, {true}, {(n == 6 ? "inactive" : n == 7 ? "left" : "active")}, 1, {now}, {now}
                from lti_participant where context_id = {rooms[0]} and subject = {$"{4711 + n}"}
                """);
        }
        await unit.ExecuteAsync($"insert into lti_group (context_id, group_id, name, set_name, run) values ({rooms[0]}, {"1"}, {"Mottagning"}, {"Arbetsgrupper"}, 1)");
        await unit.ExecuteAsync($"insert into lti_group_member (context_id, group_id, subject) values ({rooms[0]}, {"1"}, {"4711"}), ({rooms[0]}, {"1"}, {"4712"})");
    }

    private static async Task LaunchesAsync(WriteUnit unit, long platform, DateTimeOffset now)
    {
        foreach (var (rule, detail, code, skew) in new[] { ("expiry", "exp is 340 s ago", Code, -340_000L), ("browser", "no secret", "C4TW-11RA", 200L), ("deployment", "not approved", "9ZZP-0E5N", 900L) })
        {
            await unit.ExecuteAsync($"""
                insert into launch_log (at, platform_id, rule, detail, reference, skew_ms, storage, message, deployment)
                values ({now}, {platform}, {rule}, {detail}, {code}, {skew}, {"partitioned-cookie"}, {"LtiResourceLinkRequest"}, {"1"})
                """);
        }
        await unit.ExecuteAsync($"""
            insert into launch_log (at, platform_id, person_id, skew_ms, storage, message, deployment)
            select {now}, platform_id, person_id, 120, {"partitioned-cookie"}, {"LtiResourceLinkRequest"}, {"1"} from person_account where platform_id = {platform} and subject = {"4711"}
            """);
    }
}
