using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>The rows of platforms and deployments.</summary>
internal static class PlatformStore
{
    /// <summary>Deployments seen at launches and held; more than this per platform are not noted.</summary>
    private const int MostHeld = 50;
    private const int LongestFrameOrigins = 2000;

    /// <summary>All platforms with their deployments, by id.</summary>
    public static async Task<IReadOnlyList<Platform>> AllAsync(SqlSession session, CancellationToken cancel = default)
    {
        var mappings = (await session.QueryAsync(
            $"select deployment_id, lms_role, role, scope from deployment_role order by deployment_id, lms_role, role, scope",
            r => (Deployment: r.GetInt64(0), LmsRole: r.GetString(1), Role: r.GetString(2), Scope: r.GetString(3)), cancel)).ToLookup(m => m.Deployment);
        var deployments = (await session.QueryAsync($"""
            select d.platform_id, d.id, d.deployment_id, d.approved, d.first_seen, r.rejected
            from deployment d left join deployment_request r on r.deployment_id = d.id order by d.id
            """,
            r => (Platform: r.GetInt64(0), Deployment: new Deployment(r.GetInt64(1), r.GetString(2), r.GetBoolean(3), r.GetInstant(4), [])
            {
                Rejected = !r.IsDBNull(5),
            }), cancel)).ToLookup(d => d.Platform, d => d.Deployment);
        return await session.QueryAsync($"""
            select id, issuer, client_id, name, authorization_endpoint, token_endpoint, jwks_uri, token_audience, frame_origins, product_family, default_region
            from platform order by id
            """,
            r => new Platform(
                r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetStringOrNull(7),
                r.GetString(8).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                [.. deployments[r.GetInt64(0)].Select(d => d with { RoleMappings = [.. mappings[d.Id].SelectMany(m => Mapping(m.LmsRole, m.Role, m.Scope))] })])
            {
                Family = r.GetStringOrNull(9),
                DefaultRegion = r.GetStringOrNull(10),
            }, cancel);
    }

    /// <summary>Adds a platform with approved deployments; gives its id, or null when issuer and client id are taken.</summary>
    public static async Task<long?> AddAsync(WriteUnit unit, Platform platform, IEnumerable<string> deployments, DateTimeOffset now)
    {
        var id = await unit.FirstOrDefaultAsync($"""
            insert into platform (issuer, client_id, name, authorization_endpoint, token_endpoint, jwks_uri, token_audience, frame_origins, product_family, default_region, created)
            values ({platform.Issuer}, {platform.ClientId}, {platform.Name}, {platform.AuthorizationEndpoint}, {platform.TokenEndpoint},
                    {platform.JwksUri}, {platform.TokenAudience}, {string.Join(' ', platform.FrameOrigins)}, {platform.Family}, {platform.DefaultRegion}, {now})
            on conflict (issuer, client_id) do nothing returning id
            """, r => (long?)r.GetInt64(0));
        if (id is null)
            return null;
        foreach (var deployment in deployments.Distinct(StringComparer.Ordinal))
            await ApproveAsync(unit, id.Value, deployment, now);
        return id;
    }

    /// <summary>
    /// Brings a platform up to date that is registered anew, and approves deployments; gives its id. Its name and its default region stay: who may
    /// administer it is not for a registration to change. Nor does it lose the frame origins that an administrator has added.
    /// </summary>
    public static async Task<long> UpdateAsync(WriteUnit unit, Platform platform, IEnumerable<string> deployments, DateTimeOffset now)
    {
        var before = (await AllAsync(unit)).Single(p => p.Issuer == platform.Issuer && p.ClientId == platform.ClientId);
        var frames = platform.FrameOrigins.Union(before.FrameOrigins, StringComparer.OrdinalIgnoreCase);
        await unit.ExecuteAsync($"""
            update platform set authorization_endpoint = {platform.AuthorizationEndpoint}, token_endpoint = {platform.TokenEndpoint}, jwks_uri = {platform.JwksUri},
              token_audience = {platform.TokenAudience}, frame_origins = {string.Join(' ', frames)}, product_family = coalesce({platform.Family}, product_family)
            where id = {before.Id}
            """);
        foreach (var deployment in deployments)
            await ApproveAsync(unit, before.Id, deployment, now);
        return before.Id;
    }

