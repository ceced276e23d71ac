using Microsoft.Extensions.Logging;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Statements that came before what they refer to: lets them be found by it a little after it has come.</summary>
internal sealed class ReferenceUpkeep(StatementStore store, TimeProvider clock, ILogger<ReferenceUpkeep> log) : Upkeep("references between statements", clock, log)
{
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        while (await store.SettleReferencesAsync(cancel) > 0 && !cancel.IsCancellationRequested)
        {
        }
    }
}
