using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.MoodleMode;

/// <summary>A platform in the Moodle mode and the tool of the recordings.</summary>
public sealed class MoodleMessages : IAsyncLifetime
{
    private ToolHost _tool = null!;

    internal LmsHost Lms { get; private set; } = null!;

    internal RawTool Raw { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _tool = await ToolHost.StartAsync();
        Lms = await LmsHost.StartAsync(_tool, set: o => o with { Moodle = true });
        Raw = new RawTool(Lms, _tool.Clock);
        MoodleProbes.Furnish(Lms);
        Lms.Room.Place([new PlacedLink("lank-u", RawTool.Address, "Raw U", "") { Client = RawTool.Client, Custom = new() { ["r"] = "u" }, LineItem = new PlacedLineItem("Raw U", 10, null, null) }]);
    }

    public async ValueTask DisposeAsync()
    {
        await Raw.DisposeAsync();
        await Lms.DisposeAsync();
        await _tool.DisposeAsync();
    }

    internal static JsonNode Recorded(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, "tests/LtiTool.Tests/Lti", file)))!;
}

/// <summary>Messages as a Moodle 4.5 was recorded to send them: the same members of the same JSON types, and what does not depend on the course.</summary>
public sealed class MoodleMessageTests(MoodleMessages messages) : IClassFixture<MoodleMessages>
{
    private const string Lti = TestPlatform.Lti;
    private readonly RawTool _raw = messages.Raw;

    [Theory]
    [InlineData("person=region-1&link=lank-u", "MoodleMode/moodle-4.5-launch-instructor.json")]
    [InlineData("person=ny-1&link=lank-a", "MoodleMode/moodle-4.5-launch-learner.json")]
    [InlineData("person=utbildare-1&picker=1", "DeepLinking/moodle-4.5-request.json")]
    public async Task Claims_are_of_the_recorded_shape(string query, string file)
    {
        var claims = (await _raw.LaunchAsync(query)).Claims;
        var recorded = MoodleMessages.Recorded(file).AsObject();
        Assert.Equal(Shape.Of(recorded), Shape.Of(claims));
        Compare(recorded, claims);
    }

    [Fact]
    public async Task A_submission_review_names_the_learner_by_number_alone()
    {
        var item = messages.Lms.Room.Book.CoupledTo("lank-a")!.Id;
        var launch = await _raw.LaunchAsync($"person=utbildare-1&review=ny-1&item={item}");
        var recorded = MoodleMessages.Recorded("MoodleMode/moodle-4.5-exchange-review.json").AsArray();
        var claims = recorded[2]!["id_token_claims"]!.AsObject();
        Assert.Equal(Shape.Of(claims), Shape.Of(launch.Claims));
        Compare(claims, launch.Claims);
        Assert.Equal(messages.Lms.Numbers.OfPerson("ny-1"), launch.Claims[Lti + "for_user"]!["user_id"]!.GetValue<string>());
        Assert.Equal("http://127.0.0.1:13100/review", launch.Login["target_link_uri"]!.GetValue<string>());
        CompareExchange(recorded, launch);
        // Only a column whose tool has said that it shows results can be opened in it.
        var silent = messages.Lms.Room.Book.CoupledTo("lank-u")!.Id;
        using var answer = await _raw.AskAsync("GET", $"/launch/iframe?client={RawTool.Client}&person=utbildare-1&review=ny-1&item={silent}");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_tool_without_settings_gets_no_addresses_of_them_and_each_variable_its_value()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var lms = await LmsHost.StartAsync(tool, set: o => o with { Moodle = true });
        await using var raw = new RawTool(lms, tool.Clock, new Dictionary<string, string>
        {
            ["user_name"] = "$User.username",
            ["groups"] = "$Moodle.Person.userGroupIds",
            ["ctx_hist"] = "$Context.id.history",
            ["tz"] = "$Person.address.timezone",
            ["cs_begin"] = "$CourseSection.timeFrame.begin",
            ["unknown"] = "$ResourceLink.submission.endDateTime",
            ["lit"] = "a=b",
        }, settings: false);
        lms.Room.Place([new PlacedLink("lank-q", RawTool.Address, "Quiz 1", "From deep linking") { Client = RawTool.Client, Custom = new() { ["quiz"] = "1" }, LineItem = new PlacedLineItem("Quiz 1", 10, null, null) }]);
        var launch = await raw.LaunchAsync("person=ny-1&link=lank-q");
        var recorded = MoodleMessages.Recorded("MoodleMode/moodle-4.5-exchange-launch.json").AsArray();
        var claims = recorded[2]!["id_token_claims"]!.AsObject();
        Assert.Equal(Shape.Of(claims), Shape.Of(launch.Claims));
        Compare(claims, launch.Claims);
        foreach (var name in new[] { "quiz", "ctx_hist", "tz", "cs_begin", "unknown", "lit" })
            Assert.Equal(claims[Lti + "custom"]![name]!.GetValue<string>(), launch.Claims[Lti + "custom"]![name]!.GetValue<string>());
        CompareExchange(recorded, launch);
    }

