using Microsoft.Playwright;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>One house and one browser for the tests of a collection; tests in it run one after another.</summary>
public sealed class HouseFixture : IAsyncLifetime
{
    public RunningHouse House { get; private set; } = null!;

    public RealBrowser Browser { get; private set; } = null!;

    private readonly Dictionary<string, IPage> _screens = [];
    private BrowserWithCookieRule? _withoutCookies;

    /// <summary>A person's own screen, signed in by a launch when first asked for.</summary>
    public async Task<IPage> ScreenOfAsync(string person)
    {
        if (_screens.TryGetValue(person, out var screen))
            return screen;
        screen = await Browser.PersonAsync();
        await screen.OpenAloneAsync(House, person);
        return _screens[person] = screen;
    }

    /// <summary>A screen where nobody is signed in, of somebody who reads this language.</summary>
    public async Task<IPage> ScreenOfNobodyAsync(string language) =>
        _screens.TryGetValue(language, out var screen) ? screen : _screens[language] = await Browser.PersonAsync(language: language);

    /// <summary>A browser that keeps no cookie of the tool's in the LMS's frame, and has none yet.</summary>
    internal async Task<IBrowserContext> WithoutFrameCookiesAsync()
    {
        _withoutCookies ??= await BrowserWithCookieRule.StartAsync(House.ToolUrl, House.LmsUrl, House.RoomUrl);
        await _withoutCookies.Context.ClearCookiesAsync();
        return _withoutCookies.Context;
    }

    public async ValueTask InitializeAsync()
    {
        House = await RunningHouse.StartAsync();
        Browser = await RealBrowser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_withoutCookies is not null)
            await _withoutCookies.DisposeAsync();
        await Browser.DisposeAsync();
        await House.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class HouseCollection : ICollectionFixture<HouseFixture>
{
    public const string Name = "house";
}
