using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp;
using Yrkesresan.XapiBridge.FollowUp.Facts;
using Yrkesresan.XapiBridge.FollowUp.Statements;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Tests.FollowUp.Live;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Statements;

public sealed class PlacedStatementsTests
{
    private const string Home = "https://tool.example.org";
    private static readonly Journey Journey = SampleJourney.Make();
    private static readonly StatementEmitter Emitter = new(Home);

    /// <summary>
    /// Whatever the scope (few persons, whose own statements are read, or many), the page's size and what credentials have sent in between: the pages
    /// end, and have each statement of the scope once, the newest first.
    /// </summary>
    [Theory, BothDatabases]
    public async Task Following_the_pages_ends_and_finds_each_statement_of_the_scope_once(Dialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect, [.. LrsTables.Migrations, .. FollowUpTables.Migrations]);
        await using var store = new StatementStore(test.Database, test.Writes, TimeProvider.System);
        var random = new Random(20261122);
        // More than are read one by one in "b", few in "a", nobody in "c".
        var persons = Enumerable.Range(0, 80).Select(i => (Id: Guid.NewGuid(), Region: i < 7 ? "a" : "b")).ToList();
        await PlaceAsync(test, persons);
        var told = new List<(Guid Id, string Region)>();
        for (var round = 0; round < 12; round++)
        {
            var turn = Enumerable.Range(0, random.Next(1, 60)).Select(_ => persons[random.Next(3) == 0 ? random.Next(7) : random.Next(persons.Count)])
                .Select(p => (Statement: Tick(p.Id), p.Region)).ToList();
            await test.Writes.RunAsync(unit => store.AppendAsync(unit, [.. turn.Select(t => PreparedStatement.Read(t.Statement.Json))], new Authority(Home, Terms.OwnAuthority)));
            told.AddRange(turn.Select(t => (t.Statement.Id, t.Region)));
            await store.IngestAsync([PreparedStatement.Read(Tick(persons[0].Id).Json)], new Authority(Home, "a-credential"));
        }
        var placed = new PlacedStatements(test.Database, store, Emitter);
        foreach (var region in new[] { "a", "b", "c", null })
            foreach (var size in new[] { 1, 7, 50, 51, 5_000 })
            {
                var expected = told.Where(t => region is null || t.Region == region).Select(t => t.Id).Reverse().ToList();
                var scope = region is null ? StatementScope.Nation : new StatementScope(new HashSet<string>(), new HashSet<string>(), new HashSet<string> { region }, false);
                Assert.Equal(expected, await FollowAsync(placed, scope, size, mostPages: (expected.Count / size) + 2));
            }
    }

    private static async Task<List<Guid>> FollowAsync(PlacedStatements placed, StatementScope scope, int size, int mostPages)
    {
        var found = new List<Guid>();
        long? before = null;
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < mostPages, "The pages do not end.");
            var page = await placed.ReadAsync(new StatementFilter { Before = before }, scope, [Journey], size).WaitAsync(TimeSpan.FromMinutes(1));
            found.AddRange(page.Statements.Select(s => s.Statement.Id));
            if (page.Next is null)
                return found;
            Assert.True(before is null || page.Next < before, "A page does not lead on.");
            before = page.Next;
        }
    }

    private static Task PlaceAsync(TestDatabase test, List<(Guid Id, string Region)> persons) => test.Writes.RunAsync(async unit =>
    {
        var facts = new MembershipFacts(TimeProvider.System);
        foreach (var (id, region) in persons)
            await facts.AppendAsync(unit, id, SampleJourney.Id, [new MembershipFact(new DateOnly(2026, 1, 1), "ny", null, "000" + region, region)]);
    });

    private static EmittedStatement Tick(Guid person)
    {
        var course = Journey.FindCourse("grund")!;
        return Emitter.Tell(Deed.Ticked(Journey, course, course.Course.FindActivity("a1")!), person, new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    }
}
