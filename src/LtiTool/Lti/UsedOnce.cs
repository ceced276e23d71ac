using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>What may be used once, across instances: a unique insert inside the commit of whatever uses it.</summary>
internal static class UsedOnce
{
    /// <summary>Uses <paramref name="id"/> up; false when it was used before.</summary>
    /// <param name="unit">The commit it belongs to.</param>
    /// <param name="id">Random, so that no two things share it.</param>
    /// <param name="expires">From when the thing is refused for its age, and the row is needless.</param>
    public static async Task<bool> TryUseAsync(WriteUnit unit, byte[] id, DateTimeOffset expires) =>
        await unit.ExecuteAsync($"insert into used_once (id, expires) values ({id}, {expires}) on conflict (id) do nothing") == 1;

    /// <summary>Deletes the rows of what has long expired.</summary>
    public static Task<int> PruneAsync(WriteUnit unit, DateTimeOffset now) =>
        // An hour's grace: instances' clocks may differ.
        unit.ExecuteAsync($"delete from used_once where expires < {now.AddHours(-1)}");
}
