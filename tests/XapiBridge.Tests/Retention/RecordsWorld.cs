using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp;
using Yrkesresan.XapiBridge.FollowUp.Facts;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Lrs.Validation;
using Yrkesresan.XapiBridge.Retention;
using Yrkesresan.XapiBridge.Tests.FollowUp.Live;
using Yrkesresan.XapiBridge.Tests.Lrs;
using Yrkesresan.XapiBridge.Tests.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.Retention;

/// <summary>A store with follow-up over it, and persons who do things.</summary>
internal sealed class RecordsWorld : IAsyncDisposable
{
    public const string Home = "https://tool.example.org";
    public static readonly Authority Own = new(Home, Terms.OwnAuthority);
    public static readonly Authority Credential = new(Home, "a-credential");
    public static readonly Journey Journey = SampleJourney.Make();
    private static readonly CourseInStep Course = Journey.FindCourse("grund")!;

    private RecordsWorld(TestDatabase test, TimeProvider clock)
    {
        Test = test;
        Clock = clock;
        Store = new StatementStore(test.Database, test.Writes, clock);
        Feed = new HeldFeed(new StatementProgressFeed(Store));
        Projector = new FollowUpProjector(test.Database, test.Writes, Feed, _ => Journey);
        Live = new LiveFollowUp(test.Database, Projector);
        Erasure = NewErasure();
        Pruning = new RecordPruning(test.Database, test.Writes, Store, Emitter);
        Documents = new DocumentStore(test.Database, test.Writes, clock, new LrsOptions { PublicUrl = Home });
    }

    public TestDatabase Test { get; }

    public TimeProvider Clock { get; }

    public StatementStore Store { get; }

    public HeldFeed Feed { get; }

    public FollowUpProjector Projector { get; }

    public LiveFollowUp Live { get; }

    public RecordErasure Erasure { get; }

    public RecordPruning Pruning { get; }

    public DocumentStore Documents { get; }

    public StatementEmitter Emitter { get; } = new(Home);

    public static async Task<RecordsWorld> OpenAsync(Dialect dialect, TimeProvider? clock = null) =>
        new(await TestDatabase.CreateAsync(dialect, [.. LrsTables.Migrations, .. FollowUpTables.Migrations]), clock ?? TimeProvider.System);

    public RecordErasure NewErasure() => new(Test.Database, Test.Writes, Store, Emitter, Projector);

    public async Task<Guid> PersonAsync(string municipality = "0001")
    {
        var person = Guid.NewGuid();
        var facts = new MembershipFacts(TimeProvider.System);
        await Test.Writes.RunAsync(unit => facts.AppendAsync(unit, person, SampleJourney.Id, [new MembershipFact(new DateOnly(2020, 1, 1), "ny", null, municipality, "a")]));
        return person;
    }

    public async Task<Guid> TellAsync(Guid person, Deed deed, DateTimeOffset? at = null)
    {
        var told = Emitter.Tell(deed, person, at ?? Clock.GetUtcNow());
        await AppendAsync(told);
        return told.Id;
    }

    public Task<Guid> TickAsync(Guid person, string activity, DateTimeOffset? at = null) => TellAsync(person, Ticked(activity), at);

    public Task UntickAsync(Guid person, string activity, Guid told) => AppendAsync(Emitter.TakeBack(Ticked(activity), told, person, Clock.GetUtcNow()));

    public Task<Guid> AttendAsync(Guid person) => TellAsync(person, Deed.Attended(Journey, Course, Course.Course.Days[0]));

    public Task<Guid> OpenAsync(Guid person) => TellAsync(person, Deed.OpenedSource(Journey, Course, Course.Course.FindActivity("a1")!));

    public Task<Guid> CompleteAsync(Guid person) => TellAsync(person, Deed.CourseCompleted(Journey, Course));

    public static Deed Ticked(string activity) => Deed.Ticked(Journey, Course, Course.Course.FindActivity(activity)!);

    public async Task<Guid> IngestAsync(JsonObject statement, Authority? authority = null) => (await Store.IngestAsync([Sample.Read(statement)], authority ?? Credential, VoidingRight.EveryCredentials))[0];

