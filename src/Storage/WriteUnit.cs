using Microsoft.EntityFrameworkCore;

namespace Yrkesresan.Storage;

/// <summary>
/// One unit of work inside the write queue: everything done on it is committed together or not at all. Units may share a commit
/// with others (a savepoint each), and a unit may be run again when the database asks for it: no effects outside the database
/// but through <see cref="OnCommitted"/>.
/// </summary>
public sealed class WriteUnit : SqlSession
{
    private List<Action>? _committed;

    internal WriteUnit(SqlSession writer)
        : base(writer)
    {
    }

    /// <summary>Registers what shall happen once this unit is durably committed (filling a cache, waking a reader).</summary>
    public void OnCommitted(Action action) => (_committed ??= []).Add(action);

    /// <summary>Lets an EF Core context work on this unit's connection and transaction.</summary>
    public async Task JoinAsync(DbContext context, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Database.SetDbConnection(Connection);
        await context.Database.UseTransactionAsync(Transaction, cancel);
    }

    internal void Committed() => _committed?.ForEach(action => action());
}
