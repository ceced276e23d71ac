using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms;

/// <summary>Starts the sandbox: the platform, and, unless told otherwise, the tool beside it.</summary>
public static class Program
{
    private const int Done = 0, Failed = 1, WrongUsage = 2;

    public static async Task<int> Main(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(HostLmsOptions.Usage);
            return Done;
        }

        if (!HostLmsOptions.TryRead(args, out var options, out var fault))
        {
            Console.Error.WriteLine($"{fault}{Environment.NewLine}{Environment.NewLine}{HostLmsOptions.Usage}");
            return WrongUsage;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await RunAsync(options, stopping.Token);
        }
        catch (SandboxException stopped)
        {
            Console.Error.WriteLine(stopped.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Done;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<int> RunAsync(HostLmsOptions options, CancellationToken stopping)
    {
        if (options.SetUpOnly)
        {
            await new ToolRegistration(options, ToolProgram.Find(options)).RunAsync(stopping);
            return Done;
        }

        RequireFreePort(options.Port, "--port");
        if (!options.NoTool)
            RequireFreePort(options.ToolPort, "--tool-port");

        await using var platform = LmsApp.Create(options, TimeProvider.System);
        await platform.StartAsync(stopping);
        try
        {
            if (options.NoTool)
            {
                Console.WriteLine(Welcome(options));
                await Task.Delay(Timeout.Infinite, stopping);
            }
            else
                await RunToolAsync(options, stopping);
        }
        finally
        {
            await platform.StopAsync(CancellationToken.None);
        }

        return Done;
    }

    private static async Task RunToolAsync(HostLmsOptions options, CancellationToken stopping)
    {
        var program = ToolProgram.Find(options);
        await new ToolRegistration(options, program).RunAsync(stopping);
        await using var server = ToolServer.Start(options, program);
        await server.WaitUntilReadyAsync(stopping);
        Console.WriteLine(Welcome(options));
        var exitCode = await server.WaitForExitAsync(stopping);
        // Ctrl-C reaches the child as well, and it may be the quicker to end.
        await Task.Delay(TimeSpan.FromMilliseconds(500), stopping);
        throw new SandboxException($"Yrkesresan stopped by itself (exit code {exitCode}); see its last lines above.");
    }

    private static void RequireFreePort(int port, string option)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Without this a port in TIME_WAIT after a restart would count as taken; one that somebody listens on is still refused.
        probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, !OperatingSystem.IsWindows());
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            probe.Listen();
        }
        catch (SocketException)
        {
            throw new SandboxException($"Port {port} is taken by another program. Choose another with {option}, for example: {option} {port + 1}");
        }
    }

    private static string Welcome(HostLmsOptions options) =>
        $"""

        Exempel-LMS is ready. Open this address in a browser:

            {options.Issuer}/

        Ctrl-C stops it.
        """;
}
