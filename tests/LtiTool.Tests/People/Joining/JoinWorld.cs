using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Facts;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.Tests.People.Joining;

/// <summary>The tool with both kits and two platforms, on either database: one for all tests that look at no more than their own people.</summary>
public sealed class JoinHouse : IAsyncLifetime
{
    private readonly Dictionary<Dialect, JoinWorld> _worlds = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<JoinWorld> WorldAsync(Dialect dialect = Dialect.Sqlite) =>
        _worlds.TryGetValue(dialect, out var world) ? world : _worlds[dialect] = await JoinWorld.StartAsync(dialect);

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds.Values)
            await world.DisposeAsync();
    }
}

/// <summary>A tool with both kits and two platforms, and people whom each tells of.</summary>
internal sealed class JoinWorld(ToolHost tool) : IAsyncDisposable
{
    public const string Children = PagesHost.Children;

    private static readonly Employment Work = new(Employer.Municipality, SamplePeople.Joined, null, null);

    private int _accounts;

    public ToolHost Tool => tool;

    public PersonJoining Joining => tool.Services.GetRequiredService<PersonJoining>();

    public Content.Journey Journey => tool.Services.GetRequiredService<KitLibrary>().Find(Children)!;

    public DateOnly Today => tool.Clock.TodayInSweden();

    private ProgressStore Progress => tool.Services.GetRequiredService<ProgressStore>();

    public static async Task<JoinWorld> StartAsync(Dialect dialect = Dialect.Sqlite)
    {
        var world = new JoinWorld(await ToolHost.StartAsync(dialect));
        await SamplePeople.ImportKitsAsync(world.Tool.Services);
        await SamplePeople.JoinAsync(world.Tool.Services);
        await world.Tool.Writes.RunAsync(async unit =>
        {
            foreach (var id in new[] { 1L, 2L })
                await unit.ExecuteAsync($"""
                    insert into platform (id, issuer, client_id, name, authorization_endpoint, token_endpoint, jwks_uri, frame_origins, created)
                    values ({id}, {$"https://lms{id}.example.org"}, {"c"}, {$"LMS {id}"}, {"https://a"}, {"https://t"}, {"https://j"}, {""}, 0)
                    """);
        });
        return world;
    }

    /// <summary>Somebody whom a platform tells of, in the step Ny, or in no journey.</summary>
    public async Task<Guid> PersonAsync(long platform, bool takesPart = true, int years = 1)
    {
        var id = await SamplePeople.AddAsync(tool.Services, "Exempel Exempelsson", "exempel@example.org");
        var subject = $"s-{++_accounts}";
        await tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into person_account (platform_id, subject, person_id) values ({platform}, {subject}, {id})"));
        if (takesPart)
            await SamplePeople.EmployAsync(tool.Services, id, Children, new() { Started = Today.AddYears(-years), Employment = Work });
        return id;
    }

