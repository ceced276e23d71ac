using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People;

/// <summary>How commands name a person: as a platform does, or by the id here.</summary>
internal sealed class PersonOptions
{
    private readonly Option<long?> _platform = new("--platform") { Description = "The platform's number, instead of issuer and client id." };
    private readonly Option<string?> _issuer = new("--issuer") { Description = "The platform's issuer." };
    private readonly Option<string?> _clientId = new("--client-id") { Description = "The client id at that platform." };
    private readonly Option<string?> _subject = new("--subject") { Description = "The person's sub at that platform." };
    private readonly Option<Guid?> _person = new("--person") { Description = "The person's id here, instead of issuer, client id and subject." };

    public Command AddTo(Command command)
    {
        command.Add(_platform);
        command.Add(_issuer);
        command.Add(_clientId);
        command.Add(_subject);
        command.Add(_person);
        return command;
    }

    /// <summary>Whether anybody is named.</summary>
    public bool Names(ParseResult parsed) => parsed.GetValue(_person) is not null || parsed.GetValue(_subject) is not null;

    /// <summary>The person named.</summary>
    /// <exception cref="CommandRefusedException">Nobody is named, or nobody by that name is known.</exception>
    public async Task<Guid> FindAsync(ParseResult parsed, SqlSession session)
    {
        if (parsed.GetValue(_person) is { } id)
        {
            return await session.ScalarAsync<long>($"select count(*) from person where id = {id}") == 1
                ? id
                : throw new CommandRefusedException($"There is no person {id}.");
        }
        var (platform, subject) = await AccountAsync(parsed, session);
        return (await PersonRegister.FindAsync(session, platform, subject))?.Id
            ?? throw new CommandRefusedException($"The platform's account '{subject}' is not known here.");
    }

    /// <summary>The person named; made when the account is not known, so that something can be said of someone before the first launch.</summary>
    /// <exception cref="CommandRefusedException">Nobody is named, or the platform or the id is not known.</exception>
    public async Task<Guid> FindOrMakeAsync(ParseResult parsed, WriteUnit unit, DateTimeOffset now)
    {
        if (parsed.GetValue(_person) is not null)
            return await FindAsync(parsed, unit);
        var (platform, subject) = await AccountAsync(parsed, unit);
        return (await PersonRegister.FindOrAddAsync(unit, platform, subject, now)).Id;
    }

    private async Task<(long Platform, string Subject)> AccountAsync(ParseResult parsed, SqlSession session)
    {
        if (parsed.GetValue(_platform) is { } number && parsed.GetValue(_subject) is { Length: > 0 } there)
            return (number, there);
        if (parsed.GetValue(_issuer) is not { } issuer || parsed.GetValue(_clientId) is not { } client || parsed.GetValue(_subject) is not { Length: > 0 } subject)
            throw new CommandRefusedException("Name the person: --issuer, --client-id and --subject, --platform and --subject, or --person.");
        var platform = await AccountName.PlatformAsync(session, issuer, client)
            ?? throw new CommandRefusedException($"No platform with issuer '{issuer}' and client id '{client}' is registered.");
        return (platform, subject);
    }
}
