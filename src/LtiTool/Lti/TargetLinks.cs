using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>Addresses that a launch may lead to: those within our own origin.</summary>
internal sealed class TargetLinks(YrkesresanOptions options)
{
    private readonly Uri _public = options.PublicUri;

    /// <summary>Path and query within our origin, beginning with <c>/</c>; null when the address is foreign or none.</summary>
    public string? PathOf(string? target)
    {
        if (target is null or { Length: > 2000 } || !Uri.TryCreate(target, UriKind.Absolute, out var uri))
            return null;
        var isOurs = uri.Scheme == _public.Scheme && string.Equals(uri.IdnHost, _public.IdnHost, StringComparison.OrdinalIgnoreCase)
            && uri.Port == _public.Port && uri.UserInfo.Length == 0;
        return isOurs ? uri.PathAndQuery : null;
    }

    /// <summary>The whole address of a path of ours. Always with scheme and host: <c>//other.example</c> alone would lead away.</summary>
    public string AddressOf(string path) => _public.GetLeftPart(UriPartial.Authority) + path;
}
