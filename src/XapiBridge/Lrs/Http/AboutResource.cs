using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>/xapi/about (Communication 2.8): which versions are spoken here.</summary>
internal static class AboutResource
{
    private static readonly byte[] About = """{"version":["1.0.0","1.0.1","1.0.2","1.0.3","2.0.0"]}"""u8.ToArray();

    public static Task GetAsync(HttpContext http, Credential credential, XapiVersion version) =>
        http.Request.Query.Keys.FirstOrDefault() is { } unknown
            ? throw RequestRefusedException.Bad($"The parameter {unknown} is not one of this resource's.")
            : Tagged.WriteAsync(http, DocumentStore.Json, About);
}
