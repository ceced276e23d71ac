using Yrkesresan.Storage;

namespace Yrkesresan.Testing;

/// <summary>A fresh migrated database on either dialect, for one test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _folder;

    private TestDatabase(string connectionString, string? folder)
    {
        _folder = folder;
        ConnectionString = connectionString;
        Database = Database.FromConnectionString(connectionString);
        Writes = new WriteQueue(Database);
    }

    public string ConnectionString { get; }

    public Database Database { get; }

    public WriteQueue Writes { get; }

    public static async Task<TestDatabase> CreateAsync(Dialect dialect, params IEnumerable<Migration> migrations)
    {
        TestDatabase made;
        if (dialect == Dialect.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("yrkesresan-test-").FullName;
            made = new TestDatabase($"Data Source={folder}/test.db", folder);
        }
        else
        {
            made = new TestDatabase(await (await PostgresCluster.Shared).CreateDatabaseAsync(), null);
        }
        await new Migrations(made.Database, migrations, TimeProvider.System).ApplyAsync();
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Writes.DisposeAsync();
        await Database.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
