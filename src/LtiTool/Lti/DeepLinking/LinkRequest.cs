using System.Text.Json;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>A request of an LMS to pick links, kept until it is answered or too old.</summary>
/// <param name="Id">Random.</param>
/// <param name="PersonId">Who picks.</param>
/// <param name="DeploymentId">The deployment's row.</param>
/// <param name="Begun">The launch, which its session began with.</param>
/// <param name="Expires">From when it is not answered any more.</param>
/// <param name="Answered">When it was answered; null until then.</param>
/// <param name="Room">The course room's title; null where the LMS said none.</param>
/// <param name="Settings">What it asks for.</param>
internal sealed record LinkRequest(
    Guid Id, Guid PersonId, long DeploymentId, DateTimeOffset Begun, DateTimeOffset Expires, DateTimeOffset? Answered, string? Room, DeepLinkingSettings Settings)
{
    /// <summary>Whether the session is the one that the request came with; one that was moved to a new tab is the same.</summary>
    public bool IsOf(SessionRow session) =>
        session.Facts.PersonId == PersonId && session.Facts.DeploymentId == DeploymentId && session.Created == Begun;
}

/// <summary>The rows of requests to pick links.</summary>
internal static class LinkRequestStore
{
    /// <summary>How long the picker may stay open.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    public static Task AddAsync(WriteUnit unit, LinkRequest request) => unit.ExecuteAsync($"""
        insert into link_request (id, person_id, deployment_id, begun, expires, room, settings)
        values ({request.Id}, {request.PersonId}, {request.DeploymentId}, {request.Begun}, {request.Expires}, {request.Room}, {JsonSerializer.Serialize(request.Settings)})
        """);

    /// <summary>The request of this id; null when there is none, or it was deleted for its age.</summary>
    public static Task<LinkRequest?> FindAsync(SqlSession session, Guid id, CancellationToken cancel = default) => session.FirstOrDefaultAsync(
        $"select person_id, deployment_id, begun, expires, answered, room, settings from link_request where id = {id}",
        r => new LinkRequest(
            id, r.GetUuid(0), r.GetInt64(1), r.GetInstant(2), r.GetInstant(3), r.GetInstantOrNull(4), r.GetStringOrNull(5),
            JsonSerializer.Deserialize<DeepLinkingSettings>(r.GetString(6))!), cancel);

    /// <summary>Answers a request; false when it was answered before, by whichever instance, or is too old.</summary>
    public static async Task<bool> AnswerAsync(WriteUnit unit, Guid id, DateTimeOffset now) =>
        await unit.ExecuteAsync($"update link_request set answered = {now} where id = {id} and answered is null and expires > {now}") == 1;

    /// <summary>Deletes what is too old; an hour later, so that a page that is still open can say so.</summary>
    public static Task<int> PruneAsync(WriteUnit unit, DateTimeOffset now) =>
        unit.ExecuteAsync($"delete from link_request where expires < {now.AddHours(-1)}");
}
