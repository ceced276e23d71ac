using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.MoodleMode;

/// <summary>What was answered to one request.</summary>
internal sealed record ProbeAnswer(int Status, string? Reason, string? Type, string? Cache, string? Link, string Body);

/// <summary>The recorded requests, made of this platform's Moodle mode one after another in the order they were recorded in.</summary>
public sealed class MoodleProbes : IAsyncLifetime
{
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private const string MembersType = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
    private const string ItemType = "application/vnd.ims.lis.v2.lineitem+json";
    private const string ContainerType = "application/vnd.ims.lis.v2.lineitemcontainer+json";
    private const string ResultsType = "application/vnd.ims.lis.v2.resultcontainer+json";
    private const string ScoreType = "application/vnd.ims.lis.v1.score+json";
    private const string Services = "/mod/lti/services.php";
    private const string Members = Services + "/CourseSection/2/bindings/5/memberships";
    private const string All = Services + "/2/lineitems?type_id=5";
    private const string Item8 = Services + "/2/lineitems/8/lineitem?type_id=5";
    private const string Scores = Services + "/2/lineitems/8/lineitem/scores?type_id=5";
    private const string Results = Services + "/2/lineitems/8/lineitem/results?type_id=5";
    private static readonly string[] AllScopes = [Scopes.LineItem, Scopes.LineItemReadOnly, Scopes.ResultReadOnly, Scopes.Score, Scopes.Roster];

    private readonly Dictionary<string, List<ProbeAnswer>> _answers = new(StringComparer.Ordinal);
    private ToolHost _tool = null!;
    private RawTool _raw = null!;
    private int _seconds;

    internal LmsHost Lms { get; private set; } = null!;

    internal IReadOnlyList<ProbeAnswer> Answers(string probe) => _answers[probe];

