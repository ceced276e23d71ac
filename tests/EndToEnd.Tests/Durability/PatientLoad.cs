using System.Net.Http.Headers;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>Statements and documents sent all the time to a service that stays up while what it stands on does not. What is refused for now is sent again.</summary>
internal sealed class PatientLoad : IDisposable
{
    private readonly ToolProcess _tool;
    private readonly StatementStream _statements;
    private readonly DocumentStream _documents;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private PatientLoad(ToolProcess tool, AuthenticationHeaderValue credential)
    {
        (_tool, _statements, _documents) = (tool, new StatementStream(tool, credential), new DocumentStream(tool, credential));
        _running = Task.WhenAll(_statements.RunPatientlyAsync(1, _stop.Token), _documents.RunPatientlyAsync(1, _stop.Token));
    }

    /// <summary>Starts the service, and to send.</summary>
    public static async Task<PatientLoad> StartAsync(ToolProcess tool)
    {
        var credential = await tool.CredentialAsync();
        await tool.StartAsync();
        return new(tool, credential);
    }

    /// <summary>Waits until statements are acknowledged (again).</summary>
    public async Task GoesOnAsync()
    {
        var before = _statements.AcknowledgedNow;
        await UntilAsync("statements are acknowledged", () => _statements.AcknowledgedNow > before + 20);
    }

    /// <summary>Does what shall make the service refuse, and waits until it has refused so many.</summary>
    public async Task RefusesAsync(Func<Task> trouble, int count)
    {
        var before = _statements.Refused;
        await trouble();
        await UntilAsync("somebody is told to come again", () => _statements.Refused >= before + count);
    }

    /// <summary>Ends it: the service has never ended, and has everything that it acknowledged, once.</summary>
    public async Task EndAsync()
    {
        await GoesOnAsync();
        await _stop.CancelAsync();
        await _running;
        Assert.True(_tool.IsRunning);
        await _statements.VerifyAsync();
        await _documents.VerifyAsync();
        await _statements.VerifyAllAsync();
        await _tool.AssertWholeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{_statements.Acknowledged} statements and {_documents.Acknowledged} changes of documents acknowledged, {_statements.Refused} refused for now.");
    }

    private async Task UntilAsync(string what, Func<bool> isSo)
    {
        await ToolProcess.UntilAsync(what, () => Task.FromResult(_running.IsFaulted || isSo()));
        if (_running.IsFaulted)
            await _running;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
