using System.CommandLine;
using System.Globalization;
using Yrkesresan.XapiBridge.Lrs.Credentials;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary><c>credential add|list|limit|rotate|revoke</c>: who may use the LRS under /xapi.</summary>
internal static class CredentialCommands
{
    private static readonly Option<string> Name = new("--name") { Description = "What it is for, e.g. the system that gets it.", Required = true };
    private static readonly Option<string[]> Scopes = new("--scope") { Description = $"What it may do, repeatable: {string.Join(", ", Scope.Known)}.", Required = true };
    private static readonly Option<int?> PerMinute = new("--per-minute") { Description = "The most requests in a minute; left out: as many as it likes." };
    private static readonly Option<int?> LargestBody = new("--largest-body") { Description = "The largest body of a request, in bytes; left out: what the store allows." };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Hold it to the specification's word, without the leniencies that docs/xapi.md lists." };
    private static readonly Option<int> Overlap = new("--overlap")
    {
        Description = $"How many hours the old secret is good beside the new one, 0 to {CredentialStore.LongestOverlap.TotalHours}.",
        DefaultValueFactory = _ => 24,
    };

    private static readonly Argument<string> Key = new("key") { Description = "The credential's key." };

    public static Command Create() => new("credential", "Keys for the learning record store.")
    {
        new Command("add", "Make a credential; its secret is shown once.") { Name, Scopes, PerMinute, LargestBody, Strict }.Does(AddAsync),
        new Command("list", "Show the credentials, without their secrets.").Does(ListAsync),
        new Command("limit", "Set how much a credential may ask; what is left out has no limit.") { Key, PerMinute, LargestBody, Strict }.Does(LimitAsync),
        new Command("rotate", "Give a credential a new secret, shown once; the old one is good for a while still.") { Key, Overlap }.Does(RotateAsync),
        new Command("revoke", "End a credential; running servers refuse it within seconds.") { Key }.Does(RevokeAsync),
    };

    private static async Task<CommandResult> AddAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var limits = LimitsOf(parsed);
        try
        {
            return Shown(await Store(services).AddAsync(parsed.GetValue(Name)!, parsed.GetValue(Scopes)!, limits));
        }
        catch (ArgumentException)
        {
            throw new CommandRefusedException($"A credential needs a name and scopes, of these: {string.Join(", ", Scope.Known)}.");
        }
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var all = await Store(services).ListAsync(cancel);
        return new CommandResult(
            all.Select(c => new
            {
                key = c.Key,
                name = c.Name,
                scopes = c.Scopes,
                made = c.Made,
                revoked = c.Revoked,
                lastUsed = c.LastUsed,
                oldSecretUntil = c.OldSecretUntil,
                perMinute = c.Limits.RequestsPerMinute,
                largestBody = c.Limits.LargestBody,
                strict = c.Limits.IsStrict,
            }),
            all.Count == 0 ? "There are no credentials." : string.Join(Environment.NewLine, all.Select(LineOf)));
    }

    private static async Task<CommandResult> LimitAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (key, limits) = (parsed.GetValue(Key)!, LimitsOf(parsed));
        return await Store(services).LimitAsync(key, limits)
            ? new CommandResult(new { key, perMinute = limits.RequestsPerMinute, largestBody = limits.LargestBody, strict = limits.IsStrict }, $"{key}: {WordsOf(limits)}.")
            : throw Unknown(key);
    }

    private static async Task<CommandResult> RotateAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (key, hours) = (parsed.GetValue(Key)!, parsed.GetValue(Overlap));
        if (hours < 0 || hours > CredentialStore.LongestOverlap.TotalHours)
            throw new CommandRefusedException($"The overlap is 0 to {CredentialStore.LongestOverlap.TotalHours} hours.");
        return Shown(await Store(services).RotateAsync(key, TimeSpan.FromHours(hours)) ?? throw Unknown(key));
    }

    private static async Task<CommandResult> RevokeAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var key = parsed.GetValue(Key)!;
        return await Store(services).RevokeAsync(key) ? new CommandResult(new { key, revoked = true }, $"Revoked {key}.") : throw Unknown(key);
    }

    private static CredentialStore Store(IServiceProvider services) => services.GetRequiredService<CredentialStore>();

    private static CommandRefusedException Unknown(string key) => new($"There is no credential in force with the key '{key}'.");

    private static CommandResult Shown(NewCredential made)
    {
        var old = made.Credential.OldSecretUntil is { } until ? $" The old one is good until {Minute(until)}." : "";
        return new CommandResult(
            new { key = made.Credential.Key, secret = made.Secret, oldSecretUntil = made.Credential.OldSecretUntil },
            $"key:    {made.Credential.Key}{Environment.NewLine}secret: {made.Secret}{Environment.NewLine}The secret is not shown again.{old}");
    }

    private static CredentialLimits LimitsOf(ParseResult parsed)
    {
        var limits = new CredentialLimits(parsed.GetValue(PerMinute), parsed.GetValue(LargestBody), parsed.GetValue(Strict));
        return limits is { RequestsPerMinute: < 1 } or { LargestBody: < 1 } ? throw new CommandRefusedException("A limit is 1 or more; leave the option out for none.") : limits;
    }

    private static string LineOf(Credential c) =>
        $"{c.Key} {c.Name} ({string.Join(", ", c.Scopes)}), made {Day(c.Made)}, {(c.LastUsed is { } used ? $"last used {Minute(used)}" : "never used")}"
        + (c.Limits == new CredentialLimits() ? "" : $", {WordsOf(c.Limits)}")
        + (c.OldSecretUntil is { } until && c.Revoked is null ? $", old secret until {Minute(until)}" : "")
        + (c.Revoked is { } at ? $", revoked {Day(at)}" : "");

    private static string WordsOf(CredentialLimits limits) => string.Join(", ", new[]
    {
        limits.RequestsPerMinute is { } most ? $"at most {most} requests a minute" : "any number of requests",
        limits.LargestBody is { } bytes ? $"bodies up to {bytes} bytes" : "bodies as large as the store takes",
        limits.IsStrict ? "held to the specification's word" : "with leniencies",
    });

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
