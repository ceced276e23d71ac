using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests;

internal static class SessionHelp
{
    /// <summary>The form token that pages of this session carry, for tests that post without reading a page first.</summary>
    public static string FormTokenOf(this ToolHost tool, string sessionToken)
    {
        var key = tool.Services.GetRequiredService<MasterKey>().Derive("form-token");
        var hash = HMACSHA256.HashData(key, SHA256.HashData(Encoding.ASCII.GetBytes(sessionToken)));
        // A page puts a random mask before it and over it; a mask of zeros is as good.
        return Convert.ToBase64String([.. new byte[hash.Length], .. hash]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
