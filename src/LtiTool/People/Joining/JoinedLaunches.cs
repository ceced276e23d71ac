using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>The launch log of joined persons: support finds what the accounts met under the person that both are.</summary>
internal static class JoinedLaunches
{
    /// <summary>Moves the entries of one person to another; gives which.</summary>
    public static async Task<List<long>> MoveAsync(WriteUnit unit, Guid from, Guid to)
    {
        var entries = await unit.QueryAsync($"select id from launch_log where person_id = {from} order by id", r => r.GetInt64(0));
        await unit.ExecuteAsync($"update launch_log set person_id = {to} where person_id = {from}");
        return entries;
    }

    /// <summary>
    /// Returns those that moved, and those since that came from platforms where the accounts that go back are the only ones: of two accounts on one
    /// platform the log does not say whose it was.
    /// </summary>
    public static async Task ReturnAsync(WriteUnit unit, JoinMoved moved, Guid from, Guid to, DateTimeOffset since)
    {
        foreach (var entry in moved.Launches ?? [])
            await unit.ExecuteAsync($"update launch_log set person_id = {to} where id = {entry} and person_id = {from}");
        foreach (var platform in moved.Accounts.Select(a => a.Platform).Distinct())
        {
            await unit.ExecuteAsync($"""
                update launch_log set person_id = {to} where person_id = {from} and platform_id = {platform} and at >= {since}
                  and not exists (select 1 from person_account a where a.person_id = {from} and a.platform_id = {platform})
                """);
        }
    }
}