    /// <summary>Writes a platform as it is to be; false when another has its issuer and client id.</summary>
    public static async Task<bool> ChangeAsync(WriteUnit unit, Platform platform) =>
        await unit.ExecuteAsync($"""
            update platform set issuer = {platform.Issuer}, client_id = {platform.ClientId}, name = {platform.Name}, authorization_endpoint = {platform.AuthorizationEndpoint},
              token_endpoint = {platform.TokenEndpoint}, jwks_uri = {platform.JwksUri}, token_audience = {platform.TokenAudience},
              frame_origins = {string.Join(' ', platform.FrameOrigins)}, default_region = {platform.DefaultRegion}
            where id = {platform.Id} and not exists (
              select 1 from platform other where other.issuer = {platform.Issuer} and other.client_id = {platform.ClientId} and other.id <> {platform.Id})
            """) == 1;

    /// <summary>Notes what LMS it is, as its own launches say.</summary>
    public static Task<int> SetFamilyAsync(WriteUnit unit, long platformId, string family) =>
        unit.ExecuteAsync($"update platform set product_family = {family} where id = {platformId}");

    /// <summary>Notes a further origin whose pages frame ours, as its own launches say: some LMSs frame from another address than they register with. Bounded.</summary>
    public static Task<int> AddFrameOriginAsync(WriteUnit unit, long platformId, string origin) => unit.ExecuteAsync($"""
        update platform set frame_origins = frame_origins || {" " + origin}
        where id = {platformId} and ' ' || frame_origins || ' ' not like {$"% {origin} %"} and length(frame_origins) < {LongestFrameOrigins}
        """);

    /// <summary>Removes a platform, its deployments and the sessions begun from it. People stay.</summary>
    public static async Task<bool> RemoveAsync(WriteUnit unit, long platformId) =>
        await unit.ExecuteAsync($"delete from platform where id = {platformId}") == 1;

    /// <summary>Approves a deployment, known or not yet seen; gives its row.</summary>
    public static async Task<long> ApproveAsync(WriteUnit unit, long platformId, string deploymentId, DateTimeOffset now)
    {
        var id = await unit.ScalarAsync<long>($"""
            insert into deployment (platform_id, deployment_id, approved, first_seen) values ({platformId}, {deploymentId}, {true}, {now})
            on conflict (platform_id, deployment_id) do update set approved = {true} returning id
            """);
        await unit.ExecuteAsync($"update deployment_request set rejected = {null} where deployment_id = {id}");
        return id;
    }

    /// <summary>Notes an unknown deployment that a verified launch named, so that an administrator finds it. Of those that wait there are not many per platform.</summary>
    public static Task<int> HoldAsync(WriteUnit unit, long platformId, string deploymentId, DateTimeOffset now) =>
        unit.ExecuteAsync($"""
            insert into deployment (platform_id, deployment_id, approved, first_seen)
            select {platformId}, {deploymentId}, {false}, {now}
            where (select count(*) from deployment d left join deployment_request r on r.deployment_id = d.id
              where d.platform_id = {platformId} and d.approved = {false} and r.rejected is null) < {MostHeld}
            on conflict (platform_id, deployment_id) do nothing
            """);

    /// <summary>Sets a role mapping; false when it stood already.</summary>
    public static async Task<bool> MapRoleAsync(WriteUnit unit, long deployment, RoleMapping mapping) =>
        await unit.ExecuteAsync($"""
            insert into deployment_role (deployment_id, lms_role, role, scope)
            values ({deployment}, {mapping.LmsRole}, {RoleNames.NameOf(mapping.Grant.Role)}, {mapping.Grant.Scope.ToString()})
            on conflict (deployment_id, lms_role, role, scope) do nothing
            """) == 1;

    /// <summary>Takes a role mapping away; false when there was none.</summary>
    public static async Task<bool> UnmapRoleAsync(WriteUnit unit, long deployment, RoleMapping mapping) =>
        await unit.ExecuteAsync($"""
            delete from deployment_role where deployment_id = {deployment} and lms_role = {mapping.LmsRole}
              and role = {RoleNames.NameOf(mapping.Grant.Role)} and scope = {mapping.Grant.Scope.ToString()}
            """) == 1;

    private static IEnumerable<RoleMapping> Mapping(string lmsRole, string role, string scope) =>
        RoleNames.TryParse(role, out var parsedRole) && Scope.TryParse(scope, out var parsedScope)
            ? [new RoleMapping(lmsRole, new Grant(parsedRole, parsedScope))]
            : [];
}
