using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>A store over a fresh database.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    public static readonly Authority Tester = new("https://lrs.example.org", "tester");

    private StoreFixture(TestDatabase database, TimeProvider clock) => (Database, Store) = (database, new StatementStore(database.Database, database.Writes, clock));

    public TestDatabase Database { get; }

    public StatementStore Store { get; }

    public static async Task<StoreFixture> CreateAsync(Dialect dialect, TimeProvider? clock = null) =>
        new(await TestDatabase.CreateAsync(dialect, LrsTables.Migrations), clock ?? TimeProvider.System);

    public Task<IReadOnlyList<Guid>> IngestAsync(params JsonNode[] statements) => Store.IngestAsync([.. statements.Select(s => Sample.Read(s))], Tester);

    public async Task<List<Guid>> ListAsync(StatementQuery query, int limit = 1000) => [.. (await Store.Pages.ReadAsync(query, limit, int.MaxValue, default)).Statements.Select(s => s.Id)];

    public async Task<long> CountAsync(string table)
    {
        await using var session = await Database.Database.ReadAsync();
        await using var command = session.Connection.CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>A clock that tests set.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
