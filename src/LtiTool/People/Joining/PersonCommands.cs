using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.People.Erasing;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary><c>person join|part|list|export|erase</c>.</summary>
internal static class PersonCommands
{
    private static readonly Option<Guid> Keep = new("--keep") { Description = "The id of the person that both are from now on.", Required = true };
    private static readonly Option<Guid> Joined = new("--join") { Description = "The id of the person who is joined to that.", Required = true };
    private static readonly Option<string[]> Membership = new("--membership") { Description = "JOURNEY=PERSON: whose membership holds where both have one (repeatable)." };
    private static readonly Argument<Guid> Joining = new("joining") { Description = "The joining's id, as `person list --joined` shows it." };
    private static readonly Option<string?> Name = new("--name") { Description = "Part of the name." };
    private static readonly Option<bool> JoinedOnly = new("--joined") { Description = "Who has been joined and parted, by whom and when." };
    private static readonly Option<string> By = CommandOptions.By();
    private static readonly Option<string?> Reason = CommandOptions.Reason();

    public static Command Create()
    {
        var person = new Command("person", "Persons: who two platforms have told of as two and is one, what is stored of one, and erasing.")
        {
            new Command("join", "Join a person to another: accounts, roles, memberships and progress.") { Keep, Joined, Membership, By, Reason }.Does(JoinAsync),
            new Command("part", "Part joined persons: what moved goes back.") { Joining, By, Reason }.Does(PartAsync),
            new Command("list", "Find persons by name, or show who has been joined.") { Name, JoinedOnly }.Does(ListAsync),
        };
        foreach (var command in ErasingCommands.Create())
            person.Add(command);
        return person;
    }

    private static async Task<CommandResult> JoinAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var chosen = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var choice in parsed.GetValue(Membership) ?? [])
        {
            if (choice.Split('=') is not [{ Length: > 0 } journey, var person] || !Guid.TryParse(person, out var id))
                throw new CommandRefusedException($"'{choice}' does not say whose membership holds: write JOURNEY=PERSON.");
            chosen[journey] = id;
        }
        var (keep, joined) = (parsed.GetValue(Keep), parsed.GetValue(Joined));
        var join = await services.GetRequiredService<PersonJoining>().JoinAsync(keep, joined, chosen, new JoinNote(parsed.GetValue(By)!, parsed.GetValue(Reason)));
        return new CommandResult(new { joining = join, kept = keep, joined }, $"Joined ({join}).");
    }

    private static async Task<CommandResult> PartAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var join = parsed.GetValue(Joining);
        await services.GetRequiredService<PersonJoining>().PartAsync(join, new JoinNote(parsed.GetValue(By)!, parsed.GetValue(Reason)));
        return new CommandResult(new { joining = join, parted = true }, "Parted.");
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        if (parsed.GetValue(JoinedOnly))
        {
            var log = await PersonJoining.ListAsync(session, cancel: cancel);
            return new CommandResult(log, log.Count == 0 ? "Nobody has been joined." : string.Join(Environment.NewLine, log.Select(j =>
                $"{j.Id}: {j.JoinedName ?? j.JoinedId.ToString()} joined to {j.KeptName ?? j.KeptId.ToString()} {j.At:yyyy-MM-dd} by {j.By}{(j.Parted is { } at ? $", parted {at:yyyy-MM-dd} by {j.PartedBy}" : "")}")));
        }
        if (parsed.GetValue(Name) is not { Length: >= PersonSearch.ShortestName } name)
            throw new CommandRefusedException($"Give --name, at least {PersonSearch.ShortestName} letters of it, or --joined.");
        var found = await PersonSearch.FindAsync(session, name, null, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancel);
        return new CommandResult(found, found.Count == 0 ? "Nobody has such a name." : string.Join(Environment.NewLine, found.Select(p =>
            $"{p.Id} {p.Name}: {string.Join(", ", p.Accounts.Select(a => $"{a.Platform} ({a.Subject})"))}")));
    }
}
