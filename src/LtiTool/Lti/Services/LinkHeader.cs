namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>Links of an answer (RFC 8288 §3).</summary>
internal static class LinkHeader
{
    /// <summary>
    /// The address of the first link of this relation, as it was sent (lti.md §2.11: lower-casing breaks some); null when there is none.
    /// </summary>
    public static string? Find(IEnumerable<string> headers, string relation)
    {
        foreach (var header in headers)
        {
            for (var at = header.IndexOf('<', StringComparison.Ordinal); at >= 0; at = header.IndexOf('<', at))
            {
                var end = header.IndexOf('>', at);
                if (end < 0)
                    break;
                var next = NextLink(header, end + 1);
                if (HasRelation(header.AsSpan(end + 1, next - end - 1), relation))
                    return header[(at + 1)..end].Trim();
                at = next;
                if (at >= header.Length)
                    break;
            }
        }
        return null;
    }

    /// <summary>Where the next link's comma stands, outside quotation marks.</summary>
    private static int NextLink(string header, int from)
    {
        var quoted = false;
        for (var i = from; i < header.Length; i++)
        {
            if (header[i] == '\\' && quoted)
                i++;
            else if (header[i] == '"')
                quoted = !quoted;
            else if (header[i] == ',' && !quoted)
                return i;
        }
        return header.Length;
    }

    private static bool HasRelation(ReadOnlySpan<char> parameters, string relation)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase))
                continue;
            var value = parameter[(equals + 1)..].Trim().Trim('"');
            foreach (var one in value.Split(' '))
            {
                if (value[one].Equals(relation, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }
}
