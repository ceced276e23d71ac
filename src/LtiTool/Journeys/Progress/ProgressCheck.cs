using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Retention;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>
/// Proves that progress equals what the records say: works every learner's rows out from the statements that hold, and compares. Reads each
/// person at one moment, so it may run beside a running server.
/// </summary>
public sealed class ProgressCheck(Database database, StatementStore statements, StatementEmitter emitter)
{
    private const int PersonsAtATime = 500;

    /// <summary>Every difference, none when all is well. Names persons by pseudonym.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel = default)
    {
        var differences = new List<string>();
        var known = new HashSet<Guid>();
        Guid? last = null;
        while (true)
        {
            var persons = await PersonsAfterAsync(last, cancel);
            known.UnionWith(persons.Select(p => p.Pseudonym));
            foreach (var (id, pseudonym) in persons)
                differences.AddRange(await DifferencesAsync(id, pseudonym, cancel));
            if (persons.Count < PersonsAtATime)
                break;
            last = persons[^1].Id;
        }
        differences.AddRange(await WithoutPersonAsync(known, cancel));
        return differences;
    }

    /// <summary>Progress recorded of a pseudonym that is no person's: whose person, and with it all rows, has been lost.</summary>
    private async Task<List<string>> WithoutPersonAsync(HashSet<Guid> known, CancellationToken cancel)
    {
        var differences = new List<string>();
        for (var last = 0; ;)
        {
            await using var session = await database.ReadSnapshotAsync(cancel);
            var accounts = await StatementStore.AccountsAsync(session, emitter.HomePage, last, PersonsAtATime, cancel);
            foreach (var pseudonym in accounts.Select(a => Guid.TryParseExact(a.Name, "D", out var name) ? name : (Guid?)null).OfType<Guid>().Where(p => !known.Contains(p)))
            {
                // Not among those read before may also be someone who has come since.
                if (await session.ScalarAsync<int>($"select 1 from person where pseudonym = {pseudonym}", cancel) == 0 && !(await RecordErasure.UnderWayAsync(session, cancel)).Contains(pseudonym))
                    differences.AddRange((await ToldAsync(session, pseudonym, withReduced: false, cancel)).Select(f => $"{pseudonym}: {f} is recorded of nobody"));
            }
            if (accounts.Count < PersonsAtATime)
                return differences;
            last = accounts[^1].Number;
        }
    }

    private async Task<List<(Guid Id, Guid Pseudonym)>> PersonsAfterAsync(Guid? last, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return last is null
            ? await session.QueryAsync($"select id, pseudonym from person order by id limit {PersonsAtATime}", r => (r.GetUuid(0), r.GetUuid(1)), cancel)
            : await session.QueryAsync($"select id, pseudonym from person where id > {last} order by id limit {PersonsAtATime}", r => (r.GetUuid(0), r.GetUuid(1)), cancel);
    }

    private async Task<IEnumerable<string>> DifferencesAsync(Guid personId, Guid pseudonym, CancellationToken cancel)
    {
        await using var session = await database.ReadSnapshotAsync(cancel);
        var rows = (await ProgressRows.AllOfAsync(session, personId)).ConvertAll(r => new Fact(r.JourneyId, r.Key, r.Record.StatementId));
        var told = await ToldAsync(session, pseudonym, withReduced: true, cancel);
        return rows.Except(told).Select(f => $"{pseudonym}: {f} has no record that holds")
            .Concat(told.Except(rows).Select(f => $"{pseudonym}: {f} is recorded and not stored"))
            .Concat(told.GroupBy(f => f with { StatementId = default }).Where(g => g.Count() > 1).Select(g => $"{pseudonym}: {g.Key} is recorded {g.Count()} times"));
    }

    // What is left of somebody who has been erased is nobody's.
    private async Task<List<Fact>> ToldAsync(SqlSession session, Guid pseudonym, bool withReduced, CancellationToken cancel) =>
        [.. (await statements.OfAccountAsync(session, emitter.HomePage, pseudonym.ToString("D"), voided: false, cancel))
            .Where(s => withReduced || !s.IsReduced).Select(s => FactOf(ToldDeed.Read(s.ToJson()))).OfType<Fact>()];

    private static Fact? FactOf(ToldDeed? told)
    {
        if (told is not { AuthorityName: Terms.OwnAuthority, TakesBack: null, JourneyId: { } journey })
            return null;
        RowKey? key = told.Kind switch
        {
            DeedKind.Ticked => new(RowKind.Tick, told.CourseId ?? "", told.ActivityId ?? ""),
            DeedKind.Attended => new(RowKind.Attendance, told.CourseId ?? "", told.DayId ?? ""),
            DeedKind.SaidToApply => new(RowKind.Applies, told.CourseId ?? ""),
            DeedKind.CourseCompleted => new(RowKind.CourseCompleted, told.CourseId ?? ""),
            DeedKind.StepCompleted => new(RowKind.StepCompleted, told.StepId ?? ""),
            _ => null,
        };
        return key is { } found ? new Fact(journey, found, told.StatementId) : null;
    }

    /// <summary>One row, by what it says and the statement that records it.</summary>
    private sealed record Fact(string JourneyId, RowKey Key, Guid StatementId)
    {
        public override string ToString() => $"{JourneyId} {Key.Kind} {Key.Course} {Key.Item} ({StatementId})";
    }
}
