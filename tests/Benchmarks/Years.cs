using System.Globalization;
using System.Text;
using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.Benchmarks;

/// <summary>
/// Years of a programme that grows, through the store's own intake: learners' records from the learning platform, in the shape that the load generator
/// asks for, and this service's own ticks among them. Working hours, few on week-ends, next to none in July; one in a hundred is voided later.
/// </summary>
internal sealed class Years
{
    public const int Activities = 2_000;

    private const int Courses = 20;
    private const int Chunk = 2_000;
    private const int AtOnce = 3;
    private static readonly string[] Verbs = ["completed", "experienced", "attended"];
    private static readonly Authority[] Senders = [.. Enumerable.Range(1, 3).Select(i => new Authority("https://tool.example.org", $"sender-{i}"))];
    private static readonly StatementEmitter Emitter = new("https://tool.example.org");

    private readonly Random _random = new(1);
    private readonly int _statements;
    private readonly int _persons;
    private readonly int _ownPercent;
    private readonly Guid[] _pseudonyms;
    private readonly Journey _journey = KitReader.Read(Path.Combine(Checkout.Folder, "src/Content/kits/barn-och-unga")).Kit!.Journey;
    private readonly CourseInStep[] _courses;

    /// <param name="statements">How many.</param>
    /// <param name="ownPercent">How many of a hundred this service itself asserts.</param>
    public Years(int statements, int ownPercent)
    {
        (_statements, _ownPercent, _persons) = (statements, ownPercent, PersonsOf(statements));
        _pseudonyms = [.. Enumerable.Range(0, _persons).Select(_ => Guid.NewGuid())];
        _courses = [.. _journey.Steps.SelectMany(s => s.Courses.Select(c => new CourseInStep(s, c))).Where(c => c.Course.Activities.Any())];
    }

    /// <summary>A hundred records each.</summary>
    public static int PersonsOf(int statements) => Math.Clamp(statements / 100, 100, 999_999);

    /// <summary>Fills a migrated, empty store; the last statement is stored now.</summary>
    public async Task FillAsync(Database database, int years, Action<int> progress)
    {
        await using var writes = new WriteQueue(database);
        var clock = new SetClock();
        await using var store = new StatementStore(database, writes, clock);
        var now = DateTimeOffset.UtcNow;
        var moments = Moments(now.AddYears(-years), now, (_statements + Chunk - 1) / Chunk).GetEnumerator();
        var under = new List<Task>();
        List<PreparedStatement> before = [];
        for (var done = 0; done < _statements; done += Chunk)
        {
            moments.MoveNext();
            clock.Now = moments.Current;
            var (own, sent) = Make(moments.Current, Math.Min(Chunk, _statements - done), before);
            before = sent;
            if (under.Count >= AtOnce)
            {
                var ended = await Task.WhenAny(under);
                under.Remove(ended);
                await ended;
            }

            under.Add(Task.WhenAll(
                store.IngestAsync(sent, Senders[done / Chunk % Senders.Length], VoidingRight.EveryCredentials),
                writes.RunAsync(unit => store.AppendAsync(unit, own, new Authority(Emitter.HomePage, Terms.OwnAuthority)))));
            if (done % 100_000 == 0)
                progress(done);
        }

        await Task.WhenAll(under);
    }

    private (List<PreparedStatement> Own, List<PreparedStatement> Sent) Make(DateTimeOffset at, int count, List<PreparedStatement> before)
    {
        var own = new List<PreparedStatement>(count * _ownPercent / 100);
        while (own.Count < count * _ownPercent / 100)
        {
            var course = _courses[_random.Next(_courses.Length)];
            var activities = course.Course.Activities.ToList();
            own.Add(PreparedStatement.Read(Emitter.Tell(Deed.Ticked(_journey, course, activities[_random.Next(activities.Count)]), _pseudonyms[Person(at)], at).Json));
        }

        var sent = new List<PreparedStatement>(count);
        while (sent.Count < count - own.Count)
            sent.Add(PreparedStatement.Read(Encoding.UTF8.GetBytes(sent.Count % 100 == 99 && before.Count > sent.Count ? Voiding(before[sent.Count - 1]) : Record(at))));
        return (own, sent);
    }

