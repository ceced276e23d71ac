using System.Collections.Concurrent;

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
}

/// <summary>The tools of this platform, by client id; the one it is started for is known from the start.</summary>
public sealed class RegisteredTools
{
    private readonly ConcurrentDictionary<string, RegisteredTool> tools = new(StringComparer.Ordinal);

    public RegisteredTools(HostLmsOptions options) =>
        Add(new RegisteredTool(HostLmsOptions.ClientId, $"{options.ToolServerUrl}/lti/jwks", options.LoginInitiationUrl, [options.LaunchUrl]));

    public void Add(RegisteredTool tool) => tools[tool.ClientId] = tool;

    public RegisteredTool? Find(string? clientId) => clientId is not null && tools.TryGetValue(clientId, out var tool) ? tool : null;
}
