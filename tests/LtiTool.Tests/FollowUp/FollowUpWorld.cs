using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Editions;

namespace Yrkesresan.LtiTool.Tests.FollowUp;

/// <summary>
/// The tool with two regions: <see cref="West"/> with Göteborg (two units) and Kungälv, <see cref="East"/> with Jönköping. Persons sign in by sessions
/// written as a launch writes them.
/// </summary>
internal sealed class FollowUpWorld : IAsyncDisposable
{
    public const string Journey = "barn-och-unga";
    public const string West = "vast";
    public const string East = "ost";
    public const string Goteborg = "1480";
    public const string Kungalv = "1482";
    public const string Jonkoping = "0680";
    public const string Reception = "goteborg-mottagning";
    public const string Homes = "goteborg-familjehem";
    public const string InJonkoping = "jonkoping-barn";

    private static readonly DateOnly Begin = new(2020, 1, 1);
    private readonly long _platform;

    private FollowUpWorld(ToolHost tool, long platform) => (Tool, _platform) = (tool, platform);

    public ToolHost Tool { get; }

    public static async Task<FollowUpWorld> CreateAsync(Dialect dialect = Dialect.Sqlite, ToolHost? started = null)
    {
        var tool = started ?? await ToolHost.StartAsync(dialect);
        var platform = (await tool.Writes.RunAsync(async unit =>
        {
            await OrganiseAsync(unit);
            var row = new Platform(0, "https://lms.example.org", "client-1", "Exempel-LMS", "https://lms.example.org/auth", "https://lms.example.org/token", "https://lms.example.org/jwks", null, ["https://lms.example.org"], []);
            return await PlatformStore.AddAsync(unit, row, ["deployment-1"], tool.Clock.Now);
        }))!.Value;
        return new FollowUpWorld(tool, platform);
    }

    private static async Task OrganiseAsync(WriteUnit unit)
    {
        foreach (var (rss, name, municipalities) in new[] { (West, "Exempelregionen i väst", new[] { Goteborg, Kungalv }), (East, "Exempelregionen i öst", [Jonkoping]) })
        {
            await unit.ExecuteAsync($"insert into rss (id, name) values ({rss}, {name})");
            foreach (var code in municipalities)
            {
                await unit.ExecuteAsync($"insert into processor_agreement (id, municipality_code, signed_on, valid_from) values ({Guid.NewGuid()}, {code}, {Begin}, {Begin})");
                await unit.ExecuteAsync($"insert into joined_municipality (id, municipality_code, journey_id, valid_from) values ({Guid.NewGuid()}, {code}, {Journey}, {Begin})");
                await unit.ExecuteAsync($"insert into regional_assignment (id, rss_id, municipality_code, journey_id, valid_from) values ({Guid.NewGuid()}, {rss}, {code}, {Journey}, {Begin})");
            }
        }
        foreach (var (id, code, name) in new[] { (Reception, Goteborg, "Mottagning och utredning"), (Homes, Goteborg, "Familjehem"), (InJonkoping, Jonkoping, "Barn och unga") })
        {
            var department = Guid.NewGuid();
            await unit.ExecuteAsync($"insert into department (id, municipality_code, name) values ({department}, {code}, {"Förvaltning för " + name})");
            await unit.ExecuteAsync($"insert into unit (id, department_id, name) values ({id}, {department}, {name})");
        }
    }

    /// <summary>Someone in the journey, one year into the profession (Ny) unless another start is given.</summary>
    public async Task<Guid> EmployAsync(string name, string municipality, string? unit = null, DateOnly? started = null) =>
        (await EmployAsync([name], municipality, unit, started))[0];

    public async Task<IReadOnlyList<Guid>> EmployAsync(IReadOnlyList<string> names, string municipality, string? unit = null, DateOnly? started = null)
    {
        var memberships = Tool.Services.GetRequiredService<Memberships>();
        var ids = names.Select(_ => Guid.CreateVersion7()).ToList();
        await Tool.Writes.RunAsync(async write =>
        {
            for (var i = 0; i < names.Count; i++)
            {
                await AddPersonAsync(write, ids[i], names[i]);
                await memberships.ChangeAsync(write, ids[i], Journey, new MembershipChange
                {
                    Started = started ?? new DateOnly(2026, 3, 1),
                    Employment = new Employment(Employer.Municipality, municipality, unit, null),
                }, new MembershipNote("test", null, Confirms: true));
            }
        }, Memberships.Keys);
        return ids;
    }

