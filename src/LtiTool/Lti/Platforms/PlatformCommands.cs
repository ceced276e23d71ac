using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary><c>platform add|list|show|update|remove</c>.</summary>
internal static class PlatformCommands
{
    public static Command Create()
    {
        var platform = new Command("platform", "LMSs that may launch.");
        platform.Add(Add());
        platform.Add(new Command("list", "List the platforms.").Does(async (_, services, cancel) =>
        {
            var all = await AllAsync(services, cancel);
            return new CommandResult(all.Select(View), all.Count == 0 ? "No platforms." : string.Join(Environment.NewLine, all.Select(Line)));
        }));
        platform.Add(Show());
        platform.Add(PlatformUpdateCommand.Create());
        platform.Add(Remove());
        return platform;
    }

    private static Command Add()
    {
        var issuer = Required("--issuer", "The platform's issuer, as in its tokens.");
        var clientId = Required("--client-id", "The client id that the platform gave the tool.");
        var deployments = new Option<string[]>("--deployment") { Description = "An approved deployment id (repeatable).", AllowMultipleArgumentsPerToken = false };
        var authorization = Required("--authorization-endpoint", "Where a login goes on.");
        var token = Required("--token-endpoint", "Where access tokens are had.");
        var jwks = Required("--jwks-uri", "Where the platform publishes its keys.");
        var audience = new Option<string?>("--token-audience") { Description = "The audience of our assertions, where it is not the token endpoint." };
        var frames = new Option<string[]>("--frame-origin") { Description = "Who may frame the pages (repeatable; https://*.example.org allowed). Default: the authorization endpoint's origin." };
        var name = new Option<string?>("--name") { Description = "A name for people." };
        var region = new Option<string?>("--region") { Description = "The RSS whose people they are as long as their municipality is not known (default: none)." };
        var family = new Option<string?>("--family") { Description = "Its product family code, where its launches do not tell." };
        var command = new Command("add", "Register a platform.") { issuer, clientId, deployments, authorization, token, jwks, audience, frames, name, region, family };
        return command.Does(async (parsed, services, _) =>
        {
            var origins = parsed.GetValue(frames) is { Length: > 0 } given ? given : null;
            var platform = new Platform(
                0, parsed.GetValue(issuer)!, parsed.GetValue(clientId)!, parsed.GetValue(name) ?? parsed.GetValue(issuer)!,
                parsed.GetValue(authorization)!, parsed.GetValue(token)!, parsed.GetValue(jwks)!, parsed.GetValue(audience), origins ?? [], [])
            {
                DefaultRegion = parsed.GetValue(region),
                Family = parsed.GetValue(family)?.ToLowerInvariant(),
            };
            PlatformRefusal.ThrowIfUnfit(platform, services.GetRequiredService<YrkesresanOptions>());
            foreach (var id in parsed.GetValue(deployments) ?? [])
                DeploymentCommands.ThrowIfNoId(id);
            if (origins is null)
                platform = platform with { FrameOrigins = [PlatformAddress.OriginOf(platform.AuthorizationEndpoint)] };
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var row = await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
                platform.DefaultRegion is { } home && await GrantRules.RefusalOfPlaceAsync(unit, new Scope(ScopeKind.Region, home)) is { } nowhere
                    ? throw new CommandRefusedException(nowhere)
                    : await PlatformStore.AddAsync(unit, platform, parsed.GetValue(deployments) ?? [], now))
                ?? throw new CommandRefusedException($"{platform.Issuer} with client id {platform.ClientId} is registered already.");
            return new CommandResult(new { id = row, platform.Issuer, platform.ClientId }, $"Platform {row} ({platform.Name}) is registered.");
        });
    }

    private static Command Show()
    {
        var chosen = new PlatformOptions();
        return chosen.AddTo(new Command("show", "Show one platform with its deployments.")).Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            return new CommandResult(View(platform), $"""
                {Line(platform)}
                authorization endpoint  {platform.AuthorizationEndpoint}
                token endpoint          {platform.TokenEndpoint}
                token audience          {platform.TokenAudience ?? "(the token endpoint)"}
                keys                    {platform.JwksUri}
                default region          {platform.DefaultRegion ?? "(none)"}
                framed by               {string.Join(' ', platform.FrameOrigins)}
                {string.Join(Environment.NewLine, platform.Deployments.Select(DeploymentCommands.Line))}
                """);
        });
    }

    private static Command Remove()
    {
        var chosen = new PlatformOptions();
        return chosen.AddTo(new Command("remove", "Remove a platform; its sessions end, its course rooms and results go, its people stay. See update.")).Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            await services.GetRequiredService<WriteQueue>().RunAsync(unit => PlatformStore.RemoveAsync(unit, platform.Id));
            return new CommandResult(new { platform.Id, removed = true }, $"Platform {platform.Id} ({platform.Name}) is removed.");
        });
    }

    private static Option<string> Required(string name, string description) => new(name) { Description = description, Required = true };

    internal static async Task<IReadOnlyList<Platform>> AllAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
        return await PlatformStore.AllAsync(session, cancel);
    }

    private static string Line(Platform p) => $"{p.Id}  {p.Name}  {p.Issuer}  {p.ClientId}  {p.Deployments.Count(d => d.Approved)} deployments";

    private static object View(Platform p) => new
    {
        p.Id,
        p.Issuer,
        p.ClientId,
        p.Name,
        p.AuthorizationEndpoint,
        p.TokenEndpoint,
        p.TokenAudience,
        p.JwksUri,
        p.FrameOrigins,
        p.Family,
        region = p.DefaultRegion,
        deployments = p.Deployments.Select(DeploymentCommands.View),
    };
}

/// <summary>Why a registration cannot be taken.</summary>
internal static class PlatformRefusal
{
    /// <exception cref="CommandRefusedException">An address is not acceptable.</exception>
    public static void ThrowIfUnfit(Platform platform, YrkesresanOptions options)
    {
        // The issuer is a name, never called: only its form is looked at.
        if (!Uri.TryCreate(platform.Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme != Uri.UriSchemeHttps && !(options.AllowInsecureHttp && issuer.Scheme == Uri.UriSchemeHttp))
            throw new CommandRefusedException($"The issuer '{platform.Issuer}' must be an https address.");
        if (platform.ClientId.Length == 0)
            throw new CommandRefusedException("The client id is empty.");
        foreach (var address in new[] { platform.AuthorizationEndpoint, platform.TokenEndpoint, platform.JwksUri })
        {
            if (PlatformAddress.RefusalOf(address, options) is { } refusal)
                throw new CommandRefusedException(refusal);
        }
        if (platform.FrameOrigins.FirstOrDefault(o => !PlatformAddress.IsFrameOrigin(o, options)) is { } odd)
            throw new CommandRefusedException($"'{odd}' is not an origin such as https://lms.example.org or https://*.example.org.");
    }
}
