using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Keys;

/// <summary><c>key list</c>.</summary>
internal static class KeyCommands
{
    public static Command Create()
    {
        var key = new Command("key", "The tool's key pairs.");
        key.Add(new Command("list", "List the keys published at /lti/jwks.").Does(async (_, services, cancel) =>
        {
            await using var session = await services.GetRequiredService<Database>().ReadAsync(cancel);
            var keys = await ToolKeys.AllAsync(session, cancel);
            return new CommandResult(
                keys.Select(k => new { k.Kid, alg = "RS256", k.Made }),
                string.Join(Environment.NewLine, keys.Select(k => $"{k.Kid}  RS256  made {k.Made:u}")));
        }));
        return key;
    }
}
