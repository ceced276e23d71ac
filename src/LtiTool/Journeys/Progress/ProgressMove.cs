using Yrkesresan.LtiTool.Kits;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>A person, by id and by what stands in learning records.</summary>
internal sealed record Learner(Guid Id, Guid Pseudonym);

/// <summary>A row that went from one person to another.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Course">The course, or step.</param>
/// <param name="Item">The activity or day.</param>
/// <param name="At">When it was done.</param>
/// <param name="Recorded">When attendance was recorded.</param>
/// <param name="RecordedBy">By whom attendance was recorded.</param>
/// <param name="Told">The statement that told it of the one.</param>
/// <param name="Retold">The statement that tells it of the other; null where the other had done it too.</param>
internal sealed record MovedRow(string Journey, RowKind Kind, string Course, string Item, DateTimeOffset At, DateTimeOffset? Recorded, Guid? RecordedBy, Guid Told, Guid? Retold)
{
    public RowKey Key => new(Kind, Course, Item);
}

/// <summary>Progress that went from one person to another, and how to bring it back.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Other">Statements that no row rests on, such as launches: told of the one, retold of the other.</param>
/// <param name="Completed">What the other had completed before, by journey, kind and course or step.</param>
internal sealed record MovedProgress(IReadOnlyList<MovedRow> Rows, IReadOnlyList<MovedStatement> Other, IReadOnlyList<CompletedBefore> Completed)
{
    /// <summary>The same, where what tells of it now is another statement than when it moved.</summary>
    public MovedProgress Retell(IReadOnlyDictionary<Guid, Guid> again) => this with
    {
        Rows = [.. Rows.Select(r => r.Retold is { } id && again.TryGetValue(id, out var other) ? r with { Retold = other } : r)],
        Other = [.. Other.Select(s => again.TryGetValue(s.Retold, out var other) ? s with { Retold = other } : s)],
    };
}

/// <summary>A statement told of one person and retold of another.</summary>
internal sealed record MovedStatement(Guid Told, Guid Retold);

/// <summary>What was completed before.</summary>
internal sealed record CompletedBefore(string Journey, RowKind Kind, string Course);

/// <summary>
/// Brings what one person has done to another, and back. Records follow: what was told of the one is taken back and told of the other, at its
/// own time, so that whoever counts records counts one person, and rows and records agree throughout.
/// </summary>
internal sealed class ProgressMove(StatementStore statements, StatementEmitter emitter, LearningRecords records, IEnumerable<IProgressFollower> followers, KitLibrary kits, TimeProvider clock)
{
    /// <summary>Brings everything of one person to another, in the caller's unit, which must hold both persons' keys.</summary>
    public async Task<MovedProgress> BringAsync(WriteUnit unit, Learner from, Learner to)
    {
        var told = await HeldAsync(unit, from);
        var rows = await RowsAsync(unit, from.Id);
        var had = (await ProgressRows.AllOfAsync(unit, to.Id)).Select(r => (r.JourneyId, r.Key)).ToHashSet();
        var (moved, other, emitted) = (new List<MovedRow>(), new List<MovedStatement>(), new List<EmittedStatement>());
        foreach (var row in rows)
        {
            if (!told.Remove(row.Told, out var statement))
                throw new InvalidOperationException($"Progress and records of {from.Pseudonym} differ; `database check` tells how.");
            Guid? retold = null;
            emitted.Add(Retelling.TakeBack(statement, Now));
            if (!had.Contains((row.Journey, row.Key)))
                emitted.Add(Retell(statement, to, out retold));
            moved.Add(row with { Retold = retold });
            await ProgressRowWriter.DeleteAsync(unit, from.Id, row.Journey, row.Key);
            if (retold is { } id)
                await InsertAsync(unit, to.Id, row, id);
        }
        foreach (var (id, statement) in told)
        {
            emitted.Add(Retelling.TakeBack(statement, Now));
            emitted.Add(Retell(statement, to, out var retold));
            other.Add(new MovedStatement(id, retold!.Value));
        }
        await records.AppendAsync(unit, emitted);
        foreach (var journey in moved.Select(r => r.Journey).Distinct())
            await SettleAsync(unit, to, journey);
        return new MovedProgress(moved, other, [.. had.Where(h => IsCompletion(h.Key)).Select(h => new CompletedBefore(h.JourneyId, h.Key.Kind, h.Key.Course))]);
    }

