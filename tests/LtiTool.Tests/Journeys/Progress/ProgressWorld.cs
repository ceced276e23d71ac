using System.Text;
using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Tests.Journeys.Progress;

/// <summary>A fresh database with one learner and one trainer, and a store whose clock and standings the test decides.</summary>
internal sealed class ProgressWorld : IAsyncDisposable, IStandings
{
    private static readonly Migration StatementTable = new("test", 1, "statements", t => $"create table test_statement (id {t.Uuid} primary key, json text not null)");

    private ProgressWorld(TestDatabase database)
    {
        Database = database;
        Store = Another();
    }

    public TestDatabase Database { get; }

    public ProgressStore Store { get; }

    public Guid Person { get; } = Guid.CreateVersion7();

    public Guid Trainer { get; } = Guid.CreateVersion7();

    public Guid Pseudonym { get; } = Guid.NewGuid();

    public MembershipBasis Basis { get; set; } = SampleJourney.InNy;

    public bool TakesPart { get; set; } = true;

    public bool RecordsFail { get; set; }

    public static async Task<ProgressWorld> CreateAsync(Dialect dialect)
    {
        var world = new ProgressWorld(await TestDatabase.CreateAsync(dialect, [.. PeopleTables.Migrations, .. ProgressTables.Migrations, StatementTable]));
        await world.Database.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into person (id, pseudonym, name, created) values ({world.Person}, {world.Pseudonym}, {"Exempel Exempelsson"}, 0)");
            await unit.ExecuteAsync($"insert into person (id, pseudonym, name, created) values ({world.Trainer}, {Guid.NewGuid()}, {"Utbildare Exempelsson"}, 0)");
        });
        return world;
    }

    /// <summary>A store as another instance would have it: its own queue on the same database.</summary>
    public ProgressStore Another(WriteQueue? writes = null) =>
        new(writes ?? Database.Writes, new LearningRecords(new StatementEmitter("https://resa.example.org"), AppendAsync), this, new FixedClock());

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
        return await read.QueryAsync($"select json from test_statement order by id", r => JsonDocument.Parse(r.GetString(0)).RootElement);
    }

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();

    private async Task AppendAsync(WriteUnit unit, IReadOnlyList<EmittedStatement> statements)
    {
        foreach (var statement in statements)
            await unit.ExecuteAsync($"insert into test_statement (id, json) values ({statement.Id}, {Encoding.UTF8.GetString(statement.Json.Span)})");
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
