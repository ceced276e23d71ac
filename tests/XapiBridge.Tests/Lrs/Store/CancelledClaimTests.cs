using Npgsql;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>An administrator's cancel, or a statement's time running out, stops no other writer (PostgreSQL: SQLite has one writer and no such lock).</summary>
public sealed class CancelledClaimTests
{
    private const long Far = 4_000_000_000_000_000;

    [Fact]
    public async Task A_claim_that_is_cancelled_holds_nobody_up()
    {
        await using var made = await TestDatabase.CreateAsync(Dialect.PostgreSql, LrsTables.Migrations);
        // Somebody else holds the mark that the claim wants: it waits for that, with the order's lock in its hand, until its time is out.
        await using var obstacle = await OpenAsync(made.ConnectionString);
        await RunAsync(obstacle, $"select pg_advisory_lock({Far})");
        await using var cancelled = await OpenAsync(made.ConnectionString);
        await RunAsync(cancelled, "set statement_timeout = '300ms'");
        var timedOut = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(cancelled, $"select xapi_claim(1, {Far})"));
        Assert.Equal(PostgresErrorCodes.QueryCanceled, timedOut.SqlState);

        await using var other = await OpenAsync(made.ConnectionString);
        await RunAsync(other, "set statement_timeout = '10s'");
        Assert.Equal(1_000L, await RunAsync(other, "select xapi_claim(1, 1000)"));
        Assert.Equal(2_000L, await RunAsync(other, "select xapi_close(2000)"));
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
