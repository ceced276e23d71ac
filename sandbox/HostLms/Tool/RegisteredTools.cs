using System.Text.Json;

namespace Yrkesresan.HostLms.Tool;

/// <summary>A tool as this platform knows it.</summary>
/// <param name="ClientId">What the platform calls it.</param>
/// <param name="JwksUrl">Where its keys are; asked by this server.</param>
/// <param name="LoginInitiationUrl">Where a launch begins.</param>
/// <param name="RedirectUris">Where a token may be sent, compared character by character.</param>
public sealed record RegisteredTool(string ClientId, string JwksUrl, string LoginInitiationUrl, IReadOnlyList<string> RedirectUris)
{
    /// <summary>The services it may have tokens for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = Services.Scopes.All;

    /// <summary>For people.</summary>
    public string Name { get; init; } = "Yrkesresan";

    /// <summary>What a link without an address of its own leads to; null for the address that launches are answered at.</summary>
    public string? TargetLinkUri { get; init; }

    /// <summary>Parameters sent with every launch; variables are put in.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>();

    /// <summary>Its deployments here.</summary>
    public IReadOnlyList<string> Deployments { get; init; } = HostLmsOptions.Deployments;
}

/// <summary>
/// The tools of this platform, by client id: the one it is started for, known from the start, and those that registered themselves, which are kept
/// in the data folder.
/// </summary>
public sealed class RegisteredTools
{
    private readonly Lock locked = new();
    private readonly List<RegisteredTool> tools;
    private readonly string path;

    public RegisteredTools(HostLmsOptions options)
    {
        path = Path.Combine(options.DataDirectory, "registered-tools.json");
        tools =
        [
            new RegisteredTool(HostLmsOptions.ClientId, $"{options.ToolServerUrl}/lti/jwks", options.LoginInitiationUrl, [options.LaunchUrl]),
            .. File.Exists(path) ? JsonSerializer.Deserialize<List<RegisteredTool>>(File.ReadAllText(path))! : [],
        ];
    }

    /// <summary>In the order they were registered; the first is the one the platform is started for.</summary>
    public IReadOnlyList<RegisteredTool> All
    {
        get
        {
            lock (locked)
                return [.. tools];
        }
    }

    public void Add(RegisteredTool tool)
    {
        lock (locked)
            tools.Add(tool);
    }

    /// <summary>Adds a tool for good, or changes it when its client id is known.</summary>
    public void Keep(RegisteredTool tool)
    {
        lock (locked)
        {
            tools.RemoveAll(t => t.ClientId == tool.ClientId);
            tools.Add(tool);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(tools.Skip(1)));
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    public RegisteredTool? Find(string? clientId) => All.LastOrDefault(t => t.ClientId == clientId);
}
