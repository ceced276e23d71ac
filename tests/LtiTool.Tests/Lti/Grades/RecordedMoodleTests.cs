using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>Grades against a real Moodle's own answers (lti.md §6): nothing here comes from our reading of them.</summary>
[Collection(GradeCollection.Name)]
public sealed class RecordedMoodleTests(GradeHouse house) : IAsyncLifetime
{
    private const string Scores = "POST /2/lineitems/8/lineitem/scores";
    private const string All = "GET /2/lineitems";
    private const string Ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";

    private readonly RecordedMoodle _moodle = RecordedMoodle.Start();
    private ToolHost _tool = null!;
    private Platform _platform = null!;
    private Guid _person;

    public async ValueTask InitializeAsync()
    {
        _tool = await house.ToolAsync();
        _person = await SamplePeople.AddAsync(_tool.Services, "Stu Dent", "student1@example.invalid");
        await SamplePeople.EmployAsync(_tool.Services, _person, GradeWorld.Journey, new()
        {
            Started = _tool.Clock.TodayInSweden().AddYears(-1),
            Employment = new Employment(Employer.Municipality, SamplePeople.Joined, null, null),
        });
        var row = new Platform(0, _moodle.Address, "c", "Moodle", _moodle.Address + "/auth", _moodle.Address + "/mod/lti/token.php", _moodle.Address + "/certs", null, [], []) { Family = "moodle" };
        var id = await _tool.Writes.RunAsync(async unit =>
        {
            var platform = (await PlatformStore.AddAsync(unit, row, ["5"], _tool.Clock.Now))!.Value;
            var scopes = $"{Ags}lineitem {Ags}lineitem.readonly {Ags}result.readonly {Ags}score";
            var context = await unit.ScalarAsync<long>($"""
                insert into lti_context (deployment_id, context_id, line_items_url, grade_scopes, said)
                select id, '2', {_moodle.LineItems}, {scopes}, 0 from deployment where platform_id = {platform} returning id
                """);
            await unit.ExecuteAsync($"insert into lti_participant (context_id, subject, person_id, is_learner, since) values ({context}, '4', {_person}, {true}, 0)");
            return platform;
        });
        _platform = (await _tool.Services.GetRequiredService<PlatformDirectory>().FindAsync(id))!;
        _moodle.Answer("POST /mod/lti/token.php", "token");
        // Its only line item is another's; ours is made.
        _moodle.Answer(All, "lisGet");
        _moodle.Answer("POST /2/lineitems", "liPost");
    }

    public ValueTask DisposeAsync() => _moodle.DisposeAsync();

    [Fact]
    public async Task A_line_item_is_made_and_a_score_taken_with_an_empty_answer()
    {
        _moodle.Answer(Scores, "scoreOk");
        await TickAsync(0);
        var report = await SendAsync();
        Assert.Equal((1, 0, 0), (report.Sent, report.Failed, report.Dead));
        var asked = _moodle.Asked.ToList();
        Assert.Equal(
            ["POST /mod/lti/token.php", "POST /mod/lti/token.php", "GET /mod/lti/services.php/2/lineitems?type_id=5&resource_id=samtal-och-delaktighet&tag=barn-och-unga",
             "POST /mod/lti/services.php/2/lineitems?type_id=5", "POST /mod/lti/services.php/2/lineitems/8/lineitem/scores?type_id=5"],
            asked.Select(a => a.What));
        var score = JsonElement.Parse(asked[^1].Body);
        Assert.Equal(("4", "FullyGraded", 100), (score.GetProperty("userId").GetString(), score.GetProperty("gradingProgress").GetString(), score.GetProperty("scoreMaximum").GetInt32()));
    }

