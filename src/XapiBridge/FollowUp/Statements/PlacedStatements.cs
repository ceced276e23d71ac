using System.Text;
using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.FollowUp.Statements;

/// <summary>
/// The statements behind follow-up, with the place that the membership facts give each person on the statement's day. Only what this service
/// itself asserts: what others send may name persons.
/// </summary>
public sealed class PlacedStatements(Database database, StatementStore store, StatementEmitter emitter)
{
    // In a scope of no more persons than this, each person's own statements are read; otherwise everyone's, of which some are left out.
    private const int FewPersons = 60;
    private const int BatchSize = 200;

    // A rare thing in a small part of a large store is not searched for longer than this at a time; the next page goes on from there.
    private const int MostLookedAt = 4000;
    private const int MostBytes = 8 << 20;

    private readonly Authority _own = new(emitter.HomePage, Terms.OwnAuthority);

    /// <summary>A page of statements, newest first. It may be short, or even empty, and still have a next one.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="journeys">The journeys whose memberships place persons.</param>
    /// <param name="size">The most statements to give.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<PlacedPage> ReadAsync(
        StatementFilter filter, StatementScope scope, IReadOnlyList<Journey> journeys, int size, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(journeys);
        if (await QueryAsync(filter, cancel) is not { } query)
            return new([], null);
        var places = new PlaceBook(database, [.. journeys.Select(j => j.Id)]);
        var few = scope.Everyone ? null : await places.PersonsInAsync(scope, FewPersons, cancel);
        var found = new List<PlacedStatement>();
        for (var looked = 0; ;)
        {
            var (batch, hasMore) = await BatchAsync(query, few, cancel);
            foreach (var statement in batch)
            {
                if (found.Count == size)
                    return new(found, found[^1].Statement.Stored);
                looked++;
                query = query with { Below = statement.Stored };
                if (await PlaceAsync(places, statement, cancel) is { } placed && scope.Covers(placed.Place))
                    found.Add(placed);
            }
            if (!hasMore)
                return new(found, null);
            if (looked >= MostLookedAt)
                return new(found, query.Below);
        }
    }

    /// <summary>One statement, unless it is voided or not this service's own.</summary>
    /// <param name="id">The statement's id.</param>
    /// <param name="journeys">The journeys whose memberships place persons.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<PlacedStatement?> FindAsync(Guid id, IReadOnlyList<Journey> journeys, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(journeys);
        return await store.FindAsync(id, cancel) is { } statement
            ? await PlaceAsync(new PlaceBook(database, [.. journeys.Select(j => j.Id)]), statement, cancel)
            : null;
    }

    private async Task<StatementQuery?> QueryAsync(StatementFilter filter, CancellationToken cancel)
    {
        if (await store.Interned.FindAsync(_own.Agent, cancel) is not { } authority)
            return null;
        var query = new StatementQuery { Authority = authority };
        if (filter.Verb is { } verb)
        {
            if (await NumberAsync(verb.Iri, cancel) is not { } number)
                return null;
            query = query with { Verb = number };
        }
        if (filter.JourneyId is { } journey)
        {
            var thing = filter.StepId is { } step ? Thing.Step(journey, step) : Thing.Journey(journey);
            if (await NumberAsync(thing.Iri, cancel) is not { } number)
                return null;
            query = query with { Activity = number, RelatedActivities = true };
        }
        if (filter.Month is { } month)
            query = query with { Above = Midnight(month) - 1, Below = Midnight(month.AddMonths(1)) };
        return filter.Before is { } before && before < query.Below ? query with { Below = before } : query;
    }

    private ValueTask<int?> NumberAsync(string iri, CancellationToken cancel) =>
        store.Interned.FindAsync(IriRef.Of(Encoding.UTF8.GetBytes(iri), Relation.Direct), cancel);

    private async Task<(List<StoredStatement> Statements, bool HasMore)> BatchAsync(StatementQuery query, IReadOnlyList<Guid>? persons, CancellationToken cancel)
    {
        if (persons is null)
        {
            var page = await store.Pages.ReadAsync(query, BatchSize, MostBytes, cancel);
            return (page.Statements, page.HasMore);
        }
        var merged = new List<StoredStatement>();
        var hasMore = false;
        foreach (var person in persons)
        {
            if (await store.Interned.FindAsync(new Authority(emitter.HomePage, person.ToString("D")).Agent, cancel) is not { } agent)
                continue;
            var own = await store.Pages.ReadAsync(query with { Agent = agent }, BatchSize / 4, MostBytes, cancel);
            merged.AddRange(own.Statements);
            hasMore |= own.HasMore;
        }
        merged.Sort((a, b) => b.Stored.CompareTo(a.Stored));
        // As many as were asked of each person are certain to be the newest of all of them together.
        hasMore |= merged.Count > BatchSize / 4;
        return (merged[..Math.Min(merged.Count, BatchSize / 4)], hasMore);
    }

    private static async Task<PlacedStatement?> PlaceAsync(PlaceBook places, StoredStatement statement, CancellationToken cancel) =>
        ToldDeed.Read(statement.ToJson()) is { AuthorityName: Terms.OwnAuthority, Pseudonym: { } person } told
            ? new(statement, told, await places.OnAsync(person, told.JourneyId, told.Timestamp.InSweden(), cancel))
            : null;

    private static long Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return DbValue.ToMicroseconds(new DateTimeOffset(local, SwedishTime.Zone.GetUtcOffset(local)));
    }
}
