using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>Answers a request that has passed the gate.</summary>
internal delegate Task Handler(HttpContext http, Credential credential, XapiVersion version);

/// <summary>A resource under /xapi, and what answers each of its methods. HEAD is answered as GET (Communication 1.1).</summary>
internal sealed class Resource
{
    private readonly (string Method, Handler Handle)[] methods;

    public Resource(string path, params (string Method, Handler Handle)[] methods)
    {
        Path = path;
        this.methods = methods.FirstOrDefault(m => m.Method == HttpMethods.Get).Handle is { } get ? [.. methods, (HttpMethods.Head, get)] : methods;
        Allow = string.Join(", ", this.methods.Select(m => m.Method).Append(HttpMethods.Options));
    }

    public string Path { get; }

    /// <summary>The methods there are, as the header Allow lists them.</summary>
    public string Allow { get; }

    /// <summary>Whether answers to GET say how far the statements are complete (Communication 2.1.3).</summary>
    public bool SaysConsistentThrough { get; init; }

    /// <summary>Whether it needs neither version nor credential.</summary>
    public bool IsOpen { get; init; }

    public Handler? Find(string method)
    {
        foreach (var (name, handle) in methods)
            if (HttpMethods.Equals(name, method))
                return handle;
        return null;
    }
}
