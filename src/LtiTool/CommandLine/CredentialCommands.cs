using System.CommandLine;
using Yrkesresan.XapiBridge.Lrs.Credentials;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary><c>credential add|list|revoke</c>: who may use the LRS under /xapi.</summary>
internal static class CredentialCommands
{
    private static readonly Option<string> Name = new("--name") { Description = "What it is for, e.g. the system that gets it.", Required = true };
    private static readonly Option<string[]> Scopes = new("--scope") { Description = $"What it may do, repeatable: {string.Join(", ", Scope.Known)}.", Required = true };
    private static readonly Argument<string> Key = new("key") { Description = "The credential's key." };

    public static Command Create() => new("credential", "Keys for the learning record store.")
    {
        new Command("add", "Make a credential; its secret is shown once.") { Name, Scopes }.Does(AddAsync),
        new Command("list", "Show the credentials, without their secrets.").Does(ListAsync),
        new Command("revoke", "End a credential; running servers refuse it within seconds.") { Key }.Does(RevokeAsync),
    };

    private static async Task<CommandResult> AddAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            var made = await services.GetRequiredService<CredentialStore>().AddAsync(parsed.GetValue(Name)!, parsed.GetValue(Scopes)!);
            return new CommandResult(
                new { key = made.Credential.Key, secret = made.Secret },
                $"key:    {made.Credential.Key}{Environment.NewLine}secret: {made.Secret}{Environment.NewLine}The secret is not shown again.");
        }
        catch (ArgumentException)
        {
            throw new CommandRefusedException($"A credential needs a name and scopes, of these: {string.Join(", ", Scope.Known)}.");
        }
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var all = await services.GetRequiredService<CredentialStore>().ListAsync(cancel);
        return new CommandResult(
            all.Select(c => new { key = c.Key, name = c.Name, scopes = c.Scopes, made = c.Made, revoked = c.Revoked }),
            all.Count == 0 ? "There are no credentials." : string.Join(Environment.NewLine, all.Select(c =>
                $"{c.Key} {c.Name} ({string.Join(", ", c.Scopes)}), made {c.Made:yyyy-MM-dd}{(c.Revoked is { } at ? $", revoked {at:yyyy-MM-dd}" : "")}")));
    }

    private static async Task<CommandResult> RevokeAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var key = parsed.GetValue(Key)!;
        return await services.GetRequiredService<CredentialStore>().RevokeAsync(key)
            ? new CommandResult(new { key, revoked = true }, $"Revoked {key}.")
            : throw new CommandRefusedException($"There is no credential in force with the key '{key}'.");
    }
}
