using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Yrkesresan.Storage;

/// <summary>One step of a subject's schema. Never changed after release; a change is a new step.</summary>
/// <param name="Subject">Whose tables, e.g. <c>xapi</c>; subjects are migrated in the order given to <see cref="Migrations"/>.</param>
/// <param name="Number">From 1 upwards within the subject, without gaps.</param>
/// <param name="Name">What it does, for the operator.</param>
/// <param name="Sql">The DDL, given the dialect's column types.</param>
public sealed record Migration(string Subject, int Number, string Name, Func<ColumnTypes, string> Sql);

/// <summary>
/// Brings the database to this program's schema, one instance at a time. Both databases have transactional DDL, so all steps
/// are one transaction: a process killed halfway leaves nothing behind, neither half a schema nor a lock.
/// </summary>
public sealed class Migrations(Database database, IEnumerable<Migration> steps, TimeProvider clock, ILogger<Migrations>? log = null)
{
    private static readonly long LockNumber = DbValue.LockKey("schema_migration");
    private readonly IReadOnlyList<Migration> _steps = Checked(steps);
    private readonly ILogger _log = log ?? NullLogger<Migrations>.Instance;

    /// <summary>Applies what is missing; gives the names of the steps applied.</summary>
    /// <exception cref="InvalidOperationException">The database holds a step that this program does not know: it was used by a newer version.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancel = default)
    {
        await using var session = await database.OpenOwnAsync(cancel);
        // Immediate: SQLite then lets in one migrating process at a time; PostgreSQL has the advisory lock for it.
        await using var transaction = session.Connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: false)
            : await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
        session.Transaction = transaction;
        if (session.Dialect == Dialect.PostgreSql)
            await session.ExecuteAsync($"select pg_advisory_xact_lock({LockNumber})", cancel);
        await session.ExecuteScriptAsync($"""
            create table if not exists schema_migration (
              subject text not null, number integer not null, name text not null, applied {database.Types.Instant} not null,
              primary key (subject, number))
            """, cancel);

        var known = (await session.QueryAsync($"select subject, number from schema_migration", r => (r.GetString(0), r.GetInt32(1)), cancel)).ToHashSet();
        var unknown = known.Except(_steps.Select(s => (s.Subject, s.Number))).ToList();
        if (unknown.Count > 0)
            throw new InvalidOperationException($"The database was migrated by a newer version of this program (step {unknown[0].Item1} {unknown[0].Item2}). Start that version, or restore a backup.");

        var applied = new List<string>();
        foreach (var step in _steps.Where(s => !known.Contains((s.Subject, s.Number))))
        {
            await session.ExecuteScriptAsync(step.Sql(database.Types), cancel);
            await session.ExecuteAsync($"insert into schema_migration values ({step.Subject}, {step.Number}, {step.Name}, {clock.GetUtcNow()})", cancel);
            applied.Add($"{step.Subject} {step.Number}: {step.Name}");
        }
        await transaction.CommitAsync(cancel);
        foreach (var name in applied)
            _log.LogInformation("Migrated: {Step}", name);
        return applied;
    }

    private static List<Migration> Checked(IEnumerable<Migration> steps)
    {
        var list = steps.ToList();
        foreach (var subject in list.GroupBy(s => s.Subject))
        {
            if (!subject.Select(s => s.Number).SequenceEqual(Enumerable.Range(1, subject.Count())))
                throw new ArgumentException($"The steps of '{subject.Key}' must be numbered 1, 2, 3 … in order.", nameof(steps));
        }
        return list;
    }
}
