using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Yrkesresan.XapiBridge;

/// <summary>
/// What is done behind the statements as they come, again and again. Several instances may do it at once: what one has done the other finds done. It takes
/// a twentieth of the time at the most while there is nothing to do but look.
/// </summary>
/// <param name="what">What is kept up, for the log.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Where failures are told.</param>
public abstract class Upkeep(string what, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int PauseToWork = 20;

    /// <summary>Does what there is to do.</summary>
    /// <param name="cancel">Ends it early.</param>
    protected abstract Task WorkAsync(CancellationToken cancel);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = Pause; ;)
        {
            await Task.Delay(pause, clock, stoppingToken);
            var began = clock.GetTimestamp();
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (DbException e)
            {
                log.LogWarning(e, "The upkeep of {What} failed; it is tried again.", what);
            }

            var worked = clock.GetElapsedTime(began) * PauseToWork;
            pause = worked > Pause ? worked : Pause;
        }
    }
}
