using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// One-time links. The secret in a link is 256 random bits; its hash is stored. A link is claimed before anything is fetched by it, so that two
/// instances never register with it at once, and used up in the commit that stores the platform.
/// </summary>
internal sealed class RegistrationLinks(Database database, WriteQueue writes, YrkesresanOptions options, TimeProvider clock)
{
    /// <summary>How long a link holds where nothing else is said.</summary>
    public const int DefaultHours = 48;

    /// <summary>The longest that a link may hold.</summary>
    public const int MostHours = 24 * 30;

    /// <summary>So that a link in the wrong hands cannot make us call one address after another.</summary>
    public const int MostAttempts = 20;

    private const int SecretBytes = 32;

    /// <summary>Longer than any registration takes; after it a claim whose instance has died is void.</summary>
    private static readonly TimeSpan ClaimHolds = TimeSpan.FromMinutes(2);

    /// <summary>Makes a link.</summary>
    /// <param name="region">The default region of the platform that will be registered by it; null for none.</param>
    /// <param name="hours">How long it holds.</param>
    /// <param name="by">Who makes it, for the list.</param>
    public async Task<NewLink> CreateAsync(string? region, int hours, Actor by)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = clock.GetUtcNow();
        var expires = now.AddHours(hours);
        var id = await writes.RunAsync(unit => unit.ScalarAsync<long>($"""
            insert into registration_link (token_hash, region, created, created_by, created_by_person, expires, attempts)
            values ({HashOf(secret)}, {region}, {now}, {by.Name}, {by.Person}, {expires}, {0L}) returning id
            """));
        return new NewLink(id, options.PublicUri.GetLeftPart(UriPartial.Authority) + "/lti/register/" + secret, region, expires);
    }

    /// <summary>All links, newest first.</summary>
    public async Task<IReadOnlyList<RegistrationLink>> AllAsync(CancellationToken cancel = default)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync($"""
            select l.id, l.region, l.created, coalesce(w.name, l.created_by, '–'), l.expires, l.revoked, l.used, p.name
            from registration_link l
            left join platform p on p.id = l.platform_id
            left join person w on w.id = l.created_by_person
            order by l.id desc limit 200
            """,
            r => new RegistrationLink(r.GetInt64(0), r.GetStringOrNull(1), r.GetInstant(2), r.GetString(3), r.GetInstant(4), r.GetInstantOrNull(5), r.GetInstantOrNull(6), r.GetStringOrNull(7)), cancel);
    }

    /// <summary>Makes a link useless; false when it is so already.</summary>
    public Task<bool> RevokeAsync(long id) => writes.RunAsync(async unit =>
        await unit.ExecuteAsync($"update registration_link set revoked = {clock.GetUtcNow()} where id = {id} and revoked is null and used is null") == 1);

    /// <summary>Takes the link for one registration. Writes nothing unless the secret is that of a good link.</summary>
    /// <exception cref="RegistrationRefusedException">The link is unknown, old, used, revoked, or in use at the moment.</exception>
    public async Task<LinkClaim> ClaimAsync(string secret, CancellationToken cancel)
    {
        // Anything else was never made here; and nothing of unbounded length is hashed.
        if (secret.Length != Base64Url.GetEncodedLength(SecretBytes))
            throw new RegistrationRefusedException(RegistrationFault.LinkUnknown);
        var hash = HashOf(secret);
        var now = clock.GetUtcNow();
        await using (var session = await database.ReadAsync(cancel))
        {
            if (await FaultOfAsync(session, hash, now, cancel) is { } fault)
                throw new RegistrationRefusedException(fault);
        }
        var claim = Guid.NewGuid();
        var (taken, meanwhile) = await writes.RunAsync(async unit =>
        {
            var row = await unit.FirstOrDefaultAsync($"""
                update registration_link set claim = {claim}, claimed_until = {now + ClaimHolds}, attempts = attempts + 1
                where token_hash = {hash} and used is null and revoked is null and expires > {now} and attempts < {MostAttempts}
                  and (claimed_until is null or claimed_until <= {now})
                returning id, region
                """, r => new LinkClaim(r.GetInt64(0), claim, r.GetStringOrNull(1)));
            return (row, row is null ? await FaultOfAsync(unit, hash, now) ?? RegistrationFault.LinkBusy : default(RegistrationFault?));
        });
        return taken ?? throw new RegistrationRefusedException(meanwhile!.Value);
    }

    /// <summary>Lets the link be tried again.</summary>
    public Task ReleaseAsync(LinkClaim claim) => writes.RunAsync(unit =>
        unit.ExecuteAsync($"update registration_link set claim = {null}, claimed_until = {null} where id = {claim.LinkId} and claim = {claim.Claim} and used is null"));

    /// <summary>Uses the link up within the commit of the platform; false when somebody has revoked it meanwhile, or another has used it.</summary>
    public static async Task<bool> UseUpAsync(WriteUnit unit, LinkClaim claim, long platformId, DateTimeOffset now) =>
        await unit.ExecuteAsync($"""
            update registration_link set used = {now}, platform_id = {platformId}, claim = {null}, claimed_until = {null}
            where id = {claim.LinkId} and claim = {claim.Claim} and used is null and revoked is null
            """) == 1;

    private static async Task<RegistrationFault?> FaultOfAsync(SqlSession session, byte[] hash, DateTimeOffset now, CancellationToken cancel = default)
    {
        var found = await session.QueryAsync(
            $"select used, revoked, expires, attempts, claimed_until from registration_link where token_hash = {hash}",
            r => (Used: !r.IsDBNull(0), Revoked: !r.IsDBNull(1), Expires: r.GetInstant(2), Attempts: r.GetInt64(3), Claimed: r.GetInstantOrNull(4)), cancel);
        return found switch
        {
            [] => RegistrationFault.LinkUnknown,
            [{ Used: true }] => RegistrationFault.LinkUsed,
            [{ Revoked: true }] => RegistrationFault.LinkRevoked,
            [{ Expires: var expires }] when expires <= now => RegistrationFault.LinkExpired,
            [{ Attempts: >= MostAttempts }] => RegistrationFault.LinkTired,
            [{ Claimed: { } until }] when until > now => RegistrationFault.LinkBusy,
            _ => null,
        };
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}