    /// <summary>The recording, whole.</summary>
    internal static JsonObject Recording { get; } =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, "tests/LtiTool.Tests/Lti/Grades/moodle-4.5-services-probe.json")))!.AsObject();

    public async ValueTask InitializeAsync()
    {
        _tool = await ToolHost.StartAsync();
        Lms = await LmsHost.StartAsync(_tool, set: o => o with { Moodle = true });
        _raw = new RawTool(Lms, _tool.Clock);
        Furnish(Lms);
        Assert.Equal(("6", 7), (Lms.Numbers.OfLink("lank-a"), Lms.Room.Book.LineItems[0].Id));
        await AskTokensAsync();
        await AskRosterAsync();
        await AskLineItemsAsync();
        await AskScoresAsync();
        await AskLastAsync();
    }

    /// <summary>The course of the recording: a teacher, two students, one activity with a column.</summary>
    internal static void Furnish(LmsHost lms)
    {
        Assert.Equal("2", lms.Numbers.OfRoom(lms.Room.Id));
        lms.Room.Roster.Generate(0);
        lms.Room.Roster.Enrol("ledare-1", "Tea", "Cher", ["Instructor"]);
        lms.Room.Roster.Enrol("ny-1", "Stu", "Dent", ["Learner"], "g-1");
        lms.Room.Roster.Enrol("ny-2", "Zoë", "O'Neil", ["Learner"]);
        lms.Room.Place(
        [
            new PlacedLink("lank-a", RawTool.Address + "?r=a", "Raw A", "")
            {
                Client = RawTool.Client,
                Custom = new() { ["r"] = "a", ["group"] = "$Moodle.Person.userGroupIds" },
                LineItem = new PlacedLineItem("Raw A", 20, "raw-a", "t") { Review = new ReviewAddress("http://127.0.0.1:13100/review", new Dictionary<string, string> { ["rv"] = "1" }) },
            },
        ]);
    }

    private async Task AskTokensAsync()
    {
        var all = string.Join(' ', AllScopes);
        await NoteAsync("token", _raw.AskTokenAsync(all));
        _raw.Token = JsonNode.Parse(_answers["token"][0].Body)!["access_token"]!.GetValue<string>();
        await NoteAsync("tokenAudIss", _raw.AskTokenAsync(all, claims: c => c["aud"] = Lms.Options.Issuer));
        await NoteAsync("tokenAudBogus", _raw.AskTokenAsync(all, claims: c => c["aud"] = "https://bogus.example.org"));
        await NoteAsync("tokenNoKid", _raw.AskTokenAsync(all, header: h => h.Remove("kid")));
        await NoteAsync("tokenExpired", _raw.AskTokenAsync(all, claims: c => c["exp"] = _raw.Now.ToUnixTimeSeconds() - 60));
        await NoteAsync("tokenJtiReplay", _raw.AskTokenAsync(all));
        await NoteAsync("tokenJtiReplay", _raw.AskTokenAsync(all));
        await NoteAsync("tokenBadScope", _raw.AskTokenAsync("https://example.org/scope/unheard-of"));
        await NoteAsync("tokenMixedScope", _raw.AskTokenAsync(all + " https://example.org/scope/unheard-of"));
        await NoteAsync("tokenNoScope", _raw.AskTokenAsync(null));
    }

    private async Task AskRosterAsync()
    {
        await NoteAsync("nrps", _raw.AskAsync("GET", Members, MembersType));
        await NoteAsync("nrpsNoAccept", _raw.AskAsync("GET", Members));
        await NoteAsync("nrpsJson", _raw.AskAsync("GET", Members, "application/json"));
        await NoteAsync("nrpsLimit2", _raw.AskAsync("GET", Members + "?limit=2", MembersType));
        await NoteAsync("nrpsRole", _raw.AskAsync("GET", Members + "?role=Learner", MembersType));
        await NoteAsync("nrpsRoleUri", _raw.AskAsync("GET", $"{Members}?role={Uri.EscapeDataString(Membership + "Learner")}", MembersType));
        await NoteAsync("nrpsRlid", _raw.AskAsync("GET", Members + "?rlid=6", MembersType));
    }

    private async Task AskLineItemsAsync()
    {
        const string made = """{"scoreMaximum":10,"label":"Extra","resourceId":"x1","tag":"grade","startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2030-01-01T00:00:00Z"}""";
        await NoteAsync("liGet", _raw.AskAsync("GET", Item8.Replace("/8/", "/7/", StringComparison.Ordinal), ItemType));
        await NoteAsync("lisGet", _raw.AskAsync("GET", All, ContainerType));
        await NoteAsync("lisGetJson", _raw.AskAsync("GET", All, "application/json"));
        await NoteAsync("lisLimit", _raw.AskAsync("GET", All + "&limit=1", ContainerType));
        await NoteAsync("lisByRl", _raw.AskAsync("GET", All + "&resource_link_id=6", ContainerType));
        await NoteAsync("liPost", _raw.AskAsync("POST", All, body: (ItemType, made)));
        await NoteAsync("liPostJson", _raw.AskAsync("POST", All, body: ("application/json", made)));
        await NoteAsync("liPut", _raw.AskAsync("PUT", Item8, body: (ItemType, """{"id":"x","scoreMaximum":12,"label":"Extra renamed","resourceId":"x1","tag":"grade"}""")));
    }

    private async Task AskScoresAsync()
    {
        await NoteAsync("scoreOk", ScoreAsync(5, 1));
        await NoteAsync("resultsAfter", _raw.AskAsync("GET", Results, ResultsType));
        await NoteAsync("scoreOlder", ScoreAsync(5, -3600));
        await NoteAsync("scoreSameSecond", ScoreAsync(5, 0));
        await NoteAsync("scoreCharset", ScoreAsync(5, 1, type: ScoreType + "; charset=utf-8"));
        await NoteAsync("scoreJson", ScoreAsync(5, 1, type: "application/json"));
        await NoteAsync("scoreOver", ScoreAsync(50, 1));
        await NoteAsync("resultsOver", _raw.AskAsync("GET", Results, ResultsType));
        await NoteAsync("scoreZero", ScoreAsync(0, 1));
        await NoteAsync("resultsZero", _raw.AskAsync("GET", Results, ResultsType));
        await NoteAsync("scorePending", ScoreAsync(5, 1, change: s => s["gradingProgress"] = "PendingManual"));
        await NoteAsync("resultsPending", _raw.AskAsync("GET", Results, ResultsType));
        await NoteAsync("scoreNoMax", ScoreAsync(5, 1, change: s => s.Remove("scoreMaximum")));
        await NoteAsync("scoreTeacher", ScoreAsync(5, 1, change: s => s["userId"] = Lms.Numbers.OfPerson("ledare-1")));
        await NoteAsync("scoreNobody", ScoreAsync(5, 1, change: s => s["userId"] = "99999"));
        await NoteAsync("scoreMs", ScoreAsync(9, 1));
        await NoteAsync("scoreGet", _raw.AskAsync("GET", Scores));
        await NoteAsync("resultsUser", _raw.AskAsync("GET", $"{Results}&user_id={Lms.Numbers.OfPerson("ny-1")}", ResultsType));
        await NoteAsync("resultsLimit", _raw.AskAsync("GET", Results + "&limit=1", ResultsType));
        await NoteAsync("resultsJson", _raw.AskAsync("GET", Results, "application/json"));
    }

    private async Task AskLastAsync()
    {
        await NoteAsync("noAuth", _raw.AskAsync("GET", All, token: ""));
        await NoteAsync("badAuth", _raw.AskAsync("GET", All, ContainerType, token: "bogus"));
        await NoteAsync("liDelete", _raw.AskAsync("DELETE", Item8));
        await NoteAsync("liDeleteCoupled", _raw.AskAsync("DELETE", Item8.Replace("/8/", "/7/", StringComparison.Ordinal)));
        await NoteAsync("liGone", _raw.AskAsync("GET", Item8, ItemType));
    }

    /// <param name="given">Out of 10.</param>
    /// <param name="later">Seconds after the one before; not counted on when it is none.</param>
    private Task<HttpResponseMessage> ScoreAsync(int given, int later, string type = ScoreType, Action<JsonObject>? change = null)
    {
        _seconds += Math.Max(later, 0);
        var score = new JsonObject
        {
            ["userId"] = Lms.Numbers.OfPerson("ny-1"),
            ["scoreGiven"] = given,
            ["scoreMaximum"] = 10,
            ["activityProgress"] = "Completed",
            ["gradingProgress"] = "FullyGraded",
            ["timestamp"] = _raw.Now.AddSeconds(_seconds + Math.Min(later, 0)).ToString("yyyy-MM-dd'T'HH:mm:ss.662'Z'", CultureInfo.InvariantCulture),
            ["comment"] = "hi <b>",
        };
        change?.Invoke(score);
        return _raw.AskAsync("POST", Scores, body: (type, score.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
    }

    private async Task NoteAsync(string probe, Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        if (!_answers.TryGetValue(probe, out var list))
            _answers[probe] = list = [];
        list.Add(new ProbeAnswer(
            (int)answer.StatusCode, answer.ReasonPhrase, answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null,
            answer.Headers.NonValidated.TryGetValues("Cache-Control", out var cache) ? cache.ToString() : null,
            answer.Headers.NonValidated.TryGetValues("Link", out var link) ? link.ToString() : null, await answer.Content.ReadAsStringAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await _raw.DisposeAsync();
        await Lms.DisposeAsync();
        await _tool.DisposeAsync();
    }
}
