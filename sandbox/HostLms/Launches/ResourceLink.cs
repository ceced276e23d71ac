using System.Security.Cryptography;
using System.Text;

namespace Yrkesresan.HostLms.Launches;

/// <summary>A link in the course room. Its id belongs to the target, so that opening the same place again is the same link.</summary>
internal static class ResourceLink
{
    public static string IdOf(string target) =>
        "lank-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)).AsSpan(0, 4));
}