/// <summary>A link just made: the only moment its address is known.</summary>
internal sealed record NewLink(long Id, string Address, string? Region, DateTimeOffset Expires);

/// <summary>A link as it is listed.</summary>
/// <param name="Platform">The platform that was registered by it; null when none was, or it is gone.</param>
internal sealed record RegistrationLink(
    long Id, string? Region, DateTimeOffset Created, string CreatedBy, DateTimeOffset Expires, DateTimeOffset? Revoked, DateTimeOffset? Used, string? Platform)
{
    /// <summary>Where it stands.</summary>
    public LinkState StateAt(DateTimeOffset now) =>
        Used is not null ? LinkState.Used : Revoked is not null ? LinkState.Revoked : Expires <= now ? LinkState.Expired : LinkState.Open;
}

/// <summary>What has become of a link.</summary>
internal enum LinkState
{
    /// <summary>It can be used.</summary>
    Open,

    /// <summary>A platform was registered by it.</summary>
    Used,

    /// <summary>Somebody took it back.</summary>
    Revoked,

    /// <summary>It became too old.</summary>
    Expired,
}

/// <summary>A link taken for one registration.</summary>
/// <param name="LinkId">Its row.</param>
/// <param name="Claim">Whose turn it is.</param>
/// <param name="Region">The default region it names.</param>
internal sealed record LinkClaim(long LinkId, Guid Claim, string? Region);

/// <summary>Who does something: a person, or whoever gave a command.</summary>
internal sealed record Actor(Guid? Person, string? Name);