    /// <summary>
    /// Brings it back, in the caller's unit. What the other has taken back since is not brought back; what the other has done since stays.
    /// </summary>
    /// <returns>By statements that told of the one before, those that do so again.</returns>
    public async Task<IReadOnlyDictionary<Guid, Guid>> ReturnAsync(WriteUnit unit, MovedProgress moved, Learner from, Learner to)
    {
        var theirs = (await ProgressRows.AllOfAsync(unit, to.Id)).ToDictionary(r => (r.JourneyId, r.Key), r => r.Record.StatementId);
        var originals = (await statements.OfAccountAsync(unit, emitter.HomePage, from.Pseudonym.ToString("D"), voided: true)).ToDictionary(s => s.Id, s => s.ToJson());
        var held = await HeldAsync(unit, to);
        var emitted = new List<EmittedStatement>();
        var again = new Dictionary<Guid, Guid>();
        foreach (var row in moved.Rows)
        {
            if (!theirs.TryGetValue((row.Journey, row.Key), out var now))
                continue;
            if (now == row.Retold)
            {
                await ProgressRowWriter.DeleteAsync(unit, to.Id, row.Journey, row.Key);
                emitted.Add(Retelling.TakeBack(held[now], Now));
            }
            emitted.Add(Retell(originals[row.Told], from, out var id));
            again[row.Told] = id!.Value;
            await InsertAsync(unit, from.Id, row, id.Value);
        }
        foreach (var statement in moved.Other)
        {
            if (held.TryGetValue(statement.Retold, out var retold))
                emitted.Add(Retelling.TakeBack(retold, Now));
            emitted.Add(Retell(originals[statement.Told], from, out var id));
            again[statement.Told] = id!.Value;
        }
        await records.AppendAsync(unit, emitted);
        foreach (var journey in moved.Rows.Select(r => r.Journey).Distinct())
        {
            await LoseAsync(unit, to, journey, moved.Completed.Where(c => c.Journey == journey).Select(c => new RowKey(c.Kind, c.Course)).ToHashSet());
            await SettleAsync(unit, to, journey);
        }
        return again;
    }

    /// <summary>Takes completions back that rested on what has gone.</summary>
    private async Task LoseAsync(WriteUnit unit, Learner person, string journeyId, HashSet<RowKey> own)
    {
        if (kits.Find(journeyId) is not { } journey)
            return;
        var rows = await ProgressRows.ReadAsync(unit, person.Id, journeyId);
        var facts = rows.ToFacts();
        var steps = journey.Steps.ToDictionary(s => s.Id, s => facts.In(s));
        var completed = steps.Values.SelectMany(s => s.Courses).Where(c => c.IsCompleted).Select(c => new RowKey(RowKind.CourseCompleted, c.CourseId))
            .Concat(steps.Where(s => s.Value.IsCompleted).Select(s => new RowKey(RowKind.StepCompleted, s.Key))).ToHashSet();
        var held = await HeldAsync(unit, person);
        var emitted = new List<EmittedStatement>();
        foreach (var (key, record) in rows.All.Where(r => IsCompletion(r.Key) && !own.Contains(r.Key) && !completed.Contains(r.Key)))
        {
            await ProgressRowWriter.DeleteAsync(unit, person.Id, journeyId, key);
            emitted.Add(Retelling.TakeBack(held[record.StatementId], Now));
        }
        await records.AppendAsync(unit, emitted);
    }

    /// <summary>Records what is completed now and was not before.</summary>
    private async Task SettleAsync(WriteUnit unit, Learner person, string journeyId)
    {
        if (kits.Find(journeyId) is not { } journey)
            return;
        foreach (var step in journey.Steps.Where(s => s.Courses.Count > 0))
        {
            var rows = await ProgressRows.ReadAsync(unit, person.Id, journeyId);
            var turn = new ProgressTurn(unit, records, [.. followers], person.Id, person.Pseudonym, journey, rows, Now);
            await turn.EndAsync(journey.FindCourse(step.Courses[0].Id)!, rows.ToFacts().In(step), courseLost: false, stepShifted: false);
        }
    }

    /// <summary>What this service has told of the person and holds, by id.</summary>
    private async Task<Dictionary<Guid, ReadOnlyMemory<byte>>> HeldAsync(SqlSession session, Learner person) =>
        (await statements.OfAccountAsync(session, emitter.HomePage, person.Pseudonym.ToString("D"), voided: false))
            .Where(s => s is { OfService: true, Voids: false }).ToDictionary(s => s.Id, s => s.ToJson());

    private static EmittedStatement Retell(ReadOnlyMemory<byte> statement, Learner person, out Guid? id)
    {
        var emitted = Retelling.Of(statement, person.Pseudonym);
        id = emitted.Id;
        return emitted;
    }

    private static async Task<List<MovedRow>> RowsAsync(SqlSession session, Guid person)
    {
        var attended = (await session.QueryAsync($"select statement_id, recorded, recorded_by from attendance where person_id = {person}",
            r => (Statement: r.GetUuid(0), Recorded: r.GetInstant(1), By: r.GetUuidOrNull(2)))).ToDictionary(a => a.Statement);
        return (await ProgressRows.AllOfAsync(session, person)).ConvertAll(r =>
        {
            var isAttendance = attended.TryGetValue(r.Record.StatementId, out var a);
            return new MovedRow(r.JourneyId, r.Key.Kind, r.Key.Course, r.Key.Item, r.Record.At, isAttendance ? a.Recorded : null, isAttendance ? a.By : null, r.Record.StatementId, null);
        });
    }

    private static Task InsertAsync(WriteUnit unit, Guid person, MovedRow row, Guid statement) => row.Kind == RowKind.Attendance
        ? ProgressRowWriter.InsertAttendanceAsync(unit, person, row.Journey, row.Key, new(row.At, statement), row.Recorded ?? row.At, row.RecordedBy)
        : ProgressRowWriter.InsertAsync(unit, person, row.Journey, row.Key, new(row.At, statement));

    private static bool IsCompletion(RowKey key) => key.Kind is RowKind.CourseCompleted or RowKind.StepCompleted;

    private DateTimeOffset Now => DbValue.FromMicroseconds(DbValue.ToMicroseconds(clock.GetUtcNow()));
}
