using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>A deployment's notification service, as launches tell of it (Platform Notification Service 1.0: the service belongs to the deployment).</summary>
/// <param name="Address">Where handlers are set.</param>
/// <param name="Types">The notices that it has, by space, sorted; null where it does not say.</param>
internal sealed record NoticeService(string Address, string? Types)
{
    /// <summary>Remembers it; writes only what differs.</summary>
    public static Task<int> NoteAsync(WriteUnit unit, long deployment, NoticeService service) => unit.ExecuteAsync($"""
        insert into notice_service (deployment_id, address, types) values ({deployment}, {service.Address}, {service.Types})
        on conflict (deployment_id) do update set address = excluded.address, types = excluded.types
          where notice_service.address <> excluded.address or coalesce(notice_service.types, '?') <> coalesce(excluded.types, '?')
        """);
}