    [Fact]
    public async Task The_roster_is_told_of_when_the_tool_has_an_activity_in_the_course()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var lms = await LmsHost.StartAsync(tool, set: o => o with { Moodle = true });
        await using var raw = new RawTool(lms, tool.Clock);
        const string roster = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
        Assert.False((await raw.LaunchAsync("person=ny-1")).Claims.ContainsKey(roster));
        MoodleProbes.Furnish(lms);
        Assert.True((await raw.LaunchAsync("person=ny-1")).Claims.ContainsKey(roster));
    }

    [Theory]
    [InlineData("lti_message_hint", " ")]
    [InlineData("login_hint", "0")]
    [InlineData("scope", " profile")]
    public async Task What_comes_back_must_be_exactly_what_was_sent(string parameter, string more)
    {
        var launch = await _raw.LaunchAsync("person=ny-1&link=lank-a", asked => asked[parameter] += more);
        Assert.Null(launch.Answer["id_token"]);
        Assert.NotNull(launch.Answer["error"]);
    }

    [Fact]
    public async Task There_is_no_storage_for_tools_and_no_groups_and_no_notices()
    {
        var launch = await _raw.LaunchAsync("person=ny-1&link=lank-a&storage=parent");
        Assert.Null(launch.Login["lti_storage_target"]);
        Assert.Null(launch.Answer["lti_storage_target"]);
        Assert.DoesNotContain(launch.Claims, c => c.Key.Contains("groupsservice", StringComparison.Ordinal) || c.Key.Contains("notification", StringComparison.Ordinal));
    }

    /// <summary>What every Moodle of this version says alike.</summary>
    private static void Compare(JsonObject recorded, JsonObject given)
    {
        Assert.Equal(Seconds(recorded, "exp") - Seconds(recorded, "iat"), Seconds(given, "exp") - Seconds(given, "iat"));
        foreach (var (claim, member) in new (string, string?)[]
        {
            ("message_type", null), ("version", null), ("roles", null), ("context", "type"), ("tool_platform", "product_family_code"), ("tool_platform", "version"), ("ext", "lms"),
            ("launch_presentation", "document_target"), ("custom", "sub_start"), ("custom", "mem"), ("custom", "rl"),
        })
        {
            var (theirs, ours) = (recorded[Lti + claim], given[Lti + claim]);
            if (member is not null)
                (theirs, ours) = ((theirs as JsonObject)?[member], (ours as JsonObject)?[member]);
            if (claim == "custom" && member == "rl" && theirs is not null)
                continue;
            Assert.Equal(theirs?.ToJsonString(), ours?.ToJsonString());
        }
        const string ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
        Assert.Equal(recorded[ags]!["scope"]!.ToJsonString(), given[ags]!["scope"]!.ToJsonString());
        Assert.EndsWith("type_id=5", given[ags]!["lineitems"]!.GetValue<string>(), StringComparison.Ordinal);
        if (recorded["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"] is JsonObject settings)
        {
            foreach (var name in new[] { "accept_types", "accept_presentation_document_targets", "accept_copy_advice", "accept_multiple", "accept_unsigned", "auto_create", "can_confirm", "text" })
                Assert.Equal(settings[name]!.ToJsonString(), given["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"]![name]!.ToJsonString());
        }
    }

    /// <summary>The login initiation and the header of the token.</summary>
    private static void CompareExchange(JsonArray recorded, RawLaunch launch)
    {
        Assert.Equal(recorded[0]!.AsObject().Select(p => p.Key).Except(["method", "url", "topFrame"]).Order(), launch.Login.Select(p => p.Key).Order());
        var (theirs, ours) = (JsonNode.Parse(recorded[0]!["lti_message_hint"]!.GetValue<string>()), JsonNode.Parse(launch.Login["lti_message_hint"]!.GetValue<string>()));
        Assert.Equal(Shape.Of(theirs), Shape.Of(ours));
        Assert.StartsWith("ltilaunch", ours!["launchid"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Shape.Of(recorded[2]!["id_token_header"]), Shape.Of(launch.Header));
    }

    private static long Seconds(JsonObject claims, string name) => claims[name]!.GetValue<long>();
}
