using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Yrkesresan.Storage;

/// <summary>
/// A statement of SQLite's that is prepared once and given its values by place. The provider's own commands look each parameter up by its name at each
/// run, and copy what they are given: where many rows are written, that costs more than writing them. For one caller at a time.
/// </summary>
public sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it on a connection, which must outlive it.</summary>
    /// <exception cref="SqliteException">The text is wrong.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _database = connection.Handle!;
        Require(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Gives the parameter at a place, counted from 1, a number.</summary>
    public void Bind(int place, long value) => Require(raw.sqlite3_bind_int64(_statement, place, value));

    /// <summary>Gives the parameter at a place bytes, which are copied.</summary>
    public void Bind(int place, ReadOnlySpan<byte> value) => Require(raw.sqlite3_bind_blob(_statement, place, value));

    /// <summary>Gives the parameter at a place a UUID, as this program stores it, or null.</summary>
    public void Bind(int place, Guid? value)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (value?.TryWriteBytes(bytes, bigEndian: true, out _) == true)
            Bind(place, bytes);
        else
            Require(raw.sqlite3_bind_null(_statement, place));
    }

    /// <summary>Runs it, in the connection's transaction if there is one; gives how many rows it changed.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Run()
    {
        var result = raw.sqlite3_step(_statement);
        var changed = result == raw.SQLITE_DONE ? raw.sqlite3_changes(_database) : 0;
        // Tells the failure of the run once more, in full.
        Require(raw.sqlite3_reset(_statement));
        return changed;
    }

    /// <summary>The place of a parameter that has a name; 0 when there is none such.</summary>
    public int PlaceOf(string name) => raw.sqlite3_bind_parameter_index(_statement, name);

    /// <summary>Goes to the next row; false after the last. <see cref="Reset"/> must follow, also where not all are read.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Require(raw.sqlite3_reset(_statement));
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Lets go of the rows, and with them of what is locked for reading.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <summary>A number of the row, from column 0 on.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Bytes of the row, good until it is left; empty for null.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>A UUID of the row, as this program stores it; null for null.</summary>
    public Guid? Uuid(int column) => Bytes(column) is { IsEmpty: false } bytes ? new Guid(bytes, bigEndian: true) : null;

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _statement.Dispose();

    private void Require(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
