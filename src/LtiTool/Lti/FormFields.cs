using System.Buffers;
using System.Net;
using System.Text;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// The fields of a form or query, read within bounds and without guessing: a field given twice is remembered as such, so that a
/// rule can refuse it (two readers of one message must not see two messages).
/// </summary>
internal sealed class FormFields
{
    /// <summary>The largest form read, in bytes; a launch's is mostly its token.</summary>
    public const int LargestForm = 96 * 1024;

    private const int MostFields = 100;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    /// <summary>The field's value; null when it is absent or given more than once.</summary>
    public string? this[string name] => _repeated.Contains(name) ? null : _values.GetValueOrDefault(name);

    /// <summary>Whether the field is given more than once.</summary>
    public bool IsRepeated(string name) => _repeated.Contains(name);

    /// <summary>Whether any field is given more than once.</summary>
    public bool AnyRepeated => _repeated.Count > 0;

    /// <summary>Reads <c>a=b&amp;c=d</c>; null when there are too many fields.</summary>
    public static FormFields? Parse(ReadOnlySpan<char> text)
    {
        var fields = new FormFields();
        var count = 0;
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.IsEmpty)
                continue;
            if (++count > MostFields)
                return null;
            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            if (!fields._values.TryAdd(name, equals < 0 ? "" : Decode(pair[(equals + 1)..])))
                fields._repeated.Add(name);
        }
        return fields;
    }

    /// <summary>Reads the request's query (GET) or form (otherwise).</summary>
    public static async ValueTask<FormReading> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return new FormReading(Parse(request.QueryString.Value.AsSpan().TrimStart('?')), TooLarge: false);
        if (request.ContentLength > LargestForm)
            return new FormReading(null, TooLarge: true);
        var isForm = request.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        if (!isForm)
            return new FormReading(null, TooLarge: false);
        try
        {
            return await ReadBodyAsync(request, cancel);
        }
        catch (BadHttpRequestException)
        {
            // Broken chunks, or a sender that is too slow.
            return new FormReading(null, TooLarge: false);
        }
    }

    private static async ValueTask<FormReading> ReadBodyAsync(HttpRequest request, CancellationToken cancel)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            if (read.Buffer.Length > LargestForm)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new FormReading(null, TooLarge: true);
            }
            if (read.IsCompleted)
            {
                // Form-urlencoded bytes are ASCII; others would have been percent-encoded.
                var fields = Parse(Encoding.Latin1.GetString(read.Buffer));
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new FormReading(fields, TooLarge: false);
            }
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static string Decode(ReadOnlySpan<char> text) =>
        text.ContainsAny('%', '+') ? WebUtility.UrlDecode(text.ToString()) : text.ToString();
}

/// <summary>What reading a form gave.</summary>
/// <param name="Fields">The fields; null when it was no form, or not within bounds.</param>
/// <param name="TooLarge">True when it was larger than what is read.</param>
internal readonly record struct FormReading(FormFields? Fields, bool TooLarge);
