using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>
/// Statements that came before what they refer to: lets them be found by it a little after it has come. Several instances may do so at once; what one
/// has done the other finds done.
/// </summary>
internal sealed class ReferenceUpkeep(StatementStore store, TimeProvider clock, ILogger<ReferenceUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // Looking costs with the number of those that await what never comes: never more than a twentieth of the time.
    private const int PauseToWork = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = Pause; ;)
        {
            await Task.Delay(pause, clock, stoppingToken);
            var began = clock.GetTimestamp();
            try
            {
                while (await store.SettleReferencesAsync(stoppingToken) > 0 && !stoppingToken.IsCancellationRequested)
                {
                }
            }
            catch (DbException e)
            {
                log.LogWarning(e, "Statements that await what they refer to could not be looked through; it is tried again.");
            }

            var worked = clock.GetElapsedTime(began) * PauseToWork;
            pause = worked > Pause ? worked : Pause;
        }
    }
}
