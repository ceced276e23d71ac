using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Retention;

/// <summary>What retention by age has done, or would do.</summary>
/// <param name="Looked">Statements that are as old.</param>
/// <param name="Deleted">Statements deleted.</param>
/// <param name="Reduced">Statements of which what follow-up counts is left.</param>
/// <param name="Kept">Statements left as they are: reduced before, or voiding what is not as old.</param>
public sealed record RecordPruningReport(long Looked, long Deleted, long Reduced, long Kept);

/// <summary>
/// Retention by age (docs/decisions/0019): of statements stored before a moment those go that nothing rests on; of what this service has told, and what
/// still holds, no more is left than follow-up and progress rest on. In short units from the oldest on; broken off, it is run again.
/// </summary>
public sealed class RecordPruning(Database database, WriteQueue writes, StatementStore store, StatementEmitter emitter)
{
    private const int AtOnce = 100;

    // The text is a constant: only its numbers are parameters.
    private const string HeldSql = $"""
        select {HeldStatement.Columns}, {StatementPages.IsVoided} from xapi_statement s where s.stored > {"{0}"} and s.stored < {"{1}"} order by s.stored limit {"{2}"}
        """;

    private const string FoundSql = $"select {HeldStatement.Columns}, {StatementPages.IsVoided} from xapi_statement s where s.statement_id = {"{0}"}";

    private enum Fate
    {
        Deleted,
        Reduced,
        Kept,
    }

    /// <summary>What <see cref="RunAsync"/> would do; changes nothing.</summary>
    public async Task<RecordPruningReport> CountAsync(DateTimeOffset before, CancellationToken cancel = default)
    {
        var (fates, end) = (new long[3], DbValue.ToMicroseconds(before));
        for (var after = 0L; ;)
        {
            await using var session = await database.ReadAsync(cancel);
            var page = await PageAsync(session, after, end, cancel);
            foreach (var found in page)
                fates[(int)(await FateAsync(session, found, end)).Fate]++;
            if (page.Count < AtOnce)
                return ReportOf(fates);
            after = page[^1].Statement.Stored;
        }
    }

    /// <summary>Does it.</summary>
    /// <param name="before">Statements stored before this.</param>
    /// <param name="progress">Told the number of statements looked at so far.</param>
    /// <param name="cancel">Breaks it off between two units.</param>
    public async Task<RecordPruningReport> RunAsync(DateTimeOffset before, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        var (fates, end) = (new long[3], DbValue.ToMicroseconds(before));
        for (long? after = 0; after is { } from;)
        {
            cancel.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            (after, var some) = await writes.RunAsync(unit => PruneSomeAsync(unit, from, end), FollowUpProjector.Lock, RecordErasure.Key);
            for (var fate = 0; fate < fates.Length; fate++)
                fates[fate] += some[fate];
            progress?.Report(fates.Sum());
            // Others wait while it writes: they have as long again.
            if (some[(int)Fate.Deleted] + some[(int)Fate.Reduced] > 0)
                await Task.Delay(Stopwatch.GetElapsedTime(began), cancel);
        }

        return ReportOf(fates);
    }

    private static RecordPruningReport ReportOf(long[] fates) => new(fates.Sum(), fates[(int)Fate.Deleted], fates[(int)Fate.Reduced], fates[(int)Fate.Kept]);

    private async Task<(long? After, long[] Fates)> PruneSomeAsync(WriteUnit unit, long after, long end)
    {
        await store.Erased.HoldAsync(unit);
        var page = await PageAsync(unit, after, end, CancellationToken.None);
        var (fates, gone, reduced) = (new long[3], new Dictionary<long, HeldStatement>(), new List<HeldStatement>());
        foreach (var found in page)
        {
            var (fate, voided) = await FateAsync(unit, found, end);
            if (fate == Fate.Deleted)
                gone[found.Statement.Stored] = found.Statement;
            if (fate == Fate.Reduced)
                reduced.Add(found.Statement);
            if (fate == Fate.Kept)
                fates[(int)fate]++;
            // What voids goes no earlier than what it voids.
            if (voided is not null)
                gone[voided.Stored] = voided;
        }

        await store.Changes.AroundAsync(unit, [.. gone.Values, .. reduced], async () =>
        {
            await store.Changes.RemoveAsync(unit, [.. gone.Values]);
            foreach (var statement in reduced)
            {
                var left = Reduction.Of(statement, emitter, statement.Id, ToldDeed.Read(statement.Body)!.Pseudonym!.Value);
                await store.Changes.ReplaceAsync(unit, statement, left.Json.ToArray(), Reduction.FlagsOf(left));
            }
        });
        var told = gone.Values.Where(s => s.OfService).SelectMany(s => s.Target is { } target ? new[] { s.Id, target } : [s.Id]).ToList();
        if (told.Count > 0)
            await ErasedDeeds.RemoveAsync(unit, told);
        (fates[(int)Fate.Deleted], fates[(int)Fate.Reduced]) = (gone.Count, reduced.Count);
        return (page.Count < AtOnce ? null : page[^1].Statement.Stored, fates);
    }

    /// <summary>What becomes of a statement, and what goes with it.</summary>
    private static async Task<(Fate Fate, HeldStatement? Voided)> FateAsync(SqlSession session, (HeldStatement Statement, bool IsVoided) found, long end)
    {
        var (statement, isVoided) = found;
        if (statement is { Voids: true, Target: { } target })
        {
            var voided = await session.FirstOrDefaultAsync(FormattableStringFactory.Create(FoundSql, target), ReadFound);
            return voided is not { Statement: not null, IsVoided: true } ? (Fate.Deleted, null)
                : voided.Statement.Stored < end ? (Fate.Deleted, voided.Statement) : (Fate.Kept, null);
        }

        if (isVoided || !statement.OfService || !IsRestedOn(ToldDeed.Read(statement.Body)))
            return (Fate.Deleted, null);
        return (statement.Flags.HasFlag(StatementFlags.Reduced) ? Fate.Kept : Fate.Reduced, null);
    }

    /// <summary>Whether follow-up counts it, or a row of the person's progress names it.</summary>
    private static bool IsRestedOn(ToldDeed? told) => told is { Pseudonym: not null } && told.Kind is not (DeedKind.Launched or DeedKind.OpenedSource);

    private static Task<List<(HeldStatement Statement, bool IsVoided)>> PageAsync(SqlSession session, long after, long end, CancellationToken cancel) =>
        session.QueryAsync(FormattableStringFactory.Create(HeldSql, after, end, AtOnce), ReadFound, cancel);

    private static (HeldStatement Statement, bool IsVoided) ReadFound(DbDataReader r) => (HeldStatement.Read(r), r.GetBoolean(5));
}