    [Fact]
    public async Task The_same_second_is_refused_with_409_and_a_later_one_taken()
    {
        _moodle.Answer(Scores, "scoreSameSecond", "scoreOk");
        // What Moodle has then is another score.
        _moodle.Answer("GET /2/lineitems/8/lineitem/results", "resultsUser");
        await TickAsync(0);
        var report = await SendAsync();
        Assert.Equal((1, 1), (report.Sent, report.Failed));
        var stamps = _moodle.Asked.Where(a => a.What.Contains("/scores?", StringComparison.Ordinal)).Select(a => JsonElement.Parse(a.Body).GetProperty("timestamp").GetDateTimeOffset()).ToList();
        Assert.True(stamps[1] >= stamps[0].AddSeconds(1));
        Assert.Contains(_moodle.Asked, a => a.What.EndsWith("/lineitem/results?type_id=5&user_id=4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scoreTeacher")]
    [InlineData("scoreNobody")]
    public async Task Who_is_not_gradable_is_given_up_at_once(string probe)
    {
        _moodle.Answer(Scores, probe);
        await TickAsync(0);
        Assert.Equal(1, (await SendAsync()).Dead);
        Assert.Equal(0, (await SendAsync()).Failed);
    }

    [Fact]
    public async Task A_line_item_that_is_gone_is_made_again()
    {
        _moodle.Answer(Scores, "liGone", "scoreOk");
        _moodle.Answer("GET /2/lineitems/8/lineitem", "liGone");
        await TickAsync(0);
        await SendAsync();
        await SendAsync();
        Assert.Equal(2, _moodle.Asked.Count(a => a.What == "POST /mod/lti/services.php/2/lineitems?type_id=5"));
        await using var read = await _tool.Database.ReadAsync();
        Assert.Equal(1, (await GradeOverview.ReadAsync(read, _platform.Id)).Sent);
    }

    [Fact]
    public async Task Results_are_compared()
    {
        _moodle.Answer(Scores, "scoreOk");
        _moodle.Answer("GET /2/lineitems/8/lineitem", "liGet");
        await TickAsync(0);
        await SendAsync();
        var check = _tool.Services.GetRequiredService<GradeCheck>();
        foreach (var (probe, there) in new (string, decimal?)[] { ("resultsAfter", 50), ("resultsOver", 100), ("resultsZero", 0), ("resultsPending", null), ("resultsUser", 90) })
        {
            _moodle.Answer("GET /2/lineitems/8/lineitem/results", probe);
            Assert.Equal(there, Assert.Single((await check.RunAsync(_platform)).Differences).There);
        }
    }

    [Theory]
    [InlineData("noAuth")]
    [InlineData("badAuth")]
    public async Task A_token_refused_twice_holds_the_grade_back(string probe)
    {
        _moodle.Answer(Scores, probe);
        // Refused, it is asked whether the column is there: to that too.
        _moodle.Answer("GET /2/lineitems/8/lineitem", probe);
        await TickAsync(0);
        var report = await SendAsync();
        Assert.Equal((0, 1, 0), (report.Sent, report.Failed, report.Dead));
        Assert.Equal(2, _moodle.Asked.Count(a => a.What.Contains("/scores", StringComparison.Ordinal)));
        await using var read = await _tool.Database.ReadAsync();
        var overview = await GradeOverview.ReadAsync(read, _platform.Id);
        Assert.Equal((1, GradeProblems.Denied), (overview.Waiting, Assert.Single(overview.Troubled).Problem));
    }

    [Theory]
    [InlineData("tokenNoKid")]
    [InlineData("tokenExpired")]
    [InlineData("tokenBadScope")]
    [InlineData("tokenNoScope")]
    public async Task Without_a_token_the_platform_is_left_alone(string probe)
    {
        _moodle.Answer("POST /mod/lti/token.php", probe);
        await TickAsync(0);
        await SendAsync();
        await SendAsync();
        Assert.Single(_moodle.Asked);
        await using var read = await _tool.Database.ReadAsync();
        Assert.Equal(GradeProblems.Denied, (await GradePlatform.ReadAsync(read, _platform.Id)).Problem);
    }

    [Fact]
    public void The_Link_header_of_its_last_page_has_no_next()
    {
        var link = _moodle.Probe("lisLimit").GetProperty("link").GetString()!;
        Assert.Null(_platform.Quirks.NextPageOf(new ServiceAnswer(200, null, default, [link], null, null)));
        Assert.Equal(
            "http://127.0.0.1:18080/mod/lti/services.php/2/lineitems?type_id=5&limit=1&from=1",
            LinkHeader.Find([_platform.Quirks.LinkHeaderOf(link)], "last"));
    }

    private async Task TickAsync(int number)
    {
        var journey = _tool.Services.GetRequiredService<KitLibrary>().Find(GradeWorld.Journey)!;
        var activity = journey.FindCourse(GradeWorld.CourseId)!.Course.Preparation.SelectMany(g => g.Activities).Where(a => a.Obligatory).ElementAt(number);
        Assert.Equal(ProgressOutcome.Done, (await _tool.Services.GetRequiredService<ProgressStore>().TickAsync(_person, journey, GradeWorld.CourseId, activity.Id)).Outcome);
        _tool.Clock.Advance(TimeSpan.FromSeconds(6));
    }

    private Task<SendReport> SendAsync() => _tool.Services.GetRequiredService<GradeSender>().RunAsync(_platform);
}
