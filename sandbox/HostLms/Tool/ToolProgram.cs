using System.Diagnostics;

namespace Yrkesresan.HostLms.Tool;

/// <summary>The tool's program on this machine, and the environment it gets here.</summary>
internal sealed class ToolProgram
{
    private readonly string path;

    private ToolProgram(string path) => this.path = path;

    /// <summary>The one chosen, or the one built beside this project in the same configuration.</summary>
    public static ToolProgram Find(HostLmsOptions options)
    {
        var output = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var framework = Path.GetFileName(output);
        var configuration = Path.GetFileName(Path.GetDirectoryName(output)!);
        var path = options.ToolCommand ?? Path.GetFullPath(
            Path.Combine(HostLmsOptions.ProjectDirectory, "..", "..", "src", "LtiTool", "bin", configuration, framework, "yrkesresan.dll"));
        return File.Exists(path)
            ? new ToolProgram(path)
            : throw new SandboxException($"The tool's program is not at {path}. Build the solution first, or say where it is with --tool-command.");
    }

    public ProcessStartInfo Command(HostLmsOptions options, params IEnumerable<string> arguments)
    {
        var isLibrary = Path.GetExtension(path) == ".dll";
        var start = new ProcessStartInfo(isLibrary ? Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet" : path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (isLibrary)
            start.ArgumentList.Add(path);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        start.Environment["Yrkesresan__PublicUrl"] = options.ToolUrl;
        start.Environment["Yrkesresan__DataDirectory"] = options.ToolDataDirectory;
        // Both belong to a sandbox on one machine only: there is no certificate, and this platform is a private address.
        start.Environment["Yrkesresan__AllowInsecureHttp"] = "true";
        start.Environment["Yrkesresan__AllowPrivateNetworks"] = "true";
        start.Environment["ASPNETCORE_URLS"] = options.ToolServerUrl;
        return start;
    }
}
