using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Keys;

/// <summary><c>key list|rotate|withdraw</c>.</summary>
internal static class KeyCommands
{
    private static readonly Argument<string> Kid = new("kid") { Description = "The key's id, as 'key list' shows it." };

    private static readonly Option<int> Ahead = new("--ahead")
    {
        Description = "Hours it is published before it signs (default: 24, as long as platforms keep a key set).",
        DefaultValueFactory = _ => (int)KeySchedule.Ahead.TotalHours,
    };

    public static Command Create() => new("key", "The tool's key pairs.")
    {
        new Command("list", "List the key pairs, and which of them signs.").Does(ListAsync),
        new Command("rotate", "Publish a new key pair, which signs later; the old one stays published until nothing it signed can live.") { Ahead }.Does(RotateAsync),
        new Command("withdraw", "Take a leaked key out of use and out of /lti/jwks at once.") { Kid }.Does(WithdrawAsync),
    };

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        var keys = await ToolKeys.AllAsync(session, cancel);
        var (published, signing) = (KeySchedule.Published(keys, now).ToHashSet(), KeySchedule.Signing(keys, now));
        string State(ToolKey k) => k.Withdrawn is not null ? "withdrawn" : k == signing ? "signs" : k.SignsFrom > now ? "published, signs later" : published.Contains(k) ? "published" : "spent";
        return new CommandResult(
            keys.Select(k => new { k.Kid, alg = "RS256", k.Made, k.SignsFrom, k.Withdrawn, published = published.Contains(k), signs = k == signing }),
            string.Join(Environment.NewLine, keys.Select(k => $"{k.Kid}  RS256  made {k.Made:u}, signs from {k.SignsFrom:u}: {State(k)}")));
    }

    private static async Task<CommandResult> RotateAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var hours = parsed.GetValue(Ahead);
        if (hours is < 0 or > 24 * 30)
            throw new CommandRefusedException("--ahead is between 0 and 720 hours.");
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var kid = await ToolKeys.RotateAsync(services.GetRequiredService<WriteQueue>(), services.GetRequiredService<MasterKey>(), now, TimeSpan.FromHours(hours));
        var signsFrom = now.AddHours(hours);
        return new CommandResult(new { kid, signsFrom }, $"Published {kid}; it signs from {signsFrom:u}.");
    }

    private static async Task<CommandResult> WithdrawAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var kid = parsed.GetValue(Kid)!;
        if (!await ToolKeys.WithdrawAsync(services.GetRequiredService<WriteQueue>(), services.GetRequiredService<MasterKey>(), kid, now))
            throw new CommandRefusedException($"No key in use has the id '{kid}'.");
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        var signing = KeySchedule.Signing(await ToolKeys.AllAsync(session, cancel), now)!.Kid;
        return new CommandResult(new { withdrawn = kid, signs = signing },
            $"Withdrew {kid}; {signing} signs. Platforms that keep the old key set accept the withdrawn key until they fetch anew: tell their administrators when it has leaked.");
    }
}
