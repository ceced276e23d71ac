using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>
/// axe-core on the page itself. Deque's own runner opens one more window for each page, to put the findings of its frames together, and brings
/// back everything that is right: a second or two a page.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is wrong, one line a rule; frames are pages of their own, to be looked at alone.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page)
    {
        await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations
              .map(v => `${v.id} ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target).join(', ')}`)
            """);
    }
}
