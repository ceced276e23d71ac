using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.HostLms.Grades;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>The tool, with its journeys, on either database: one for all tests of grades, each of which has a platform of its own.</summary>
public sealed class GradeHouse : IAsyncLifetime
{
    private readonly Dictionary<Dialect, ToolHost> _tools = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<ToolHost> ToolAsync(Dialect dialect = Dialect.Sqlite)
    {
        if (!_tools.TryGetValue(dialect, out var tool))
        {
            _tools[dialect] = tool = await ToolHost.StartAsync(dialect);
            await SamplePeople.ImportKitsAsync(tool.Services);
            await SamplePeople.JoinAsync(tool.Services);
        }
        return tool;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tool in _tools.Values)
            await tool.DisposeAsync();
    }
}

/// <summary>Its tests take turns: they share the clock.</summary>
[CollectionDefinition(Name)]
public sealed class GradeCollection : ICollectionFixture<GradeHouse>
{
    public const string Name = "grades";
}

/// <summary>Whose ways a platform has.</summary>
public enum Ways
{
    Specification,
    Moodle,
    Canvas,
}

/// <summary>A tool with its journeys, a platform with a gradebook, and learners who come from it.</summary>
internal sealed class GradeWorld : IAsyncDisposable
{
    public const string Journey = "barn-och-unga";
    public const string CourseId = "samtal-och-delaktighet";
    public const string OtherCourseId = "vald-och-utsatthet";
    public const string Step = "/journeys/barn-och-unga/steps/ny";
    public const string Place = "/journeys/" + Journey + "/courses/" + CourseId;

    private GradeWorld(ToolHost tool, LmsHost lms) => (Tool, Lms) = (tool, lms);

    public ToolHost Tool { get; }

    public LmsHost Lms { get; }

    public Gradebook Book => Lms.Room.Book;

    /// <summary>Where the platform answers about line items, and where it gives tokens.</summary>
    public string Ags => Lms.Options.Moodle ? $"/mod/lti/services.php/{Lms.Numbers.OfRoom(Lms.Room.Id)}/lineitems" : $"/ags/{Lms.Room.Id}/lineitems";

    public string TokenPath => new Uri(Lms.Options.TokenUrl).AbsolutePath;

    public GradeRules Rules => Lms.Services.GetRequiredService<GradeRules>();

    public Course Course => Tool.Services.GetRequiredService<KitLibrary>().Find(Journey)!.FindCourse(CourseId)!.Course;

    /// <summary>The course's obligatory parts (domain §6): preparations that are obligatory, and days.</summary>
    public int Parts => Obligatory.Count + Course.Days.Count;

    public IReadOnlyList<string> Obligatory => [.. Course.Preparation.SelectMany(g => g.Activities).Where(a => a.Obligatory).Select(a => a.Id)];

    public static async Task<GradeWorld> CreateAsync(GradeHouse house, Ways ways = Ways.Specification, Dialect dialect = Dialect.Sqlite)
    {
        var tool = await house.ToolAsync(dialect);
        // Known from the start: what a launch says of it is seen a second later, and the tests' seconds do not pass by themselves.
        var family = ways switch { Ways.Moodle => "moodle", Ways.Canvas => "canvas", _ => "exempel-lms" };
        var world = new GradeWorld(tool, await LmsHost.StartAsync(tool, p => p with { Family = family }, o => o with { Moodle = ways == Ways.Moodle }));
        world.Rules.Canvas = ways == Ways.Canvas;
        return world;
    }

    /// <summary>The share of so many parts, out of 100, rounded downwards to two decimals.</summary>
    public decimal Share(int done) => Math.Floor(10_000m * done / Parts) / 100;

    /// <summary>The link's id in the platform, for a place in the tool.</summary>
    public string LinkTo(string place) =>
        "lank-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(AddressOf(place))).AsSpan(0, 4));

    public string AddressOf(string place) => new Uri(Tool.PublicUrl, place).ToString();

    /// <summary>The platform gives the link on a place a column of its own.</summary>
    public LineItem Couple(string place, decimal maximum = 100) => Book.Add(id => new LineItem(id, "Kopplad", maximum) { ResourceLinkId = LinkTo(place), IsCoupled = true });

