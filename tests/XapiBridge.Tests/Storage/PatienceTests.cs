using Npgsql;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>A migration of a large store, and a check that counts it, take as long as they need; what somebody waits for is given up.</summary>
public sealed class PatienceTests
{
    [Fact]
    public async Task On_PostgreSQL_scripts_and_whoever_takes_time_are_not_given_up()
    {
        await using var test = await TestDatabase.CreateAsync(Dialect.PostgreSql, []);
        await using var impatient = Database.FromConnectionString(test.ConnectionString + ";Command Timeout=1");
        await using var session = await impatient.ReadAsync(TestContext.Current.CancellationToken);
        await session.ExecuteScriptAsync("select pg_sleep(1.5)", TestContext.Current.CancellationToken);
        // So long that no pause of a busy machine lets it come in time: it is given up after the one second.
        await Assert.ThrowsAsync<NpgsqlException>(() => session.ScalarAsync<string>($"select pg_sleep(60)::text", TestContext.Current.CancellationToken));
        await using var patient = await impatient.ReadAsync(TestContext.Current.CancellationToken);
        patient.TakesItsTime = true;
        Assert.Equal("", await patient.ScalarAsync<string>($"select pg_sleep(1.5)::text", TestContext.Current.CancellationToken));
    }
}
