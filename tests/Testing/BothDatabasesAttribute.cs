using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;
using Yrkesresan.Storage;

namespace Yrkesresan.Testing;

/// <summary>Runs a theory once on SQLite and once on PostgreSQL: <c>[Theory, BothDatabases]</c>.</summary>
public sealed class BothDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow<Dialect>(Dialect.Sqlite), new TheoryDataRow<Dialect>(Dialect.PostgreSql)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