    /// <summary>With data of its own.</summary>
    public async Task<Guid> IngestAsync(JsonObject statement, byte[] data)
    {
        statement["attachments"] = new JsonArray(new JsonObject
        {
            ["usageType"] = "https://example.org/usage",
            ["display"] = new JsonObject { ["sv"] = "Fil" },
            ["contentType"] = "text/plain",
            ["length"] = data.Length,
            ["sha2"] = Convert.ToHexStringLower(SHA256.HashData(data)),
        });
        var prepared = StatementReader.Read(Sample.Utf8(statement), XapiVersion.V1, maxStatements: 1, withParts: true).Statements[0];
        using var spool = new Spool();
        await spool.AppendAsync(data, default);
        prepared.Attachments![0].Data = new ReceivedAttachment(spool, 0, data.Length, SHA256.HashData(data));
        return (await Store.IngestAsync([prepared], Credential))[0];
    }

    public static JsonObject Agent(Guid person) => new() { ["account"] = new JsonObject { ["homePage"] = Home, ["name"] = person.ToString() } };

    public static JsonObject Said(JsonObject actor, string activity = "https://example.org/a") =>
        new() { ["actor"] = actor, ["verb"] = new JsonObject { ["id"] = "https://example.org/verbs/did" }, ["object"] = new JsonObject { ["id"] = activity } };

    public static JsonObject Reference(Guid to) => new() { ["objectType"] = "StatementRef", ["id"] = to.ToString() };

    public Task<string> KeepAsync(Guid person, string id = "s") => Documents.PutAsync(
        new(DocumentKind.State, IriRef.Of(Encoding.UTF8.GetBytes("https://example.org/a"), Relation.Direct), new Authority(Home, person.ToString()).Agent, null), id,
        new DocumentContent("text/plain", Encoding.UTF8.GetBytes("sida 3 " + person)), Precondition.None, Unconditional.Always);

    public async Task<RecordErasureReport> EraseAsync(Guid person, params OtherName[] also)
    {
        await BeginAsync(person, also);
        return await Erasure.FinishAsync();
    }

    public Task BeginAsync(Guid person, params OtherName[] also) => Test.Writes.RunAsync(unit => Erasure.BeginAsync(unit, person, also), RecordErasure.Key);

    /// <summary>Persons, and how many have begun and completed each goal, by municipality.</summary>
    public async Task<string> FiguresAsync() => string.Join("; ", (await Live.CountsAsync(Journey, FollowUpScope.Nation, DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime.AddDays(1))))
        .Select(c => $"{c.MunicipalityCode} {c.Persons} {string.Join(' ', c.Goals.Select(g => $"{g.GoalId} {g.Begun}/{g.Completed}"))}"));

    /// <summary>All checks there are; none finds anything.</summary>
    public async Task WholeAsync()
    {
        // As a process of its own, which remembers nothing.
        await using var fresh = new StatementStore(Test.Database, Test.Writes, Clock);
        Assert.Empty((await new StoreCheck(Test.Database, Test.Writes, fresh).RunAsync()).Faults);
        Assert.Empty(await Projector.CheckAsync());
    }

    public async Task<long> CountAsync(string from)
    {
        await using var session = await Test.Database.ReadAsync();
        await using var command = session.Connection.CreateCommand();
        command.CommandText = $"select count(*) from {from}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Test.DisposeAsync();
    }

    private Task<IReadOnlyList<Guid>> AppendAsync(EmittedStatement told) => Test.Writes.RunAsync(unit => Store.AppendAsync(unit, [PreparedStatement.Read(told.Json)], Own));
}

/// <summary>The feed, which a test may hold between the reading and what is made of it.</summary>
internal sealed class HeldFeed(IProgressFeed feed) : IProgressFeed
{
    public Func<Task>? AfterReading { get; set; }

    public async Task<ProgressBatch> ReadAfterAsync(long position, int limit, CancellationToken cancel)
    {
        var batch = await feed.ReadAfterAsync(position, limit, cancel);
        if (AfterReading is { } then && batch.Events.Count > 0)
        {
            AfterReading = null;
            await then();
        }
        return batch;
    }
}
