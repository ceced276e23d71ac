using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Keys;

namespace Yrkesresan.HostLms.Launches;

/// <summary>How this platform writes its messages.</summary>
public interface IMessageForm
{
    /// <summary>The claims of the message that a click stands for.</summary>
    JsonObject Write(LaunchOrder order, string clientId, string nonce);
}

/// <summary>The message itself, signed by the platform.</summary>
public sealed class IdToken(PlatformKey key, IMessageForm form)
{
    public string Sign(PendingLaunch launch, string clientId, string nonce) => key.Sign(form.Write(launch.Order, clientId, nonce));
}
