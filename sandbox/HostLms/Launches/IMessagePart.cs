using System.Text.Json.Nodes;

namespace Yrkesresan.HostLms.Launches;

/// <summary>What a service of this platform has to say in a launch: its claim, with the addresses that the tool may use.</summary>
public interface IMessagePart
{
    void Add(JsonObject claims, LaunchOrder order);
}
