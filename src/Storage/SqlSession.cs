using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Yrkesresan.Storage;

/// <summary>
/// One connection and the statements run on it. SQL is written as an interpolated string whose holes become parameters,
/// never text: <c>session.ExecuteAsync($"delete from x where id = {id}")</c>. For one caller at a time.
/// </summary>
public class SqlSession : IAsyncDisposable
{
    // The text of a FormattableString is a constant, so the translated SQL is found by it.
    private static readonly ConcurrentDictionary<string, string> SqlByFormat = new();

    private readonly Dictionary<string, DbCommand> _prepared;
    private readonly Dictionary<Type, IDisposable> _kept;
    private readonly Func<SqlSession, ValueTask>? _release;
    private readonly bool _isView;

    internal SqlSession(Dialect dialect, DbConnection connection, Func<SqlSession, ValueTask>? release = null)
    {
        Dialect = dialect;
        Connection = connection;
        _release = release;
        (_prepared, _kept) = ([], []);
    }

    /// <summary>A view of another session that shares its connection, transaction and prepared statements.</summary>
    private protected SqlSession(SqlSession shared)
    {
        Dialect = shared.Dialect;
        Connection = shared.Connection;
        Transaction = shared.Transaction;
        (_prepared, _kept) = (shared._prepared, shared._kept);
        _isView = true;
    }

    /// <summary>The database spoken to.</summary>
    public Dialect Dialect { get; }

    /// <summary>The open connection, for what needs more than the methods here (bulk copy, EF Core).</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction that commands join; null outside one.</summary>
    public DbTransaction? Transaction { get; internal set; }

    /// <summary>
    /// Whether its statements may take as long as they need: a check that counts a whole table, a migration of a large store. Others are given up
    /// by PostgreSQL's driver after half a minute, since somebody waits for the answer.
    /// </summary>
    public bool TakesItsTime { get; set; }

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(FormattableString sql, CancellationToken cancel = default)
    {
        var command = Prepare(sql);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Runs statements that are text of ours alone (DDL, pragmas), for as long as they need.</summary>
    public async Task ExecuteScriptAsync(string sql, CancellationToken cancel = default)
    {
        await using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction;
        // SQLite's driver means something else by it: how long it waits for another's lock.
        if (Dialect == Dialect.PostgreSql)
            command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>All rows, mapped.</summary>
    public async Task<List<T>> QueryAsync<T>(FormattableString sql, Func<DbDataReader, T> map, CancellationToken cancel = default)
    {
        var command = Prepare(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>The first row, mapped; null (default) when there is none.</summary>
    public async Task<T?> FirstOrDefaultAsync<T>(FormattableString sql, Func<DbDataReader, T> map, CancellationToken cancel = default)
    {
        var command = Prepare(sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? map(reader) : default;
    }

    /// <summary>The first column of the first row; default when there is no row or it is null.</summary>
    public Task<T?> ScalarAsync<T>(FormattableString sql, CancellationToken cancel = default) =>
        FirstOrDefaultAsync(sql, r => r.IsDBNull(0) ? default : (T?)Convert.ChangeType(r.GetValue(0), typeof(T), CultureInfo.InvariantCulture), cancel);

    /// <summary>
    /// A command for SQL whose text is built by the caller, kept ready on this connection. Parameters named as in the text
    /// are added by <paramref name="shape"/> the first time; the caller sets their values and runs it.
    /// </summary>
    public DbCommand Command(string sql, Action<DbCommand>? shape = null)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            shape?.Invoke(command);
            // Bounded: texts are constants of the program, so this only guards against a caller that builds them from data.
            if (_prepared.Count >= 500)
                ForgetCommands();
            _prepared.Add(sql, command);
        }
        command.Transaction = Transaction;
        return command;
    }

    /// <summary>What somebody keeps ready on this connection: made the first time, disposed with it.</summary>
    public T Kept<T>(Func<DbConnection, T> make)
        where T : IDisposable
    {
        ArgumentNullException.ThrowIfNull(make);
        if (_kept.TryGetValue(typeof(T), out var kept))
            return (T)kept;
        var made = make(Connection);
        _kept.Add(typeof(T), made);
        return made;
    }

    private DbCommand Prepare(FormattableString sql)
    {
        var command = Command(SqlByFormat.GetOrAdd(sql.Format, Translate, sql.ArgumentCount));
        if (TakesItsTime && Dialect == Dialect.PostgreSql)
            command.CommandTimeout = 0;
        for (var i = 0; i < sql.ArgumentCount; i++)
        {
            if (command.Parameters.Count <= i)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "p" + i.ToString(CultureInfo.InvariantCulture);
                command.Parameters.Add(parameter);
            }
            var value = DbValue.ToParameter(Dialect, sql.GetArgument(i));
            // A parameter keeps the type of its first value; after a null the next value sets it anew.
            if (command.Parameters[i].Value?.GetType() != value.GetType())
            {
                command.Parameters[i].ResetDbType();
                // Npgsql runs a command that it has prepared by itself as it is, whatever its parameters have become. A number of 32 bits would then
                // be sent where the server has taken a null for one of 64: setting the text makes it compare the types.
                if (value is int or long && command is NpgsqlCommand)
                    command.CommandText = command.CommandText;
            }
            command.Parameters[i].Value = value;
        }
        return command;
    }

    private static string Translate(string format, int arguments)
    {
        var names = new object[arguments];
        for (var i = 0; i < arguments; i++)
            names[i] = "@p" + i.ToString(CultureInfo.InvariantCulture);
        return string.Format(CultureInfo.InvariantCulture, format, names);
    }

    private void ForgetCommands()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        _prepared.Clear();
    }

    /// <summary>Gives the connection back to whom it belongs.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_isView)
            return;
        if (_release is not null)
            await _release(this);
        else
            await CloseAsync();
    }

    internal async ValueTask CloseAsync()
    {
        ForgetCommands();
        foreach (var kept in _kept.Values)
            kept.Dispose();
        _kept.Clear();
        await Connection.DisposeAsync();
    }
}
