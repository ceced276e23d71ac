using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// SIGKILL does not test that data reach the disk: the kernel keeps what was written. So the system calls are counted: each acknowledged
/// statement, sent alone and waited for, has cost its own sync of the database's log.
/// </summary>
public sealed partial class SyncTests
{
    private const int Statements = 40;

    [Fact]
    public async Task SQLite_syncs_its_log_before_each_statement_is_acknowledged()
    {
        await using var tool = await ToolProcess.CreateAsync(Dialect.Sqlite);
        var log = Path.Combine(tool.Folder, "strace.log");
        var credential = await tool.CredentialAsync();
        await tool.StartAsync("strace", "-f", "-qq", "-o", log, "-e", "trace=fdatasync,fsync");
        await CountAsync(tool, credential, log);
    }

    [Fact]
    public async Task PostgreSQL_syncs_its_log_before_each_statement_is_acknowledged()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        await using var tool = ToolProcess.On(await cluster.CreateDatabaseAsync());
        var credential = await tool.CredentialAsync();
        await tool.StartAsync();
        var log = Path.Combine(tool.Folder, "strace.log");
        // Attached to the first process before the tool's connections are made would be too late for those there are: all are named.
        var processes = await ProcessesAsync(cluster.ProcessId);
        var attach = new ProcessStartInfo("strace", ["-f", "-o", log, "-e", "trace=fdatasync,fsync", .. processes.SelectMany(id => new[] { "-p", id })]);
        attach.RedirectStandardError = true;
        using var strace = Process.Start(attach)!;
        try
        {
            await AttachedAsync(strace, processes);
            _ = strace.StandardError.ReadToEndAsync();
            await CountAsync(tool, credential, log);
        }
        finally
        {
            strace.Kill();
            await strace.WaitForExitAsync();
        }
    }

    private static async Task CountAsync(ToolProcess tool, AuthenticationHeaderValue credential, string log)
    {
        // The first is not counted: it makes identifiers, connections and plans.
        await SendAsync(tool, credential);
        var before = await SyncsAsync(log);
        for (var i = 0; i < Statements; i++)
            await SendAsync(tool, credential);
        var syncs = await SyncsAsync(log) - before;
        Assert.True(syncs >= Statements, $"{syncs} syncs for {Statements} acknowledged statements.");
    }

    private static async Task SendAsync(ToolProcess tool, AuthenticationHeaderValue credential)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/xapi/statements");
        message.Headers.Authorization = credential;
        message.Headers.Add("X-Experience-API-Version", "1.0.3");
        message.Content = new StringContent("""
            {"actor": {"account": {"homePage": "https://spelare.example.org", "name": "1"}}, "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
             "object": {"id": "https://spelare.example.org/film"}}
            """, Encoding.UTF8, "application/json");
        using var answer = await tool.Client.SendAsync(message);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Calls that have come back, whether in one line or resumed in another.</summary>
    private static async Task<int> SyncsAsync(string log)
    {
        await using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return SyncDone().Count(await reader.ReadToEndAsync());
    }

    [GeneratedRegex(@"(fdatasync|fsync)(\(\d+\)| resumed>\)).*= 0$", RegexOptions.Multiline)]
    private static partial Regex SyncDone();

    /// <summary>Waits until strace has said of each process that it is attached to it, or that it has ended.</summary>
    private static async Task AttachedAsync(Process strace, IEnumerable<string> processes)
    {
        var waiting = processes.ToHashSet();
        while (waiting.Count > 0)
        {
            var line = await strace.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("strace has ended.");
            waiting.Remove(Attached().Match(line).Groups[1].Value);
        }
    }

    [GeneratedRegex(@"(?:Process |PTRACE_SEIZE, )(\d+)")]
    private static partial Regex Attached();

    /// <summary>The server's processes, its first one last.</summary>
    private static async Task<IReadOnlyList<string>> ProcessesAsync(int server)
    {
        using var pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-P", $"{server}"]) { RedirectStandardOutput = true })!;
        var children = (await pgrep.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await pgrep.WaitForExitAsync();
        return [.. children, $"{server}"];
    }
}
