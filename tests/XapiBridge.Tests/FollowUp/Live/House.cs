using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp;
using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Facts;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Live;

/// <summary>Statements in stored order, as a list.</summary>
internal sealed class ListedFeed : IProgressFeed
{
    private readonly List<ProgressEvent?> _stored = [];

    public void Add(params ProgressEvent?[] events) => _stored.AddRange(events);

    public Task<ProgressBatch> ReadAfterAsync(long position, int limit, CancellationToken cancel)
    {
        var read = _stored.Skip((int)position).Take(limit).ToList();
        return Task.FromResult(new ProgressBatch(position + read.Count, [.. read.OfType<ProgressEvent>()]));
    }
}

internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Follow-up over a fresh database, with statements and facts to be told by the test.</summary>
internal sealed class House : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 6, 30);

    private readonly TestDatabase _test;

    private House(TestDatabase test)
    {
        _test = test;
        var clock = new FixedClock(new DateTimeOffset(2026, 6, 30, 10, 0, 0, TimeSpan.Zero));
        Facts = new MembershipFacts(clock);
        Projector = NewProjector();
        Live = new LiveFollowUp(test.Database, Projector);
        Issuer = new EditionIssuer(test.Writes, Live, clock);
        Editions = new EditionReader(test.Database);
    }

    public Journey Journey { get; set; } = SampleJourney.Make();

    public ListedFeed Statements { get; } = new();

    public MembershipFacts Facts { get; }

    public FollowUpProjector Projector { get; }

    public LiveFollowUp Live { get; }

    public EditionIssuer Issuer { get; }

    public EditionReader Editions { get; }

    public Database Database => _test.Database;

    public WriteQueue Writes => _test.Writes;

    public static async Task<House> OpenAsync(Dialect dialect) => new(await TestDatabase.CreateAsync(dialect, FollowUpTables.Migrations));

    public FollowUpProjector NewProjector() =>
        new(_test.Database, _test.Writes, Statements, id => id == SampleJourney.Id ? Journey : null) { BatchSize = 3 };

    public async Task<Guid> PersonAsync(string step, string municipality, string region, string? unit = null, string from = "2026-01-01")
    {
        var person = Guid.NewGuid();
        await PlaceAsync(person, new MembershipFact(DateOnly.Parse(from, null), step, unit, municipality, region));
        return person;
    }

    public Task PlaceAsync(Guid person, params MembershipFact[] facts) =>
        _test.Writes.RunAsync(unit => Facts.AppendAsync(unit, person, SampleJourney.Id, facts));

    public Guid Tick(Guid person, string activity, string day = "2026-03-01") => Tell(ProgressKind.Ticked, person, activity switch
    {
        "v1" => "vissa",
        "b1" => "mer",
        _ => "grund",
    }, activity, day);

    public Guid Attend(Guid person, string day = "2026-03-01") => Tell(ProgressKind.Attended, person, "grund", "1", day);

    public Guid SayThatVissaApplies(Guid person) => Tell(ProgressKind.CourseApplies, person, "vissa", "", "2026-02-01");

    public void TakeBack(Guid statement) => Statements.Add(ProgressEvent.Void(statement, Today));

    /// <summary>"begun/completed" of a goal in a municipality, or "-" when nobody is in its step there.</summary>
    public async Task<string> GoalAsync(string municipality, string goal, DateOnly? on = null)
    {
        var counts = await Live.CountsAsync(Journey, FollowUpScope.Nation, on ?? Today);
        var count = counts.Where(c => c.MunicipalityCode == municipality).SelectMany(c => c.Goals).SingleOrDefault(g => g.GoalId == goal);
        return count is null ? "-" : $"{count.Begun}/{count.Completed?.ToString(null, null) ?? "not applicable"}";
    }

    public async Task<long> CountAsync(string table)
    {
        await using var session = await Database.ReadAsync();
        await using var command = session.Connection.CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private Guid Tell(ProgressKind kind, Guid person, string course, string item, string day)
    {
        var statement = Guid.NewGuid();
        Statements.Add(new ProgressEvent(statement, kind, person, SampleJourney.Id, course, item, DateOnly.Parse(day, null)));
        return statement;
    }
}