    /// <summary>People come over the years, in the order of their numbers, and are most active in the two years after.</summary>
    private int Person(DateTimeOffset at)
    {
        var share = Math.Clamp(1 - ((DateTimeOffset.UtcNow - at).TotalDays / 365 / 6), 0.05, 1);
        var latest = Math.Max(1, (int)(_persons * share));
        return Math.Max(0, latest - 1 - (int)(latest * Math.Pow(_random.NextDouble(), 1.5)));
    }

    private string Record(DateTimeOffset at)
    {
        var (person, activity, verb, score) = (Person(at), _random.Next(Activities), Verbs[_random.Next(Verbs.Length)], _random.Next(101));
        var course = activity % Courses;
        return string.Create(CultureInfo.InvariantCulture, $$$$"""
            {"id":"{{{{Guid.NewGuid()}}}}","actor":{"objectType":"Agent","account":{"homePage":"https://lms.example.org","name":"learner-{{{{person:000000}}}}"}},
            "verb":{"id":"http://adlnet.gov/expapi/verbs/{{{{verb}}}}","display":{"en-US":"{{{{verb}}}}","sv-SE":"{{{{verb}}}}"}},
            "object":{"objectType":"Activity","id":"https://lms.example.org/course/{{{{course:000}}}}/module/{{{{activity:00000}}}}","definition":{"name":{"sv-SE":"Modul {{{{activity}}}}: Samtal och delaktighet","en-US":"Module {{{{activity}}}}"},"type":"http://adlnet.gov/expapi/activities/module"}},
            "result":{"score":{"scaled":{{{{score / 100.0}}}},"raw":{{{{score}}}},"min":0,"max":100},"success":{{{{(score >= 60 ? "true" : "false")}}}},"completion":{{{{(verb == "completed" ? "true" : "false")}}}},"duration":"PT{{{{1 + _random.Next(59)}}}}M{{{{_random.Next(60)}}}}.5S"},
            "context":{"registration":"6f1c7d2e-{{{{person % 10000:0000}}}}-4{{{{course:000}}}}-8abc-{{{{person:000000000000}}}}","platform":"Exempel-LMS","language":"sv-SE",
            "contextActivities":{"parent":[{"id":"https://lms.example.org/course/{{{{course:000}}}}"}],"grouping":[{"id":"https://lms.example.org/programme/{{{{course % 5}}}}"}],"category":[{"id":"https://w3id.org/xapi/cmi5/context/categories/cmi5","definition":{"type":"http://adlnet.gov/expapi/activities/profile"}}]},
            "extensions":{"https://lms.example.org/xapi/ext/session":"years-{{{{_random.Next(1_000_000_000)}}}}","https://lms.example.org/xapi/ext/client":{"device":"desktop","os":"linux","build":4711}}},
            "timestamp":"{{{{at.AddSeconds(-_random.Next(3600)).UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}}"}
            """);
    }

    private static string Voiding(PreparedStatement earlier) => $$$"""
        {"id":"{{{Guid.NewGuid()}}}","actor":{"objectType":"Agent","account":{"homePage":"https://lms.example.org","name":"administrator"}},
        "verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"{{{earlier.Id}}}"}}
        """;

    /// <summary>When each chunk is stored: spread by growth, week and season, within working hours.</summary>
    private static IEnumerable<DateTimeOffset> Moments(DateTimeOffset from, DateTimeOffset to, int chunks)
    {
        var days = Enumerable.Range(0, (int)(to - from).TotalDays).Select(d => from.Date.AddDays(d)).ToList();
        var weights = days.Select((day, i) => (1 + (2.0 * i / days.Count))
            * (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.08 : 1) * (day.Month == 7 ? 0.1 : day.Month is 6 or 12 ? 0.6 : 1)).ToList();
        var (total, reached, given) = (weights.Sum(), 0.0, 0);
        for (var i = 0; i < days.Count; i++)
        {
            reached += weights[i];
            var until = i == days.Count - 1 ? chunks : (int)(chunks * reached / total);
            for (var (first, n) = (given, until - given); given < until; given++)
                yield return new DateTimeOffset(days[i], TimeSpan.Zero).AddHours(7 + (10.0 * (given - first) / n));
        }
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
