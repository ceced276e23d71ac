using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Grants;

/// <summary><c>role grant|list|revoke</c>.</summary>
internal static class RoleCommands
{
    private static readonly PersonOptions Person = new();
    private static readonly Option<string> RoleName = new("--role") { Description = $"One of {RoleNames.All}.", Required = true };
    private static readonly Option<string> ScopeText = new("--scope") { Description = "unit:ID, municipality:CODE, region:RSS or nation.", Required = true };
    private static readonly Option<bool> All = new("--all") { Description = "Also what has been revoked." };
    private static readonly Option<string> By = CommandOptions.By();
    private static readonly Option<string?> Reason = CommandOptions.Reason();

    public static Command Create()
    {
        var grant = new Command("grant", "Give a person a role within a scope; holds from the person's next request.")
            { RoleName, ScopeText, Reason, By };
        var revoke = new Command("revoke", "Take a role back; holds from the person's next request.")
            { RoleName, ScopeText, Reason, By };
        var list = new Command("list", "Show who holds which role where.") { All };
        return new Command("role", "What persons may be, beside what the LMS says.")
        {
            Person.AddTo(grant).Does((parsed, services, _) => ChangeAsync(parsed, services, give: true)),
            Person.AddTo(list).Does(ListAsync),
            Person.AddTo(revoke).Does((parsed, services, _) => ChangeAsync(parsed, services, give: false)),
        };
    }

    private static async Task<CommandResult> ChangeAsync(ParseResult parsed, IServiceProvider services, bool give)
    {
        if (!RoleNames.TryParse(parsed.GetValue(RoleName), out var role))
            throw new CommandRefusedException($"There is no role '{parsed.GetValue(RoleName)}'. The roles are {RoleNames.All}.");
        if (!Scope.TryParse(parsed.GetValue(ScopeText), out var scope))
            throw new CommandRefusedException($"'{parsed.GetValue(ScopeText)}' is no scope: write unit:ID, municipality:CODE, region:RSS or nation.");
        var grant = new Grant(role, scope);
        var note = new GrantNote(parsed.GetValue(By)!, parsed.GetValue(Reason), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var (person, changed) = await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
        {
            var id = give ? await Person.FindOrMakeAsync(parsed, unit, note.At) : await Person.FindAsync(parsed, unit);
            return (id, give ? await GrantStore.GiveAsync(unit, id, grant, note) : await GrantStore.RevokeAsync(unit, id, grant, note));
        });
        if (!give && !changed)
            throw new CommandRefusedException($"The person does not hold {RoleNames.NameOf(role)} in {scope}.");
        var text = !give ? $"Revoked {RoleNames.NameOf(role)} in {scope}."
            : changed ? $"Granted {RoleNames.NameOf(role)} in {scope}."
            : $"The person holds {RoleNames.NameOf(role)} in {scope} already.";
        return new CommandResult(new { person, role = RoleNames.NameOf(role), scope = scope.ToString(), changed }, text);
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        Guid? person = Person.Names(parsed) ? await Person.FindAsync(parsed, session) : null;
        var entries = await GrantStore.HistoryAsync(session, person, cancel);
        if (!parsed.GetValue(All))
            entries = [.. entries.Where(e => e.Revoked is null)];
        var lines = entries.Select(e =>
            $"{e.Role} in {e.Scope}: {e.Name ?? e.Subject ?? e.PersonId.ToString()}, given {e.Given:yyyy-MM-dd} by {e.GivenBy}"
            + (e.Revoked is { } at ? $", revoked {at:yyyy-MM-dd} by {e.RevokedBy}" : ""));
        return new CommandResult(entries, entries.Count == 0 ? "No roles are granted." : string.Join(Environment.NewLine, lines));
    }
}
