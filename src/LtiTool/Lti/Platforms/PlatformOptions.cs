using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>How a command names a platform: by its number, or by issuer and (where there are several) client id.</summary>
internal sealed class PlatformOptions
{
    private readonly Option<string?> _platform = new("--platform") { Description = "The platform's number (see platform list), or its issuer." };
    private readonly Option<string?> _issuer = new("--issuer") { Description = "The platform's issuer." };
    private readonly Option<string?> _clientId = new("--client-id") { Description = "The client id, where the issuer has several registrations." };

    public Command AddTo(Command command)
    {
        command.Add(_platform);
        command.Add(_issuer);
        command.Add(_clientId);
        return command;
    }

    /// <summary>Whether the command names a platform at all.</summary>
    public bool IsGiven(ParseResult parsed) => (parsed.GetValue(_platform) ?? parsed.GetValue(_issuer) ?? parsed.GetValue(_clientId)) is not null;

    /// <exception cref="CommandRefusedException">None or several fit.</exception>
    public async Task<Platform> FindAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (named, clientId) = (parsed.GetValue(_platform) ?? parsed.GetValue(_issuer), parsed.GetValue(_clientId));
        var fitting = (await PlatformCommands.AllAsync(services, cancel))
            .Where(p => (named is null || p.Issuer == named || long.TryParse(named, out var id) && p.Id == id) && (clientId is null || p.ClientId == clientId)).ToList();
        return fitting switch
        {
            [var only] => only,
            [] => throw new CommandRefusedException("There is no such platform (see platform list)."),
            _ => throw new CommandRefusedException($"Several platforms fit: {string.Join(", ", fitting.Select(p => $"{p.Id} ({p.ClientId})"))}. Say which by --platform NUMBER."),
        };
    }
}
