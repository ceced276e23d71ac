using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Yrkesresan.HostLms.Tool;

/// <summary>The tool as a child process: its output passed on line by line, its end noticed, and ended with us.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2), EndWithin = TimeSpan.FromSeconds(15), Pause = TimeSpan.FromMilliseconds(200);
    private readonly HostLmsOptions options;
    private readonly Process process;

    private ToolServer(HostLmsOptions options, Process process)
    {
        this.options = options;
        this.process = process;
    }

    public static ToolServer Start(HostLmsOptions options, ToolProgram program)
    {
        var process = new Process { StartInfo = program.Command(options, "serve") };
        process.OutputDataReceived += (_, line) => PassOn(Console.Out, line.Data);
        process.ErrorDataReceived += (_, line) => PassOn(Console.Error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ToolServer(options, process);
    }

    public async Task WaitUntilReadyAsync(CancellationToken stopping)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.StartNew();
        while (!process.HasExited)
        {
            if (await IsReadyAsync(http, stopping))
                return;
            if (started.Elapsed > ReadyWithin)
                throw new SandboxException($"Yrkesresan was not ready within {ReadyWithin.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes; see its lines above.");
            await Task.Delay(Pause, stopping);
        }

        throw new SandboxException($"Yrkesresan could not start (exit code {await WaitForExitAsync(stopping)}); see its last lines above.");
    }

    public async Task<int> WaitForExitAsync(CancellationToken stopping)
    {
        await process.WaitForExitAsync(stopping);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Terminate();
            using var patience = new CancellationTokenSource(EndWithin);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stopping)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{options.ToolServerUrl}/health/ready"), stopping);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Asks it to end in order; Process knows only how to kill.</summary>
    private void Terminate()
    {
        const int Term = 15;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            _ = Signal(process.Id, Term);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    private static void PassOn(TextWriter to, string? line)
    {
        if (line is not null)
            to.WriteLine($"yrkesresan | {line}");
    }
}
