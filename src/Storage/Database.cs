using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Yrkesresan.Storage;

/// <summary>
/// The one database, on either dialect. Reading goes through <see cref="ReadAsync"/>; writing only through <see cref="WriteQueue"/>.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _postgres;
    private readonly string _connectionString;
    private readonly ConcurrentBag<SqlSession> _idleReaders = [];
    private bool _disposed;

    static Database()
    {
        Batteries_V2.Init();
        // SQLite's count of the memory it uses, which nobody asks for, is kept under one lock for all connections. Refused where SQLite is in use already.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private Database(Dialect dialect, string connectionString)
    {
        Dialect = dialect;
        _connectionString = connectionString;
        if (dialect == Dialect.PostgreSql)
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { Timezone = "UTC", ApplicationName = "yrkesresan" };
            // Statements are prepared on their second use; every text is a constant of the program.
            if (!builder.ContainsKey("Max Auto Prepare") || builder.MaxAutoPrepare == 0)
                builder.MaxAutoPrepare = 200;
            builder.AutoPrepareMinUsages = 2;
            _postgres = new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
        }
    }

    /// <summary>The database spoken to.</summary>
    public Dialect Dialect { get; }

    /// <summary>Column types for DDL in this dialect.</summary>
    public ColumnTypes Types => new(Dialect);

    /// <summary>
    /// Takes a connection string: <c>Data Source=…</c> means SQLite, <c>Host=…</c> PostgreSQL. Nothing is opened yet.
    /// </summary>
    /// <exception cref="ArgumentException">Neither of the two forms.</exception>
    public static Database FromConnectionString(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (parts.ContainsKey("Host") || parts.ContainsKey("Server"))
            return new Database(Dialect.PostgreSql, connectionString);
        if (parts.ContainsKey("Data Source") || parts.ContainsKey("DataSource") || parts.ContainsKey("Filename"))
            return new Database(Dialect.Sqlite, SqliteConnectionString(connectionString));
        throw new ArgumentException("The connection string must begin with 'Data Source=' (SQLite) or 'Host=' (PostgreSQL).", nameof(connectionString));
    }

    /// <summary>A session for reading. SQLite's refuses to write; dispose it soon, so that the write-ahead log can be folded back.</summary>
    public async ValueTask<SqlSession> ReadAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_postgres is not null)
            return new SqlSession(Dialect, await _postgres.OpenConnectionAsync(cancel));
        if (_idleReaders.TryTake(out var idle))
            return idle;
        var connection = await OpenSqliteAsync(cancel);
        var session = new SqlSession(Dialect, connection, ReleaseReaderAsync);
        await session.ExecuteScriptAsync("pragma query_only = on", cancel);
        return session;
    }

    /// <summary>A session for reading in which every query sees the same moment.</summary>
    public async ValueTask<SqlSession> ReadSnapshotAsync(CancellationToken cancel = default)
    {
        var session = await ReadAsync(cancel);
        session.Transaction = session.Connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        return session;
    }

    /// <summary>A session of its own for work that must not share a transaction: migrations, maintenance.</summary>
    internal async ValueTask<SqlSession> OpenOwnAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_postgres is null)
        {
            var writer = new SqlSession(Dialect, await OpenSqliteAsync(cancel));
            // Larger than a reader's, and a log of 32 MB before it is folded back into the file: a page that many commits change is then written there once.
            await writer.ExecuteScriptAsync("pragma cache_size = -64000; pragma wal_autocheckpoint = 8000", cancel);
            return writer;
        }
        var session = new SqlSession(Dialect, await _postgres.OpenConnectionAsync(cancel));
        // A server or role default may have switched this off; what we acknowledge must be on disk.
        await session.ExecuteScriptAsync("set synchronous_commit = on", cancel);
        return session;
    }

    private async Task<SqliteConnection> OpenSqliteAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancel);
        // Or SQLite would compile a statement anew at each run whose limit is a parameter, to plan by its value.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
        await using var pragmas = connection.CreateCommand();
        // A small cache each: there may be 32 readers, and the system keeps the file's pages for all of them.
        // FULL: in WAL mode only this syncs the log at each commit. busy_timeout lets SQLite itself wait for another
        // process (a command beside the server); the provider's own retry sleeps 150 ms at a time.
        pragmas.CommandText = """
            pragma busy_timeout = 30000;
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma temp_store = memory;
            pragma cache_size = -4000;
            """;
        await pragmas.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    private static string SqliteConnectionString(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString)
        {
            ForeignKeys = true,
            // Connections are kept by us, with their prepared statements; the provider's pool would hide them.
            Pooling = false,
            DefaultTimeout = 60,
        };
        if (builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException("An in-memory database keeps nothing; give a file.", nameof(connectionString));
        if (Path.GetDirectoryName(Path.GetFullPath(builder.DataSource)) is { } folder)
            Directory.CreateDirectory(folder);
        return builder.ConnectionString;
    }

    private async ValueTask ReleaseReaderAsync(SqlSession session)
    {
        if (session.Transaction is { } transaction)
        {
            session.Transaction = null;
            await transaction.DisposeAsync();
        }
        if (_disposed || _idleReaders.Count >= 32)
            await session.CloseAsync();
        else
            _idleReaders.Add(session);
    }

    /// <summary>Closes what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        while (_idleReaders.TryTake(out var session))
            await session.CloseAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
