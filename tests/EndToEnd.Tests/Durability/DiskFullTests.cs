using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// The disk is full: whoever writes is told to come again (503 with Retry-After), nothing acknowledged is lost, and when there is room the service goes on by
/// itself.
/// </summary>
[Trait("Kind", "SmallDisk")]
public sealed class DiskFullTests
{
    // Enough for some to be stored and the next not.
    private const long LittleRoom = 400_000;

    [Fact]
    public async Task What_is_sent_while_SQLites_disk_is_full_is_refused_for_now_and_stored_once()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 60);
        await using var tool = ToolProcess.In(Path.Combine(disk.Folder, "tool"));
        await RunAsync(tool, disk, () => Task.CompletedTask);
    }

    [Fact]
    public async Task What_is_sent_while_PostgreSQLs_disk_is_full_is_refused_for_now_and_stored_once()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 120);
        await using var cluster = await PostgresCluster.StartAsync(durable: true, Directory.CreateDirectory(Path.Combine(disk.Folder, "pg")).FullName);
        await using var tool = ToolProcess.On(await cluster.CreateDatabaseAsync());
        // Without room for its log PostgreSQL ends itself: what watches over it starts it again when there is.
        await RunAsync(tool, disk, () => cluster.IsRunning ? Task.CompletedTask : cluster.StartAgainAsync());
    }

    private static async Task RunAsync(ToolProcess tool, SmallDisk disk, Func<Task> afterwards)
    {
        using var load = await PatientLoad.StartAsync(tool);
        for (var time = 0; time < 2; time++)
        {
            await load.GoesOnAsync();
            await load.RefusesAsync(() => disk.FillAsync(LittleRoom), count: 20);
            disk.Empty();
            await afterwards();
        }
        await load.EndAsync();
    }
}
