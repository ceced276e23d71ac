namespace Yrkesresan.Testing;

/// <summary>
/// An assembly fixture that ends the shared cluster as the last thing of the run. Left to the end of the process it takes so long to
/// delete its databases that the test runner believes a thread to hang, and ends the process as failed.
/// </summary>
public sealed class SharedClusterEnds : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresCluster.EndSharedAsync();
}
