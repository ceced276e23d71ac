using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.People;

namespace Yrkesresan.LtiTool.People;

/// <summary>Tells the record store whom we know: by an LMS's account (its issuer and subject) or by the e-mail address that an LMS has told.</summary>
internal sealed class KnownPeople(Database database, PlatformDirectory platforms, TimeProvider clock) : IKnownPeople
{
    /// <summary>Hashes of addresses are worked out anew when they are this old; few statements carry one.</summary>
    private static readonly TimeSpan HashAge = TimeSpan.FromMinutes(1);

    private volatile Hashes? _hashes;

    public async ValueTask<string?> OfAccountAsync(string homePage, string name, CancellationToken cancel)
    {
        // Most home pages are no LMS of ours, which costs no question.
        var ids = (await platforms.AllAsync(cancel)).Where(p => p.Issuer == homePage || p.Issuer == homePage.TrimEnd('/')).Select(p => p.Id).ToList();
        var found = new HashSet<Guid>();
        foreach (var id in ids)
        {
            await using var session = await database.ReadAsync(cancel);
            found.UnionWith(await session.QueryAsync(
                $"select p.pseudonym from person_account a join person p on p.id = a.person_id where a.platform_id = {id} and a.subject = {name}", r => r.GetUuid(0), cancel));
        }
        return OneOf(found);
    }

    public async ValueTask<string?> OfMailAsync(string address, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        // Who has been joined to another is that other.
        return OneOf([.. await session.QueryAsync($"""
            with recursive same (id) as (
              select id from person where lower(email) = {address.ToLowerInvariant()}
              union select j.kept_id from same s join person_join j on j.joined_id = s.id and j.parted is null)
            select p.pseudonym from same s join person p on p.id = s.id
            where not exists (select 1 from person_join j where j.joined_id = s.id and j.parted is null)
            """, r => r.GetUuid(0), cancel)]);
    }

    public async ValueTask<string?> OfMailHashAsync(string sha1, CancellationToken cancel)
    {
        if (_hashes is not { } hashes || clock.GetElapsedTime(hashes.Asked) > HashAge)
            _hashes = hashes = await HashesAsync(cancel);
        return OneOf([.. hashes.People[sha1]]);
    }

    private async Task<Hashes> HashesAsync(CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        await using var session = await database.ReadAsync(cancel);
        var all = await session.QueryAsync($"""
            with recursive same (email, id) as (
              select email, id from person where email is not null
              union select s.email, j.kept_id from same s join person_join j on j.joined_id = s.id and j.parted is null)
            select s.email, p.pseudonym from same s join person p on p.id = s.id
            where not exists (select 1 from person_join j where j.joined_id = s.id and j.parted is null)
            """, r => (Mail: r.GetString(0), Pseudonym: r.GetUuid(1)), cancel);
        // Whoever made the hash may have written the address otherwise.
        return new Hashes(asked, all.SelectMany(p => new[] { p.Mail, p.Mail.ToLowerInvariant() }.Distinct().Select(m => (Hash: HashOf(m), p.Pseudonym))).ToLookup(p => p.Hash, p => p.Pseudonym));
    }

    [SuppressMessage("Security", "CA5350", Justification = "xAPI names people by it (Data 2.4.2.3, mbox_sha1sum).")]
    private static string HashOf(string address) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("mailto:" + address)));

    private static string? OneOf(HashSet<Guid> found) => found.Count switch { 0 => null, 1 => found.Single().ToString(), _ => "" };

    private sealed record Hashes(long Asked, ILookup<string, Guid> People);
}
