using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Yrkesresan.HostLms.Launches;

/// <summary>OpenID Connect Core §3.1.2.1 as LTI uses it: what came in the query or the form, and the launch its login hint stands for.</summary>
internal sealed class AuthorizationRequest(IEnumerable<KeyValuePair<string, StringValues>> parameters)
{
    private readonly Dictionary<string, StringValues> parameters = new(parameters, StringComparer.Ordinal);

    /// <summary>Null until the login hint has been looked up and used up, and after that when it was not good.</summary>
    public PendingLaunch? Launch { get; set; }

    public bool HasDuplicates => parameters.Values.Any(values => values.Count > 1);

    /// <summary>The value when there is exactly one and it is not empty: RFC 6749 §3.1 treats an empty parameter as omitted.</summary>
    public string? this[string name] => parameters.GetValueOrDefault(name) is [{ Length: > 0 } value] ? value : null;

    public bool Has(string name, [NotNullWhen(true)] out string? value) => (value = this[name]) is not null;
}
