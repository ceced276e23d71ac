using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// Deployments that ask to be let in: noted when a verified launch names one that nobody has approved, decided by an administrator. Of who asked
/// only the kind of role is kept, never a person.
/// </summary>
internal static class DeploymentRequests
{
    private const int LongestTitle = 200;
    private static readonly (string Kind, string[] Roles)[] Kinds =
    [
        ("administrator", ["Administrator", "SysAdmin"]),
        ("instructor", ["Instructor", "Faculty", "ContentDeveloper", "TeachingAssistant"]),
        ("learner", ["Learner", "Student"]),
    ];

    /// <summary>Notes that a launch was held. Counted once for each login, however often its answer is sent again.</summary>
    public static async Task NoteAsync(WriteUnit unit, LaunchAttempt attempt, string deploymentId)
    {
        var platform = attempt.Platform.Id;
        await PlatformStore.HoldAsync(unit, platform, deploymentId, attempt.Now);
        if (!await UsedOnce.TryUseAsync(unit, attempt.State.Id, attempt.State.Expires))
            return;
        await unit.ExecuteAsync($"""
            insert into deployment_request (deployment_id, last_asked, times, context_title, roles)
            select id, {attempt.Now}, {1L}, {TitleOf(attempt)}, {KindOf(Launch.Rules.Texts.Of(attempt.Claim(ClaimNames.Roles)) ?? [])} from deployment
            where platform_id = {platform} and deployment_id = {deploymentId} and approved = {false}
            on conflict (deployment_id) do update set last_asked = excluded.last_asked, times = deployment_request.times + 1,
              context_title = coalesce(excluded.context_title, deployment_request.context_title), roles = excluded.roles
            """);
    }

    /// <summary>Every deployment that is held or about which somebody has decided, newest first.</summary>
    public static Task<List<DeploymentRequest>> AllAsync(SqlSession session, CancellationToken cancel = default) =>
        session.QueryAsync($"""
            select d.id, d.platform_id, p.name, p.default_region, d.deployment_id, d.approved, d.first_seen, r.last_asked, r.times, r.context_title, r.roles, r.rejected,
              c.at, coalesce(w.name, c.by_whom)
            from deployment d
            join platform p on p.id = d.platform_id
            left join deployment_request r on r.deployment_id = d.id
            left join deployment_decision c on c.id = (select max(id) from deployment_decision x where x.deployment_id = d.id)
            left join person w on w.id = c.by_person
            where d.approved = {false} or c.id is not null
            order by coalesce(c.at, r.last_asked, d.first_seen) desc, d.id desc
            """,
            r => new DeploymentRequest(
                r.GetInt64(0), r.GetInt64(1), r.GetString(2), r.GetStringOrNull(3), r.GetString(4), r.GetBoolean(5), r.GetInstant(6), r.GetInstantOrNull(7),
                r.IsDBNull(8) ? 0 : r.GetInt64(8), r.GetStringOrNull(9), r.GetStringOrNull(10) ?? "", r.GetInstantOrNull(11), r.GetInstantOrNull(12), r.GetStringOrNull(13)), cancel);

    /// <summary>Decides, and logs who did. Sessions from a deployment that is no longer approved end.</summary>
    public static async Task DecideAsync(WriteUnit unit, long deployment, DeploymentDecision decision, Actor by, DateTimeOffset now)
    {
        var approved = decision == DeploymentDecision.Approved;
        var rejected = decision == DeploymentDecision.Rejected ? now : default(DateTimeOffset?);
        await unit.ExecuteAsync($"update deployment set approved = {approved} where id = {deployment}");
        await unit.ExecuteAsync($"""
            insert into deployment_request (deployment_id, last_asked, times, roles, rejected) values ({deployment}, {now}, {0L}, {""}, {rejected})
            on conflict (deployment_id) do update set rejected = excluded.rejected
            """);
        await unit.ExecuteAsync($"""
            insert into deployment_decision (deployment_id, decision, at, by_whom, by_person)
            values ({deployment}, {NameOf(decision)}, {now}, {by.Name}, {by.Person})
            """);
        if (!approved)
            await unit.ExecuteAsync($"delete from session where deployment_id = {deployment}");
    }

    /// <summary>As it stands in the log and in the texts.</summary>
    public static string NameOf(DeploymentDecision decision) => decision.ToString().ToLowerInvariant();

    /// <summary>The kind of role asked from: the most telling one.</summary>
    internal static string KindOf(IReadOnlyList<string> roles)
    {
        var names = roles.Select(r => r[(r.LastIndexOfAny(['#', '/']) + 1)..]).ToList();
        return Kinds.FirstOrDefault(k => k.Roles.Any(names.Contains)).Kind ?? "other";
    }

    private static string? TitleOf(LaunchAttempt attempt)
    {
        if (attempt.Claim(ClaimNames.Context) is not { ValueKind: JsonValueKind.Object } context || IdentityNumbers.Strip(context.TextOf("title")?.Trim()) is not { Length: > 0 } title)
            return null;
        title = string.Concat(title.Where(c => !char.IsControl(c)));
        return title.Length <= LongestTitle ? title : title[..(char.IsHighSurrogate(title[LongestTitle - 1]) ? LongestTitle - 1 : LongestTitle)];
    }
}

/// <summary>What an administrator decides about a deployment.</summary>
internal enum DeploymentDecision
{
    /// <summary>It may launch.</summary>
    Approved,

    /// <summary>It may not, and those who try are told so.</summary>
    Rejected,

    /// <summary>The decision before is taken back.</summary>
    Reopened,
}

/// <summary>A deployment that asks, or asked.</summary>
/// <param name="Row">Its row.</param>
/// <param name="PlatformRegion">The platform's default region, by which it is known who may decide.</param>
/// <param name="Role">The kind of role that tried last; empty where nobody has.</param>
/// <param name="DecidedBy">Who decided last; null when nobody has.</param>
internal sealed record DeploymentRequest(
    long Row, long PlatformId, string Platform, string? PlatformRegion, string DeploymentId, bool Approved, DateTimeOffset FirstSeen, DateTimeOffset? LastAsked,
    long Times, string? Context, string Role, DateTimeOffset? Rejected, DateTimeOffset? Decided, string? DecidedBy)
{
    /// <summary>Whether it awaits a decision.</summary>
    public bool IsHeld => !Approved && Rejected is null;
}
