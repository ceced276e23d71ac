using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>Who asserts statements (Data 2.4.9): an account, never a person's address.</summary>
/// <param name="HomePage">The system of the account: this service's public address.</param>
/// <param name="Name">The account: a credential's key, or the name of the part of this service that writes.</param>
public sealed record Authority(string HomePage, string Name)
{
    internal AgentRef Agent { get; } = AgentRef.Of(AgentKind.Account, Encoding.UTF8.GetBytes(HomePage), Encoding.UTF8.GetBytes(Name), Relation.Authority);

    /// <summary>The agent as statements show it.</summary>
    internal byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("objectType", "Agent");
            json.WriteStartObject("account");
            json.WriteString("homePage", HomePage);
            json.WriteString("name", Name);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
