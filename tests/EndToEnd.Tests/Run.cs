using Xunit.Sdk;
using Xunit.v3;
using Yrkesresan.EndToEnd.Tests;
using Yrkesresan.Testing;

[assembly: AssemblyFixture(typeof(SharedClusterEnds))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>Collections run side by side; the longest begins first, so that it is not left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [House.HouseCollection.Name, nameof(Engines.ThreeEnginesTests), nameof(Durability.KillTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place)];

    /// <summary>A class without a collection is one of its own, named after it.</summary>
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Array.FindIndex(First, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var at ? at : First.Length;
}
