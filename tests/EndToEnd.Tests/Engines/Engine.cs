namespace Yrkesresan.EndToEnd.Tests.Engines;

/// <summary>A browser engine, started once. Each jar is a person's browser with nothing in it yet.</summary>
internal interface IEngine : IAsyncDisposable
{
    Task<IJar> OpenAsync();
}

/// <summary>One cookie jar and its tabs.</summary>
internal interface IJar : IAsyncDisposable
{
    Task<ITab> NewTabAsync();
}

/// <summary>A tab. What is looked at is the tool: inside the LMS's frame, or alone where the tab is the tool's own.</summary>
internal interface ITab
{
    /// <summary>Opens an address; the tool is looked for in the page's frame from now on, or not.</summary>
    Task OpenAsync(string address, bool toolInFrame);

    /// <summary>From now on the page itself is looked at: the LMS has shown another around the tool's frame.</summary>
    void LookAround();

    /// <summary>What the person can read in the tool now; empty while it loads.</summary>
    Task<string> TextAsync();

    /// <summary>Presses what the selector finds in the tool; waits until it is there.</summary>
    Task PressAsync(string selector);

    /// <summary>The same where it opens a tab of the tool's own.</summary>
    Task<ITab> PressToTabAsync(string selector);

    /// <summary>How many the selector finds in the tool now.</summary>
    Task<int> CountAsync(string selector);

    /// <summary>Loads the tool's page again.</summary>
    Task ReloadAsync();

    /// <summary>The browser's back button.</summary>
    Task BackAsync();
}

internal static class TabExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the person can read this in the tool.</summary>
    public static async Task<string> SeesAsync(this ITab tab, string text)
    {
        var seen = "";
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(50))
        {
            seen = await tab.TextAsync();
            if (seen.Contains(text, StringComparison.Ordinal))
                return seen;
        }
        throw new Xunit.Sdk.XunitException($"«{text}» was not seen, but: {seen}");
    }
}