    /// <summary>Ticks, unticks, attends and withdraws at random.</summary>
    public async Task DoAtRandomAsync(Guid person, Random random, int times)
    {
        var courses = Journey.FindStep("ny")!.Courses;
        for (var i = 0; i < times; i++)
        {
            tool.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 600)));
            var course = courses[random.Next(2)];
            if (random.Next(6) == 0 && course.Days.Count > 0)
            {
                var day = course.Days[random.Next(course.Days.Count)].Id;
                await (random.Next(5) == 0 ? Progress.WithdrawAttendanceAsync(person, Journey, course.Id, day) : Progress.RecordAttendanceAsync(person, Journey, course.Id, day, tool.Clock.Now, null));
                continue;
            }
            var activities = course.Activities.ToList();
            var activity = activities[random.Next(activities.Count)].Id;
            await (random.Next(6) == 0 ? Progress.UntickAsync(person, Journey, course.Id, activity) : Progress.TickAsync(person, Journey, course.Id, activity));
        }
    }

    public Task<ProgressAnswer> TickAsync(Guid person, string course, string activity) => Progress.TickAsync(person, Journey, course, activity);

    public Task<ProgressAnswer> UntickAsync(Guid person, string course, string activity) => Progress.UntickAsync(person, Journey, course, activity);

    /// <summary>Rows by what they say and when, without the statements that record them.</summary>
    public async Task<List<string>> RowsAsync(Guid person)
    {
        await using var session = await tool.Database.ReadAsync();
        var attended = await session.QueryAsync($"select course_id, day_id, recorded, recorded_by from attendance where person_id = {person}",
            r => string.Create(CultureInfo.InvariantCulture, $"recorded {r.GetString(0)} {r.GetString(1)} {r.GetInt64(2)} {r.GetUuidOrNull(3)}"));
        return [.. (await ProgressRows.AllOfAsync(session, person)).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.JourneyId} {r.Key} {r.Record.At:O}")).Concat(attended).Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything that belongs to a person, as text, to be compared.</summary>
    public async Task<string> AllOfAsync(Guid person)
    {
        await tool.Services.GetRequiredService<FollowUpProjector>().CatchUpAsync();
        await using var session = await tool.Database.ReadAsync();
        var pseudonym = await session.FirstOrDefaultAsync($"select pseudonym from person where id = {person}", r => r.GetUuid(0));
        var membership = await MembershipRows.FindAsync(session, person, Children);
        var lines = await RowsAsync(person);
        lines.Add($"{membership} {string.Join(',', membership?.Roles ?? new HashSet<string>())}");
        lines.AddRange((await EffectiveAsync(session, pseudonym)).Select(f => f.ToString()));
        lines.AddRange(await session.QueryAsync($"select platform_id, subject from person_account where person_id = {person} order by 1, 2", r => $"account {r.GetInt64(0)} {r.GetString(1)}"));
        lines.AddRange(await session.QueryAsync($"select id, role, scope from role_grant where person_id = {person} order by id", r => $"grant {r.GetUuid(0)} {r.GetString(1)} {r.GetString(2)}"));
        lines.AddRange(await session.QueryAsync($"select l.what, l.at, l.by_whom from membership_log l join membership m on m.id = l.membership_id where m.person_id = {person} order by l.id",
            r => string.Create(CultureInfo.InvariantCulture, $"log {r.GetString(0)} {r.GetInt64(1)} {r.GetString(2)}")));
        lines.AddRange(await session.QueryAsync($"select goal_id, begun_on, completed_on from follow_up_goal where pseudonym = {pseudonym} order by goal_id",
            r => $"goal {r.GetString(0)} {r.GetStringOrNull(1)} {r.GetStringOrNull(2)}"));
        return string.Join('\n', lines);
    }

    /// <summary>Facts that say something: that nobody took part before the first of them is no fact.</summary>
    private static async Task<IEnumerable<MembershipFact>> EffectiveAsync(SqlSession session, Guid pseudonym) =>
        (await MembershipFacts.OfAsync(session, pseudonym, Children)).SkipWhile(f => f.StepId is null);

    /// <summary>How many persons follow-up counts in the nation today.</summary>
    public async Task<int> CountedAsync() =>
        (await tool.Services.GetRequiredService<LiveFollowUp>().CountsAsync(Journey, FollowUpScope.Nation, Today)).Sum(c => c.Persons);

    /// <summary>Proves that rows and records agree, and that follow-up's tables follow from the records.</summary>
    public async Task CheckAsync()
    {
        Assert.Equal([], await tool.Services.GetRequiredService<ProgressCheck>().RunAsync());
        Assert.Equal([], await tool.Services.GetRequiredService<FollowUpProjector>().CheckAsync());
    }

    public async Task<T?> OneAsync<T>(FormattableString sql)
    {
        await using var session = await tool.Database.ReadAsync();
        return await session.ScalarAsync<T>(sql);
    }

    public ValueTask DisposeAsync() => tool.DisposeAsync();
}
