using Microsoft.Extensions.Logging;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>Keeps live follow-up close behind the statements, so that nobody who opens it waits for what has come since it was last looked at.</summary>
/// <param name="projector">What is kept up.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Where failures are told.</param>
public sealed class FollowUpUpkeep(FollowUpProjector projector, TimeProvider clock, ILogger<FollowUpUpkeep> log) : Upkeep("follow-up", clock, log)
{
    /// <inheritdoc/>
    protected override Task WorkAsync(CancellationToken cancel) => projector.CatchUpAsync(cancel);
}
