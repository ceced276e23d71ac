using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>A session as it is begun.</summary>
/// <param name="PersonId">Whose.</param>
/// <param name="PlatformId">The platform launched from.</param>
/// <param name="DeploymentId">The deployment's row.</param>
/// <param name="IsLearner">What the launch's context roles said.</param>
/// <param name="MappedGrants">What the deployment's role mappings gave.</param>
/// <param name="Locale"><c>sv</c> or <c>en</c>.</param>
/// <param name="InFrame">Whether it lives in the LMS's frame.</param>
internal sealed record SessionFacts(
    Guid PersonId, long PlatformId, long DeploymentId, bool IsLearner, IReadOnlyList<Grant> MappedGrants, string Locale, bool InFrame)
{
    /// <summary>The row of the course room launched from; null where the launch named none.</summary>
    public long? ContextId { get; init; }
}

/// <summary>A session found.</summary>
/// <param name="Id">The hash of its token.</param>
/// <param name="Facts">What was bound to it.</param>
/// <param name="Created">Its beginning.</param>
/// <param name="LastSeen">Its last use, to within <see cref="SessionStore.SeenExactness"/>.</param>
/// <param name="Pseudonym">The person's pseudonym.</param>
/// <param name="Name">The person's name, if known.</param>
/// <param name="GivenName">The person's first name, if known.</param>
internal sealed record SessionRow(
    byte[] Id, SessionFacts Facts, DateTimeOffset Created, DateTimeOffset LastSeen, Guid Pseudonym, string? Name, string? GivenName);

/// <summary>The rows of sessions.</summary>
internal static class SessionStore
{
    /// <summary>A session ends when it is not used for this long …</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(8);

    /// <summary>… and at the latest this long after it began.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How often the last use is noted; spares a write at most requests.</summary>
    public static readonly TimeSpan SeenExactness = TimeSpan.FromMinutes(5);

    /// <summary>A new token: 256 random bits.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The session's id: the token's SHA-256.</summary>
    public static byte[] IdOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Begins a session; false when its deployment has been removed a moment ago.</summary>
    /// <param name="unit">The commit it belongs to.</param>
    /// <param name="token">The cookie's.</param>
    /// <param name="facts">What is bound to it.</param>
    /// <param name="created">The launch: a session moved to a new tab does not live longer for it.</param>
    /// <param name="now">The first use.</param>
    public static async Task<bool> AddAsync(WriteUnit unit, string token, SessionFacts facts, DateTimeOffset created, DateTimeOffset now) =>
        await unit.ExecuteAsync($"""
            insert into session (id, person_id, platform_id, deployment_id, is_learner, mapped_grants, locale, in_frame, context_id, created, last_seen)
            select {IdOf(token)}, {facts.PersonId}, platform_id, id, {facts.IsLearner}, {Write(facts.MappedGrants)}, {facts.Locale}, {facts.InFrame}, {facts.ContextId}, {created}, {now}
            from deployment where id = {facts.DeploymentId}
            """) == 1;

    /// <summary>Notes the course room of a session whose launch was the first to tell of it.</summary>
    public static Task SetContextAsync(WriteUnit unit, string token, long contextId) =>
        unit.ExecuteAsync($"update session set context_id = {contextId} where id = {IdOf(token)}");

    /// <summary>The session of a token; null when there is none or it has ended.</summary>
    public static Task<SessionRow?> FindAsync(SqlSession session, string token, DateTimeOffset now, CancellationToken cancel = default) =>
        FindByIdAsync(session, IdOf(token), now, cancel);

    /// <summary>The session of an id; null when there is none or it has ended.</summary>
    public static async Task<SessionRow?> FindByIdAsync(SqlSession session, byte[] id, DateTimeOffset now, CancellationToken cancel = default)
    {
        var row = await session.FirstOrDefaultAsync($"""
            select s.person_id, s.platform_id, s.deployment_id, s.is_learner, s.mapped_grants, s.locale, s.in_frame, s.created, s.last_seen,
                   p.pseudonym, p.name, p.given_name, s.context_id
            from session s join person p on p.id = s.person_id where s.id = {id}
            """, r => Read(r, id), cancel);
        return row is null || now - row.LastSeen >= Idle || now - row.Created >= Longest ? null : row;
    }

    /// <summary>The sessions of a person that have not ended.</summary>
    public static async Task<IReadOnlyList<byte[]>> IdsOfAsync(SqlSession session, Guid personId, DateTimeOffset now, CancellationToken cancel = default) =>
        await session.QueryAsync($"select id from session where person_id = {personId} and last_seen > {now - Idle} and created > {now - Longest}", r => (byte[])r[0], cancel);

    public static Task SeenAsync(WriteUnit unit, byte[] id, DateTimeOffset now) =>
        unit.ExecuteAsync($"update session set last_seen = {now} where id = {id}");

    public static Task EndAsync(WriteUnit unit, byte[] id) => unit.ExecuteAsync($"delete from session where id = {id}");

    public static Task<int> PruneAsync(WriteUnit unit, DateTimeOffset now) =>
        unit.ExecuteAsync($"delete from session where created < {now - Longest}");

    private static SessionRow Read(DbDataReader r, byte[] id) => new(
        id,
        new SessionFacts(r.GetUuid(0), r.GetInt64(1), r.GetInt64(2), r.GetBoolean(3), ReadGrants(r.GetString(4)), r.GetString(5), r.GetBoolean(6)) { ContextId = r.IsDBNull(12) ? null : r.GetInt64(12) },
        r.GetInstant(7), r.GetInstant(8), r.GetUuid(9), r.GetStringOrNull(10), r.GetStringOrNull(11));

    private static string Write(IReadOnlyList<Grant> grants) =>
        grants.Count == 0 ? "" : string.Join('\n', grants.Select(g => $"{RoleNames.NameOf(g.Role)} {g.Scope}"));

    private static List<Grant> ReadGrants(string text)
    {
        if (text.Length == 0)
            return [];
        var grants = new List<Grant>();
        foreach (var line in text.Split('\n'))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (RoleNames.TryParse(line[..space], out var role) && Scope.TryParse(line[(space + 1)..], out var scope))
                grants.Add(new Grant(role, scope));
        }
        return grants;
    }
}
