using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>Stores statements inside a unit of work, so that a record commits with what it records or not at all.</summary>
public delegate Task StatementSink(WriteUnit unit, IReadOnlyList<EmittedStatement> statements);

/// <summary>The service's own learning records: tells deeds and stores them in the transaction that they belong to.</summary>
public sealed class LearningRecords(StatementEmitter emitter, StatementSink sink)
{
    /// <summary>
    /// Records a launch. Call it in the launch's own unit, and only for a person who takes part in at least one of the journeys:
    /// of others nothing is stored beyond the launch (domain §2).
    /// </summary>
    /// <param name="unit">The launch's unit.</param>
    /// <param name="pseudonym">Who came in.</param>
    /// <param name="journeys">The journeys that the person takes part in today, at least one.</param>
    /// <param name="at">When.</param>
    public Task AppendLaunchAsync(WriteUnit unit, Guid pseudonym, IReadOnlyCollection<Journey> journeys, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfZero(journeys.Count);
        return AppendAsync(unit, [Tell(Deed.Launched(journeys), pseudonym, at)]);
    }

    internal EmittedStatement Tell(Deed deed, Guid pseudonym, DateTimeOffset at) => emitter.Tell(deed, pseudonym, at);

    internal EmittedStatement TakeBack(Deed deed, Guid told, Guid pseudonym, DateTimeOffset at) => emitter.TakeBack(deed, told, pseudonym, at);

    internal Task AppendAsync(WriteUnit unit, IReadOnlyList<EmittedStatement> statements) => sink(unit, statements);
}
