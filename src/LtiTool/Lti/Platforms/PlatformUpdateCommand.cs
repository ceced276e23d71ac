using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary><c>platform update</c>: changes what is given and leaves the rest, and everything that hangs on the platform.</summary>
internal static class PlatformUpdateCommand
{
    private static readonly PlatformOptions Chosen = new();
    private static readonly Option<string?> Name = new("--name") { Description = "Another name for people." };
    private static readonly Option<string?> ClientId = new("--new-client-id") { Description = "The client id, where the tool was registered anew in the LMS." };
    private static readonly Option<string?> Issuer = new("--new-issuer") { Description = "The issuer of an LMS that has moved to another address, where its people have the ids that they had." };
    private static readonly Option<string?> Authorization = new("--authorization-endpoint") { Description = "Where a login goes on." };
    private static readonly Option<string?> Token = new("--token-endpoint") { Description = "Where access tokens are had." };
    private static readonly Option<string?> Keys = new("--jwks-uri") { Description = "Where the platform publishes its keys." };
    private static readonly Option<string?> Audience = new("--token-audience") { Description = "The audience of our assertions; empty for the token endpoint." };
    private static readonly Option<string[]> Frames = new("--frame-origin") { Description = "Who may frame the pages (repeatable; https://*.example.org allowed), instead of those before." };
    private static readonly Option<string?> Region = new("--region") { Description = "The RSS whose people they are as long as their municipality is not known; empty for none." };
    private static readonly Option<string> By = CommandOptions.By();

    public static Command Create()
    {
        var command = Chosen.AddTo(new Command("update", "Change a platform; its people, course rooms and results stay."));
        foreach (var option in new Option[] { Name, ClientId, Issuer, Authorization, Token, Keys, Audience, Frames, Region, By })
            command.Add(option);
        return command.Does(UpdateAsync);
    }

    private static async Task<CommandResult> UpdateAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var platform = await Chosen.FindAsync(parsed, services, cancel);
        PlatformRefusal.ThrowIfUnfit(Changed(platform, parsed), services.GetRequiredService<YrkesresanOptions>());
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (outcome, changed) = await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
            parsed.GetValue(Region) is { Length: > 0 } home && await GrantRules.RefusalOfPlaceAsync(unit, new Scope(ScopeKind.Region, home)) is { } nowhere
                ? throw new CommandRefusedException(nowhere)
                : await PlatformChanges.MakeAsync(unit, platform.Id, p => Changed(p, parsed), new Actor(Person: null, parsed.GetValue(By)), now));
        return outcome switch
        {
            ChangeOutcome.Gone => throw new CommandRefusedException("The platform has just been removed."),
            ChangeOutcome.Taken => throw new CommandRefusedException("Another platform has this issuer and client id."),
            _ => new CommandResult(new { platform.Id, changed }, changed.Count == 0 ? "Nothing changed." : string.Join(Environment.NewLine, changed.Select(c => $"{c.Field}: {c.Before ?? "–"} → {c.After ?? "–"}"))),
        };
    }

    private static Platform Changed(Platform p, ParseResult parsed) => p with
    {
        Name = Given(parsed.GetValue(Name), p.Name) ?? p.Name,
        Issuer = parsed.GetValue(Issuer) ?? p.Issuer,
        ClientId = parsed.GetValue(ClientId) ?? p.ClientId,
        AuthorizationEndpoint = parsed.GetValue(Authorization) ?? p.AuthorizationEndpoint,
        TokenEndpoint = parsed.GetValue(Token) ?? p.TokenEndpoint,
        JwksUri = parsed.GetValue(Keys) ?? p.JwksUri,
        TokenAudience = Given(parsed.GetValue(Audience), p.TokenAudience),
        FrameOrigins = parsed.GetValue(Frames) is { Length: > 0 } frames ? frames : p.FrameOrigins,
        DefaultRegion = Given(parsed.GetValue(Region), p.DefaultRegion),
    };

    private static string? Given(string? given, string? before) => given is null ? before : given.Length == 0 ? null : given;
}
