using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Yrkesresan.HostLms;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>
/// The whole house as a newcomer starts it: the sample LMS as its own process, which registers itself with the tool by the tool's
/// commands and runs it, on free ports and in a temporary folder.
/// </summary>
public sealed class RunningHouse : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TlsFront? _lmsFront;
    private readonly TlsFront? _toolFront;

    private RunningHouse(string folder, int lmsPort, int toolPort, bool https)
    {
        if (https)
            (_lmsFront, _toolFront) = (TlsFront.Start(lmsPort), TlsFront.Start(toolPort));
        _folder = folder;
        (LmsPort, ToolPort) = (lmsPort, toolPort);
        var info = new ProcessStartInfo("dotnet",
        [
            Path.Combine(Checkout.Folder, "sandbox/HostLms/bin/Release/net10.0/HostLms.dll"),
            "--port", $"{lmsPort}", "--tool-port", $"{toolPort}", "--data", folder,
            .. https ? new[] { "--public-url", LmsUrl, "--public-tool-url", ToolUrl } : [],
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(info)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    public int LmsPort { get; }

    public int ToolPort { get; }

    public string LmsUrl => _lmsFront is null ? $"http://lms.localhost:{LmsPort}" : $"https://lms.localhost:{_lmsFront.Port}";

    /// <summary>A course room of the LMS on another origin than its authorization endpoint.</summary>
    public string RoomUrl => LmsUrl.Replace("://", "://kurs.", StringComparison.Ordinal);

    public string ToolUrl => _toolFront is null ? $"http://tool.localhost:{ToolPort}" : $"https://tool.localhost:{_toolFront.Port}";

    /// <summary>For requests that are no browser's: *.localhost is resolved by browsers only.</summary>
    public string ToolServerUrl => $"http://127.0.0.1:{ToolPort}";

    public string Output => _output.ToString();

    private static string ToolProgram => Path.Combine(Checkout.Folder, "src/LtiTool/bin/Release/net10.0/yrkesresan.dll");

    /// <summary>The tool's database, for what no command does: to let time pass.</summary>
    public string ConnectionString => $"Data Source={Path.Combine(_folder, "tool", "yrkesresan.db")}";

    /// <param name="https">Whether browsers reach both by https; WebKit keeps no secure cookies on http.</param>
    public static async Task<RunningHouse> StartAsync(bool https = false)
    {
        var house = new RunningHouse(Directory.CreateTempSubdirectory("yrkesresan-house-").FullName, Ports.Free(), Ports.Free(), https);
        var ready = new TaskCompletionSource();
        void Read(string? line)
        {
            lock (house._output)
                house._output.AppendLine(line);
            if (line?.Contains("is ready", StringComparison.Ordinal) == true)
                ready.TrySetResult();
        }

        house._process.OutputDataReceived += (_, e) => Read(e.Data);
        house._process.ErrorDataReceived += (_, e) => Read(e.Data);
        house._process.BeginOutputReadLine();
        house._process.BeginErrorReadLine();
        var ended = house._process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended, Task.Delay(TimeSpan.FromMinutes(5))) != ready.Task)
            throw new InvalidOperationException("The sample LMS did not start: " + house.Output);
        return house;
    }

    /// <summary>Runs a command of the tool beside the running server; gives its JSON.</summary>
    public async Task<JsonElement> CommandAsync(params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", [ToolProgram, .. arguments, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["Yrkesresan__PublicUrl"] = ToolUrl;
        info.Environment["Yrkesresan__DataDirectory"] = Path.Combine(_folder, "tool");
        info.Environment["Yrkesresan__AllowInsecureHttp"] = "true";
        info.Environment["Yrkesresan__AllowPrivateNetworks"] = "true";
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"yrkesresan {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>Imports a seed (docs/operations.md) beside the running server.</summary>
    public async Task ImportAsync(string seed)
    {
        var file = Path.Combine(_folder, $"seed-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, seed);
        await CommandAsync("organisation", "import", file, "--by", "test");
    }

    /// <summary>Whom the sample LMS, or another, means by an account.</summary>
    public async Task<Guid> PersonAsync(string subject, string? issuer = null, string client = HostLmsOptions.ClientId)
    {
        var at = issuer ?? LmsUrl;
        await using var database = Database.FromConnectionString(ConnectionString);
        await using var read = await database.ReadAsync();
        return await read.FirstOrDefaultAsync(
            $"select a.person_id from person_account a join platform p on p.id = a.platform_id where p.issuer = {at} and p.client_id = {client} and a.subject = {subject}", r => r.GetUuid(0));
    }

    /// <summary>Lets a day pass for every session, or for one person's.</summary>
    public async Task EndSessionsAsync(string? subject = null)
    {
        var person = subject is null ? Guid.Empty : await PersonAsync(subject);
        await using var database = Database.FromConnectionString(ConnectionString);
        await using var writes = new WriteQueue(database);
        await writes.RunAsync(unit => unit.ExecuteAsync($"update session set last_seen = 0, created = 0 where {subject is null} or person_id = {person}"));
    }

    public async ValueTask DisposeAsync()
    {
        End();
        foreach (var front in new[] { _lmsFront, _toolFront }.OfType<TlsFront>())
            await front.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private void End()
    {
        if (_process.HasExited)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }
}
