namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>One house and one browser for the tests of a collection; tests in it run one after another.</summary>
public sealed class HouseFixture : IAsyncLifetime
{
    public RunningHouse House { get; private set; } = null!;

    public RealBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        House = await RunningHouse.StartAsync();
        Browser = await RealBrowser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await House.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class HouseCollection : ICollectionFixture<HouseFixture>
{
    public const string Name = "house";
}
