using System.Net;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.Tests.FollowUp;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti.Messages;

/// <summary>
/// Submission Review 1.0 (lti.md §3, §6): from the gradebook to that learner's stop, with permission checked. Messages are as a real Moodle sends
/// them: <c>for_user</c> with <c>user_id</c> alone, resource link and line item beside it.
/// </summary>
public sealed class SubmissionReviewTests : IAsyncLifetime
{
    private const string Course = "samtal-och-delaktighet";
    private const string Ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";

    private FollowUpWorld _world = null!;
    private TestPlatform _platform = null!;
    private long _platformId;
    private Guid _learner;

    public async ValueTask InitializeAsync()
    {
        _world = await FollowUpWorld.CreateAsync();
        _platform = Start();
        _platformId = await _platform.RegisterAsync(_world.Tool);
        _learner = await _world.EmployAsync("Nyla Exempelsson", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        await AccountAsync("learner-1", _learner);
        await _world.TickAsync(_learner, Course, 2);
        // The course's link has been opened once, by the learner.
        using var browser = new TestBrowser(_world.Tool);
        await browser.LaunchAsync(_platform, c =>
        {
            c["sub"] = "learner-1";
            c["name"] = "Nyla Exempelsson";
            c[TestPlatform.Lti + "target_link_uri"] = Address($"/journeys/barn-och-unga/courses/{Course}");
            c[Ags] = Endpoint();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task The_manager_of_the_learners_unit_sees_that_stop()
    {
        var page = await ReviewAsync((Role.Manager, $"unit:{FollowUpWorld.Reception}"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var text = await page.Content.ReadAsStringAsync();
        Assert.Contains("Nyla Exempelsson", text, StringComparison.Ordinal);
        Assert.Contains("id=\"hallplats\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Manager, $"unit:{FollowUpWorld.Homes}")]
    [InlineData(Role.RssAdministrator, $"region:{FollowUpWorld.East}")]
    [InlineData(Role.MunicipalAdministrator, $"municipality:{FollowUpWorld.Goteborg}")]
    [InlineData(Role.Evaluator, "nation")]
    public async Task Who_is_not_entitled_to_the_person_sees_nothing_of_it(object role, string scope)
    {
        var page = await ReviewAsync(((Role)role, scope));
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.DoesNotContain("Nyla", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Instructor_of_the_LMS_alone_is_not_entitled() => Assert.Equal(HttpStatusCode.Forbidden, (await ReviewAsync()).StatusCode);

    [Fact]
    public async Task A_trainer_of_the_region_sees_those_who_learn_in_the_same_course_room()
    {
        Assert.Equal(HttpStatusCode.OK, (await ReviewAsync((Role.Trainer, $"region:{FollowUpWorld.West}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ReviewAsync(c => c[TestPlatform.Lti + "context"]!["id"] = "another-room", (Role.Trainer, $"region:{FollowUpWorld.West}"))).StatusCode);
    }

    [Fact]
    public async Task A_trainer_who_learns_there_too_is_no_trainer_there() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await ReviewAsync(c => c[TestPlatform.Lti + "roles"] = new JsonArray(Membership + "Learner"), (Role.Trainer, $"region:{FollowUpWorld.West}"))).StatusCode);

    [Fact]
    public async Task Somebody_who_has_never_been_here_has_no_result_yet()
    {
        using var browser = new TestBrowser(_world.Tool);
        var answer = await browser.LaunchAsync(_platform, c => Review(c, "nobody"));
        Assert.Equal("/stationen/no-results", answer.Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(answer.Headers.Location.ToString())).StatusCode);
    }

    [Fact]
    public async Task A_line_item_of_no_course_leads_to_the_persons_step()
    {
        using var browser = new TestBrowser(_world.Tool);
        var answer = await browser.LaunchAsync(_platform, c =>
        {
            Review(c, "learner-1");
            c[Ags]!["lineitem"] = "https://lms.example.org/2/lineitems/99/lineitem";
            c.Remove(TestPlatform.Lti + "resource_link");
        });
        Assert.Equal($"/stationen/learner/{_learner}/barn-och-unga", answer.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task A_column_that_the_tool_has_made_leads_to_its_course()
    {
        await _world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into line_item (platform_id, context_id, journey_id, course_id, link_id, url, state, due, attempts, remade)
            select {_platformId}, id, 'barn-och-unga', 'vald-och-utsatthet', 0, 'https://lms.example.org/2/lineitems/99/lineitem', 1, 0, 0, 0 from lti_context where context_id = 'course-1'
            """));
        using var browser = new TestBrowser(_world.Tool);
        var answer = await browser.LaunchAsync(_platform, c =>
        {
            Review(c, "learner-1");
            c[Ags]!["lineitem"] = "https://lms.example.org/2/lineitems/99/lineitem";
        });
        Assert.Equal($"/stationen/learner/{_learner}/barn-och-unga/vald-och-utsatthet", answer.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task Without_anybody_to_review_it_is_refused()
    {
        foreach (var claim in new JsonNode?[] { null, new JsonObject(), new JsonObject { ["user_id"] = "" }, new JsonObject { ["user_id"] = 7 } })
        {
            using var browser = new TestBrowser(_world.Tool);
            await Refused.ByAsync(_world.Tool, await browser.LaunchAsync(_platform, c =>
            {
                Review(c, "learner-1");
                c[TestPlatform.Lti + "for_user"] = claim?.DeepClone();
            }), "for-user", HttpStatusCode.BadRequest);
        }
    }

    private Task<HttpResponseMessage> ReviewAsync(params (Role Role, string Scope)[] grants) => ReviewAsync(_ => { }, grants);

    private async Task<HttpResponseMessage> ReviewAsync(Action<JsonObject> change, params (Role Role, string Scope)[] grants)
    {
        var subject = $"reader-{Guid.NewGuid()}";
        await _world.Tool.Writes.RunAsync(async unit =>
        {
            var reader = await PersonRegister.FindOrAddAsync(unit, _platformId, subject, _world.Tool.Clock.Now);
            foreach (var (role, scope) in grants)
            {
                Assert.True(Scope.TryParse(scope, out var parsed));
                await GrantStore.GiveAsync(unit, reader.Id, new Grant(role, parsed), new GrantNote("test", null, _world.Tool.Clock.Now));
            }
        });
        using var browser = new TestBrowser(_world.Tool);
        var answer = await browser.LaunchAsync(_platform, c =>
        {
            Review(c, "learner-1");
            c["sub"] = subject;
            change(c);
        });
        Assert.Equal($"/stationen/learner/{_learner}/barn-och-unga/{Course}", answer.Headers.Location!.AbsolutePath);
        return await browser.GetAsync(answer.Headers.Location.ToString());
    }

    private void Review(JsonObject claims, string subject)
    {
        claims["sub"] = "teacher-1";
        claims[TestPlatform.Lti + "message_type"] = "LtiSubmissionReviewRequest";
        claims[TestPlatform.Lti + "roles"] = new JsonArray(Membership + "Instructor");
        claims[TestPlatform.Lti + "target_link_uri"] = Address("/lti/launch");
        claims[TestPlatform.Lti + "for_user"] = new JsonObject { ["user_id"] = subject };
        claims[Ags] = Endpoint();
    }

    private static JsonObject Endpoint() => new()
    {
        ["scope"] = new JsonArray("https://purl.imsglobal.org/spec/lti-ags/scope/score"),
        ["lineitems"] = "https://lms.example.org/2/lineitems?type_id=6",
        ["lineitem"] = "https://lms.example.org/2/lineitems/9/lineitem?type_id=6",
    };

    private string Address(string path) => new Uri(_world.Tool.PublicUrl, path).ToString();

    private Task<int> AccountAsync(string subject, Guid person) => _world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync(
        $"insert into person_account (platform_id, subject, person_id) values ({_platformId}, {subject}, {person})"));
}
