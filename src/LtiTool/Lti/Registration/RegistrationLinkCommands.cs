using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary><c>registration-link create|list|revoke</c>.</summary>
internal static class RegistrationLinkCommands
{
    private static readonly Option<string?> Region = new("--region") { Description = "The RSS whose people they are as long as their municipality is not known (default: none, the whole country)." };
    private static readonly Option<int> Hours = new("--hours") { Description = $"How many hours it holds, 1 to {RegistrationLinks.MostHours}.", DefaultValueFactory = _ => RegistrationLinks.DefaultHours };
    private static readonly Option<string> By = CommandOptions.By();
    private static readonly Argument<long> Id = new("ID") { Description = "The link's number (see registration-link list)." };

    public static Command Create() => new("registration-link", "One-time links by which an LMS registers itself (dynamic registration).")
    {
        new Command("create", "Make a link. It is shown once.") { Region, Hours, By }.Does(CreateAsync),
        new Command("list", "List the links.").Does(ListAsync),
        new Command("revoke", "Take a link back.") { Id }.Does(RevokeAsync),
    };

    private static async Task<CommandResult> CreateAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (region, hours) = (parsed.GetValue(Region), parsed.GetValue(Hours));
        if (hours is < 1 or > RegistrationLinks.MostHours)
            throw new CommandRefusedException($"A link holds 1 to {RegistrationLinks.MostHours} hours.");
        if (region is not null)
        {
            await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
            if (await GrantRules.RefusalOfPlaceAsync(session, new Scope(ScopeKind.Region, region), cancel) is { } nowhere)
                throw new CommandRefusedException(nowhere);
        }
        var link = await services.GetRequiredService<RegistrationLinks>().CreateAsync(region, hours, new Actor(Person: null, parsed.GetValue(By)));
        return new CommandResult(new { link.Id, url = link.Address, region, link.Expires }, $"""
            {link.Address}
            Paste it into the LMS where it asks for a registration address. It works once and holds until {link.Expires:yyyy-MM-dd HH:mm} UTC.
            """);
    }

    private static async Task<CommandResult> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var all = await services.GetRequiredService<RegistrationLinks>().AllAsync(cancel);
        return new CommandResult(
            all.Select(l => new { l.Id, state = l.StateAt(now), l.Region, l.Created, l.CreatedBy, l.Expires, l.Used, l.Revoked, l.Platform }),
            all.Count == 0 ? "No links." : string.Join(Environment.NewLine, all.Select(l => $"{l.Id}  {l.StateAt(now).ToString().ToLowerInvariant()}  {l.Region ?? "(no region)"}  until {l.Expires:yyyy-MM-dd HH:mm} UTC  {l.Platform}")));
    }

    private static async Task<CommandResult> RevokeAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var id = parsed.GetValue(Id);
        return await services.GetRequiredService<RegistrationLinks>().RevokeAsync(id)
            ? new CommandResult(new { id, revoked = true }, $"Link {id} is taken back.")
            : throw new CommandRefusedException($"There is no open link {id}.");
    }
}
