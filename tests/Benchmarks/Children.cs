using System.Diagnostics;
using System.Text.Json;
using Yrkesresan.Testing;

namespace Yrkesresan.Benchmarks;

/// <summary>The processes a benchmark runs beside itself.</summary>
internal static class Children
{
    public static string ToolProgram => Path.Combine(Checkout.Folder, "src/LtiTool/bin/Release/net10.0/yrkesresan.dll");

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool quiet = true)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = quiet, RedirectStandardError = quiet };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        var process = Process.Start(info)!;
        if (quiet)
        {
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, e) => { if (e.Data is { Length: > 0 } line) Console.Error.WriteLine(line); };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => { if (!process.HasExited) process.Kill(entireProcessTree: true); };
        return process;
    }

    public static void End(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Runs a program to its end and gives its stdout.</summary>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
        return output;
    }

    /// <summary>Runs a load generator of <c>load/</c>; gives the JSON objects it prints, one a line.</summary>
    public static async Task<List<JsonElement>> LoadAsync(string generator, params string[] arguments)
    {
        var output = await OutputAsync("node", [Path.Combine(Checkout.Folder, "tests/Benchmarks/load", generator), .. arguments]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
    }

    public static async Task WaitForAsync(string url)
    {
        using var http = new HttpClient();
        for (var i = 0; ; i++)
        {
            try
            {
                if ((await http.GetAsync(url)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (i < 300)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
    }
}