    /// <summary>Employed elsewhere from today on.</summary>
    public Task MoveAsync(Guid person, string municipality, string unit) => Tool.Writes.RunAsync(
        write => Tool.Services.GetRequiredService<Memberships>().ChangeAsync(write, person, Journey, new MembershipChange
        {
            Employment = new Employment(Employer.Municipality, municipality, unit, DateOnly.FromDateTime(Tool.Clock.Now.Date)),
        }, new MembershipNote("test", null, Confirms: true)),
        Memberships.Keys);

    public async Task TickAsync(Guid person, string course = "samtal-och-delaktighet", int activities = 1)
    {
        var journey = Tool.Services.GetRequiredService<KitLibrary>().Find(Journey)!;
        var store = Tool.Services.GetRequiredService<ProgressStore>();
        foreach (var activity in journey.FindCourse(course)!.Course.Preparation.SelectMany(g => g.Activities).Take(activities))
            Assert.Equal(ProgressOutcome.Done, (await store.TickAsync(person, journey, course, activity.Id)).Outcome);
    }

    /// <summary>Does everything that the step's courses ask for.</summary>
    public async Task CompleteAsync(Guid person, string step = "ny")
    {
        var journey = Tool.Services.GetRequiredService<KitLibrary>().Find(Journey)!;
        var store = Tool.Services.GetRequiredService<ProgressStore>();
        foreach (var course in journey.FindStep(step)!.Courses.Where(c => !c.Bonus && c.Audience.Everyone))
        {
            await TickAsync(person, course.Id, int.MaxValue);
            foreach (var day in course.Days)
                await store.RecordAttendanceAsync(person, journey, course.Id, day.Id, Tool.Clock.Now, person);
        }
    }

    public async Task<EditionInfo> IssueAsync(DateOnly date)
    {
        var journey = Tool.Services.GetRequiredService<KitLibrary>().Find(Journey)!;
        var joined = await FollowUpCommands.JoinedAsync(Tool.Database, Journey, date, default);
        var texts = Tool.Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<FollowUpTexts>>();
        return await Tool.Services.GetRequiredService<EditionIssuer>().IssueAsync(new EditionOrder(journey, date, joined, FollowUpCommands.Definitions(texts, date), "test"));
    }

    public async Task<Guid> PseudonymOfAsync(Guid person)
    {
        await using var session = await Tool.Database.ReadAsync();
        return await session.FirstOrDefaultAsync($"select pseudonym from person where id = {person}", r => r.GetUuid(0));
    }

    /// <summary>Signs a person in; <paramref name="grants"/> such as <c>(Role.Manager, "unit:x")</c>.</summary>
    public async Task<Visitor> SignInAsync(string name, bool learner, params (Role Role, string Scope)[] grants)
    {
        var (person, token, now) = (Guid.CreateVersion7(), SessionStore.NewToken(), Tool.Clock.Now);
        await Tool.Writes.RunAsync(async unit =>
        {
            await AddPersonAsync(unit, person, name);
            foreach (var (role, scope) in grants)
            {
                Assert.True(Scope.TryParse(scope, out var parsed));
                await GrantStore.GiveAsync(unit, person, new Grant(role, parsed), new GrantNote("test", null, now));
            }
            var deployment = await unit.ScalarAsync<long>($"select id from deployment where platform_id = {_platform}");
            await SessionStore.AddAsync(unit, token, new SessionFacts(person, _platform, deployment, learner, [], "sv", false), now, now);
        });
        return new Visitor(Tool.CreateClient(), token, person);
    }

    private static Task<int> AddPersonAsync(WriteUnit unit, Guid id, string name) =>
        unit.ExecuteAsync($"insert into person (id, pseudonym, name, given_name, email, created) values ({id}, {Guid.NewGuid()}, {name}, {name.Split(' ')[0]}, {"exempel@example.org"}, {0L})");

    public ValueTask DisposeAsync() => Tool.DisposeAsync();
}

/// <summary>A browser with a session.</summary>
internal sealed class Visitor(HttpClient client, string token, Guid personId) : IDisposable
{
    public Guid PersonId => personId;

    public string Cookie => "yr-session=" + token;

    public async Task<HttpResponseMessage> GetAsync(string path, string language = "sv")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", Cookie + "; yr-language=" + language);
        request.Headers.Add("Accept", "text/html");
        return await client.SendAsync(request);
    }

    public async Task<string> TextAsync(string path, string language = "sv")
    {
        using var answer = await GetAsync(path, language);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    public async Task<IDocument> PageAsync(string path, string language = "sv") =>
        await new HtmlParser().ParseDocumentAsync(await TextAsync(path, language));

    public void Dispose() => client.Dispose();
}