    public async Task<Guid> LaunchAsync(string subject, string more = "", string? place = null)
    {
        using var browser = new TestBrowser(Tool);
        var target = place is null ? "" : $"&target={Uri.EscapeDataString(AddressOf(place))}";
        Assert.Equal(HttpStatusCode.SeeOther, (await Lms.LaunchAsync(browser, subject, target + more)).StatusCode);
        await using var read = await Tool.Database.ReadAsync();
        return await read.FirstOrDefaultAsync($"select person_id from person_account where platform_id = {Lms.PlatformId} and subject = {Lms.SubjectOf(subject)}", r => r.GetUuid(0));
    }

    public void Unenrol(string subject) => Lms.Room.Roster.Remove(subject);

    public void Enrol(string subject) => Lms.Room.Roster.SetActive(subject, true);

    /// <summary>Somebody in the step Ny who has launched.</summary>
    public async Task<Guid> LearnerAsync(string subject = "ny-1", string more = "", string? place = null)
    {
        var person = await LaunchAsync(subject, more, place);
        await EmployAsync(person);
        return person;
    }

    public Task EmployAsync(Guid person) => SamplePeople.EmployAsync(Tool.Services, person, Journey, new()
    {
        Started = Tool.Clock.TodayInSweden().AddYears(-1),
        Employment = new Employment(Employer.Municipality, SamplePeople.Joined, null, null),
    });

    /// <summary>Ticks the obligatory activities from one on.</summary>
    public async Task TickAsync(Guid person, int from, int count, ToolHost? instance = null)
    {
        foreach (var activity in Obligatory.Skip(from).Take(count))
            Assert.Equal(ProgressOutcome.Done, (await Store(instance).TickAsync(person, JourneyOf(instance), CourseId, activity)).Outcome);
    }

    /// <summary>Ticks one obligatory activity of another course.</summary>
    public Task TickOtherAsync(Guid person)
    {
        var course = JourneyOf(null).FindCourse(OtherCourseId)!.Course;
        return Store(null).TickAsync(person, JourneyOf(null), OtherCourseId, course.Preparation.SelectMany(g => g.Activities).First(a => a.Obligatory).Id);
    }

    public async Task UntickAsync(Guid person, int from, int count)
    {
        foreach (var activity in Obligatory.Skip(from).Take(count))
            Assert.Equal(ProgressOutcome.Done, (await Store(null).UntickAsync(person, JourneyOf(null), CourseId, activity)).Outcome);
    }

    /// <summary>Somebody finds that two are one; whose membership is kept is the kept one's.</summary>
    public Task<Guid> JoinAsync(Guid kept, Guid joined) =>
        Joining.JoinAsync(kept, joined, new Dictionary<string, Guid> { [Journey] = kept }, new JoinNote("exempel", null));

    public Task PartAsync(Guid join) => Joining.PartAsync(join, new JoinNote("exempel", null));

    public async Task AttendAllAsync(Guid person)
    {
        foreach (var day in Course.Days)
            await Store(null).RecordAttendanceAsync(person, JourneyOf(null), CourseId, day.Id, Tool.Clock.Now, null);
    }

    /// <summary>One turn of the job, some seconds later.</summary>
    public async Task TurnAsync(TimeSpan? later = null, ToolHost? instance = null)
    {
        Tool.Clock.Advance(later ?? TimeSpan.FromSeconds(6));
        var job = ActivatorUtilities.CreateInstance<GradeJob>((instance ?? Tool).Services);
        // Other tests' platforms are not this one's.
        var cancel = TestContext.Current.CancellationToken;
        foreach (var due in (await job.LookAsync(cancel)).Where(d => d.PlatformId == Lms.PlatformId))
        {
            if (due.IsToSend)
                await job.ServeAsync(Lms.PlatformId, compares: false, cancel);
            if (due.IsToCompare)
                await job.ServeAsync(Lms.PlatformId, compares: true, cancel);
        }
    }

    public async Task<GradeOverview> OverviewAsync()
    {
        await using var read = await Tool.Database.ReadAsync();
        return await GradeOverview.ReadAsync(read, Lms.PlatformId);
    }

    public Task ConfigureAsync(bool? remakes = null, bool? declares = null, bool? resends = null) =>
        Tool.Writes.RunAsync(unit => GradePlatform.ConfigureAsync(unit, Lms.PlatformId, remakes, declares, resends));

    public ValueTask DisposeAsync() => Lms.DisposeAsync();

    private PersonJoining Joining => Tool.Services.GetRequiredService<PersonJoining>();

    private ProgressStore Store(ToolHost? instance) => (instance ?? Tool).Services.GetRequiredService<ProgressStore>();

    private Journey JourneyOf(ToolHost? instance) => (instance ?? Tool).Services.GetRequiredService<KitLibrary>().Find(Journey)!;
}
