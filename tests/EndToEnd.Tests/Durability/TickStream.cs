using System.Net;
using System.Text.RegularExpressions;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>Learners with sessions of real launches who tick and untick on the page of a course, and remember what was acknowledged.</summary>
internal sealed partial class TickStream(ToolProcess tool)
{
    private const int Learners = 3;
    private const string Course = "/journeys/barn-och-unga/courses/samtal-och-delaktighet";
    private readonly List<Learner> _learners = [];

    /// <summary>How many ticks and unticks have been acknowledged.</summary>
    public int Acknowledged => _learners.Sum(l => l.Acknowledged);

    /// <summary>Makes the organisation and the learners known by the tool's own commands.</summary>
    public async Task PrepareAsync(SmallPlatform platform)
    {
        await platform.RegisterAsync(tool);
        var people = Enumerable.Range(0, Learners).Select(n =>
            $"""  - issuer: "{platform.Issuer}", clientId: {SmallPlatform.Client}, subject: learner-{n}, name: Exempel Exempelsson, journey: barn-och-unga, started: {DateTime.UtcNow.AddYears(-1):yyyy-MM-dd}, municipality: "1480", confirmed: true""")
            .Select(line => line.Replace("  - ", "  - {", StringComparison.Ordinal) + "}");
        var seed = Path.Combine(tool.Folder, "seed.yaml");
        await File.WriteAllTextAsync(seed, $$"""
            rss:
              - id: goteborgsregionen
                name: Göteborgsregionen
                national: [barn-och-unga]
                regional:
                  - { journey: barn-och-unga, from: 2021-07-01, municipalities: ["1480"] }
            joined:
              - { municipality: "1480", journey: barn-och-unga, from: 2021-09-01 }
            agreements:
              - { municipality: "1480", signed: 2021-08-15 }
            people:
            {{string.Join('\n', people)}}
            """);
        await tool.CommandAsync("organisation", "import", seed);
    }

    /// <summary>Launches everyone. The sessions outlive the server.</summary>
    public async Task SignInAsync(SmallPlatform platform)
    {
        for (var n = 0; n < Learners; n++)
        {
            var learner = new Learner(await platform.LaunchAsync(tool, $"learner-{n}"));
            foreach (var (activity, isTicked) in await ReadAsync(learner))
                learner.Ticked[activity] = isTicked;
            Assert.NotEmpty(learner.Ticked);
            _learners.Add(learner);
        }
    }

    /// <summary>Ticks and unticks until the server is gone.</summary>
    public Task RunAsync(int seed) => Task.WhenAll(_learners.Select(async (learner, n) =>
    {
        var random = new Random(seed * Learners + n);
        var activities = learner.Ticked.Keys.ToList();
        do
        {
            var activity = activities[random.Next(activities.Count)];
            // Ticked or not, sometimes what is so already.
            learner.UnderWay = (activity, random.Next(4) > 0 ? !learner.Ticked[activity] : learner.Ticked[activity]);
        }
        while (await SendAsync(learner));
    }));

    /// <summary>After a restart each page shows what was acknowledged last; of what was under way either.</summary>
    public async Task VerifyAsync()
    {
        foreach (var learner in _learners)
        {
            foreach (var (activity, isTicked) in await ReadAsync(learner))
            {
                if (learner.UnderWay is { } under && under.Activity == activity)
                    learner.Ticked[activity] = isTicked;
                Assert.Equal((activity, learner.Ticked[activity]), (activity, isTicked));
            }
        }
    }

    /// <summary>True when acknowledged; false when the connection broke.</summary>
    private async Task<bool> SendAsync(Learner learner)
    {
        var (activity, done) = learner.UnderWay!.Value;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Course + "?handler=tick");
            request.Headers.Add("Cookie", learner.Cookies);
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(learner.Hidden) { ["activity"] = activity, ["done"] = done ? "true" : "false" });
            using var answer = await tool.Client.SendAsync(request);
            Assert.True(answer.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Found, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            Assert.Contains(Course, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            learner.Ticked[activity] = done;
            learner.Acknowledged++;
            learner.UnderWay = null;
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Which activities the page shows, and whether they are ticked: each form offers the opposite of what is so.</summary>
    private async Task<List<(string Activity, bool IsTicked)>> ReadAsync(Learner learner)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Course);
        request.Headers.Add("Cookie", learner.Cookies);
        using var answer = await tool.Client.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {answer.Headers.Location}: {page}");
        var shown = new List<(string, bool)>();
        foreach (Match form in TickForm().Matches(page))
        {
            var fields = HiddenField().Matches(form.Value).ToDictionary(f => f.Groups["name"].Value, f => WebUtility.HtmlDecode(f.Groups["value"].Value));
            shown.Add((fields["activity"], fields["done"] == "false"));
            learner.Hidden = fields;
        }
        return shown;
    }

    [GeneratedRegex("<form[^>]*handler=tick.*?</form>", RegexOptions.Singleline)]
    private static partial Regex TickForm();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenField();

    private sealed class Learner(string cookies)
    {
        public string Cookies => cookies;

        public Dictionary<string, bool> Ticked { get; } = [];

        public Dictionary<string, string> Hidden { get; set; } = [];

        public (string Activity, bool Done)? UnderWay { get; set; }

        public int Acknowledged { get; set; }
    }
}
