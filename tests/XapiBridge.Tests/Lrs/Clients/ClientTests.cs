using System.Diagnostics;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Clients;

/// <summary>Clients that others have written, as their programs use them. The build has fetched them from npm.</summary>
public sealed class ClientTests
{
    private static readonly string Project = Path.Combine(Checkout.Folder, "tests", "XapiBridge.Tests");

    [Theory]
    [InlineData("xapi", "1.0.3"), InlineData("xapi", "2.0.0"), InlineData("tincan", "1.0.2")]
    public async Task Statements_and_attachments_go_out_and_come_back(string client, string version)
    {
        await using var lrs = await LrsServer.StartAsync();
        var credential = await lrs.Credentials.AddAsync("Exempel", [Scope.All]);
        var script = Path.Combine(Project, "Lrs", "Clients", client + ".cjs");
        var info = new ProcessStartInfo("node", [script, $"{lrs.Client.BaseAddress}xapi/", credential.Credential.Key, credential.Secret, version])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = Path.Combine(Project, "obj", "clients", "node_modules") },
        };
        using var node = Process.Start(info)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0 && output.TrimEnd().EndsWith("done", StringComparison.Ordinal), output + await errors);
    }
}
