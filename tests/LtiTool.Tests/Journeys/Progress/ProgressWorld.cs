using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Tests.Journeys.Progress;

/// <summary>A fresh database with one learner and one trainer, and a store whose clock and standings the test decides.</summary>
internal sealed class ProgressWorld : IAsyncDisposable, IStandings
{
    private static readonly StatementEmitter Emitter = new("https://resa.example.org");

    private ProgressWorld(TestDatabase database)
    {
        Database = database;
        Statements = new StatementStore(database.Database, database.Writes, TimeProvider.System);
        Store = Another();
        Check = new ProgressCheck(database.Database, Statements, Emitter);
        Exporter = new ProgressExporter(database.Database, Statements, Emitter);
    }

    public TestDatabase Database { get; }

    public StatementStore Statements { get; }

    public ProgressStore Store { get; }

    public ProgressCheck Check { get; }

    public ProgressExporter Exporter { get; }

    public Guid Person { get; private set; } = Guid.CreateVersion7();

    public Guid Trainer { get; } = Guid.CreateVersion7();

    public Guid Pseudonym { get; private set; } = Guid.NewGuid();

    public MembershipBasis Basis { get; set; } = SampleJourney.InNy;

    public bool TakesPart { get; set; } = true;

    public bool RecordsFail { get; set; }

    public static async Task<ProgressWorld> CreateAsync(Dialect dialect)
    {
        var world = new ProgressWorld(await TestDatabase.CreateAsync(dialect, [.. PeopleTables.Migrations, .. LrsTables.Migrations, .. ProgressTables.Migrations, .. JoinTables.Migrations]));
        await world.Database.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into person (id, pseudonym, name, created) values ({world.Trainer}, {Guid.NewGuid()}, {"Utbildare Exempelsson"}, 0)"));
        await world.NewPersonAsync();
        return world;
    }

    /// <summary>Goes on with a learner who has done nothing.</summary>
    public Task NewPersonAsync()
    {
        (Person, Pseudonym) = (Guid.CreateVersion7(), Guid.NewGuid());
        return Database.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into person (id, pseudonym, name, created) values ({Person}, {Pseudonym}, {"Exempel Exempelsson"}, 0)"));
    }

    /// <summary>A store as another instance would have it: its own queue on the same database.</summary>
    public ProgressStore Another(WriteQueue? writes = null) =>
        new(writes ?? Database.Writes, new LearningRecords(Emitter, AppendAsync), this, new FixedClock());

    public Task<Standing?> OfAsync(SqlSession session, Guid personId, Journey journey, DateOnly on) =>
        Task.FromResult(personId == Person ? new Standing(Pseudonym, TakesPart ? null : WhyNot.NoProcessorAgreement, Basis) : null);

    public Task<ProgressAnswer> TickAsync(string course, string activity) => Store.TickAsync(Person, SampleJourney.Journey, course, activity);

    public Task<ProgressAnswer> UntickAsync(string course, string activity) => Store.UntickAsync(Person, SampleJourney.Journey, course, activity);

    public Task<ProgressAnswer> AttendAsync(string course, string day) =>
        Store.RecordAttendanceAsync(Person, SampleJourney.Journey, course, day, FixedClock.Instant.AddDays(-2), Trainer);

    public Task<ProgressAnswer> WithdrawAsync(string course, string day) => Store.WithdrawAttendanceAsync(Person, SampleJourney.Journey, course, day);

    public Task<ProgressAnswer> AppliesAsync(string course, bool applies) => Store.SetAppliesAsync(Person, SampleJourney.Journey, course, applies);

    public async Task<LearnerFacts> FactsAsync()
    {
        await using var read = await Database.Database.ReadAsync();
        return await ProgressStore.FactsAsync(read, Person, SampleJourney.Journey.Id);
    }

    /// <summary>All statements in the order they were stored, as "verb object".</summary>
    public async Task<List<string>> ToldAsync() => (await StatementsAsync()).ConvertAll(s =>
        Last(s.GetProperty("verb").GetProperty("id").GetString()!) + " "
        + (s.GetProperty("object").GetProperty("objectType").GetString() == "StatementRef"
            ? Short(s.GetProperty("context").GetProperty("contextActivities").GetProperty("other")[0].GetProperty("id").GetString()!)
            : Short(s.GetProperty("object").GetProperty("id").GetString()!)));

    public async Task<List<JsonElement>> StatementsAsync()
    {
        await using var read = await Database.Database.ReadAsync();
        return [.. (await Statements.OfAccountAsync(read, Emitter.HomePage, Pseudonym.ToString("D"), voided: true)).Select(s => JsonElement.Parse(s.ToJson().Span))];
    }

    public async ValueTask DisposeAsync()
    {
        await Statements.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task AppendAsync(WriteUnit unit, IReadOnlyList<EmittedStatement> statements)
    {
        await Statements.AppendAsync(unit, [.. statements.Select(s => PreparedStatement.Read(s.Json))], new Authority(Emitter.HomePage, Terms.OwnAuthority));
        if (RecordsFail)
            throw new IOException("The records cannot be stored.");
    }

    private static string Last(string iri) => iri[(iri.LastIndexOf('/') + 1)..];

    private static string Short(string iri) => iri.Replace($"{Terms.Base}/journeys/{SampleJourney.Journey.Id}/", "", StringComparison.Ordinal);
}

/// <summary>A clock that stands at the sample's day.</summary>
internal sealed class FixedClock : TimeProvider
{
    public static DateTimeOffset Instant { get; } = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Instant;
}
