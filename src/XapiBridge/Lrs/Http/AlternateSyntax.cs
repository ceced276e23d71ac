using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>The alternate request syntax (1.0.3 Communication 1.3): a form that is posted stands for a request that a browser could not make. 2.0 has none.</summary>
internal static class AlternateSyntax
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const string Content = "content";
    // More than all headers and parameters that any resource has.
    private const int MostFields = 64;

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Post, HttpMethods.Delete];

    private static readonly string[] HeaderFields =
        ["Authorization", "X-Experience-API-Version", HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.IfMatch, HeaderNames.IfNoneMatch];

    // The collection itself does not tell the cases apart, which parameters do (Communication 3.2).
    public static bool IsUsed(HttpRequest request) => request.QueryString.HasValue && HttpMethods.IsPost(request.Method) && request.Query.Keys.Contains("method", StringComparer.Ordinal);

    /// <summary>Makes of the request the one that it stands for. True when that took leniency: the form did not say that it is one.</summary>
    /// <exception cref="RequestRefusedException">It does not follow the syntax.</exception>
    public static async Task<bool> TranslateAsync(HttpRequest request, int mostBytes)
    {
        if (request.Query.Count != 1 || request.Query["method"] is not [{ } method] || !Methods.Contains(method))
            throw RequestRefusedException.Bad($"In the alternate request syntax the address has one parameter, method, which is one of {string.Join(", ", Methods)}; the others are fields of the form.");
        var leniently = TakesLeniency(request.ContentType);
        Dictionary<string, byte[]> fields;
        using (var body = await Body.ReadAsync(request, mostBytes))
            fields = Fields(body.Memory.Span);

        request.Method = method;
        SetContent(request, method, fields);
        foreach (var name in HeaderFields)
            if (fields.Remove(name, out var value) && name != HeaderNames.ContentLength)
                request.Headers[name] = Encoding.UTF8.GetString(value);
        request.Query = new QueryCollection(fields.ToDictionary(f => f.Key, f => new StringValues(Encoding.UTF8.GetString(f.Value))));
        return leniently;
    }

    // Internet Explorer's XDomainRequest could not name a type, and content that was made for it (Storyline's) still does not.
    private static bool TakesLeniency(string? contentType) =>
        !MediaTypeHeaderValue.TryParse(contentType, out var type) ? true
        : type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase) ? false
        : type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase) ? true
        : throw RequestRefusedException.Bad($"In the alternate request syntax the body is a form: Content-Type must be {FormType}.");

    private static void SetContent(HttpRequest request, string method, Dictionary<string, byte[]> fields)
    {
        var given = fields.Remove(Content, out var content);
        if (!given && (method == HttpMethods.Put || method == HttpMethods.Post))
            throw RequestRefusedException.Bad($"In the alternate request syntax what {method} sends is the form's field {Content}.");
        content ??= [];
        if (fields.TryGetValue(HeaderNames.ContentLength, out var length) && Encoding.UTF8.GetString(length) != content.Length.ToString(CultureInfo.InvariantCulture))
            throw RequestRefusedException.Bad($"The field Content-Length is not the length of the field {Content} in bytes.");
        request.Body = new MemoryStream(content, writable: false);
        request.ContentLength = content.Length;
        // Communication 1.5: application/json is what requests normally use. The header has told of the form.
        request.ContentType = given ? "application/json" : null;
    }

    /// <summary>The form's fields, decoded; each once, and all of it UTF-8.</summary>
    private static Dictionary<string, byte[]> Fields(ReadOnlySpan<byte> form)
    {
        var fields = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var range in form.Split((byte)'&'))
        {
            var field = form[range];
            if (field.IsEmpty)
                continue;
            var equals = field.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? field : field[..equals]);
            if (fields.Count == MostFields || !fields.TryAdd(Encoding.UTF8.GetString(name), equals < 0 ? [] : Decode(field[(equals + 1)..])))
                throw RequestRefusedException.Bad(FormattableString.Invariant($"A form must have at most {MostFields} fields, each of them once."));
        }

        return fields;
    }

    private static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var decoded = WebUtility.UrlDecodeToBytes(text.ToArray(), 0, text.Length)!;
        return Utf8.IsValid(decoded) ? decoded : throw RequestRefusedException.Bad("A form must be in UTF-8.");
    }
}
