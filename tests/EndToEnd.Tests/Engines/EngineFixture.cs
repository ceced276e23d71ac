using Yrkesresan.EndToEnd.Tests.House;
using Yrkesresan.Storage;

namespace Yrkesresan.EndToEnd.Tests.Engines;

/// <summary>A house reached by https, as in production, and each engine once, started when the first case asks for it.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly Dictionary<string, Task<IEngine>> _engines = [];

    public RunningHouse House { get; private set; } = null!;

    public async ValueTask InitializeAsync() => House = await RunningHouse.StartAsync(https: true);

    internal async Task<IJar> OpenAsync(string engine)
    {
        if (!_engines.TryGetValue(engine, out var started))
        {
            _engines[engine] = started = engine switch
            {
                "chromium" => PlaywrightEngine.ChromiumAsync(),
                "firefox" => PlaywrightEngine.FirefoxAsync(),
                _ => WebKitEngine.StartAsync(),
            };
        }
        return await (await started).OpenAsync();
    }

    /// <summary>How the newest launches that were let in were bound to their browsers.</summary>
    internal async Task<string?> LastStorageAsync()
    {
        await using var database = Database.FromConnectionString(House.ConnectionString);
        for (var i = 0; ; i++)
        {
            await using var read = await database.ReadAsync();
            var last = await read.FirstOrDefaultAsync($"select storage from launch_log where rule is null order by id desc limit 1", r => r.GetString(0));
            // The log is written behind the answers.
            if (i == 10)
                return last;
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines.Values)
            await (await engine).DisposeAsync();
        await House.DisposeAsync();
    }
}
