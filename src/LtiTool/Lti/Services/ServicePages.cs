using System.Runtime.CompilerServices;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>Why a list in pages could not be read to its end, though every page was answered.</summary>
internal enum PagesFault
{
    /// <summary>The pages lead back to one that was read before, or go on without anything new.</summary>
    Circle,

    /// <summary>There are more pages or entries than are read.</summary>
    TooMany,

    /// <summary>The list is not there (any more): 404 or 410.</summary>
    Gone,
}

/// <summary>A list in pages that could not be read to its end. What was read until then is right, and not all.</summary>
internal sealed class PagesException(PagesFault fault, string message)
    : PlatformServiceException(fault == PagesFault.Gone ? ServiceFailure.Denied : ServiceFailure.Unintelligible, message)
{
    public PagesFault Fault => fault;
}

/// <summary>Lists that a service gives in pages: one at a time, followed to the last (RFC 8288 <c>next</c>).</summary>
internal sealed class ServicePages(ServiceClient services)
{
    /// <summary>More pages than this are not read.</summary>
    public const int MostPages = 2000;

    /// <summary>The pages in order, each asked for when the one before has been dealt with.</summary>
    /// <param name="platform">Whose service it is.</param>
    /// <param name="scope">What the token must be good for.</param>
    /// <param name="address">The first page.</param>
    /// <param name="mediaType">Asked for; some services know no other.</param>
    /// <param name="reader">Reads each page as it comes, before it is given here; null: the pages are given whole.</param>
    /// <param name="otherwise">What kind of failure an answer is that says nothing by its status.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PlatformServiceException">A page could not be had.</exception>
    /// <exception cref="PagesException">There is no end to be come to.</exception>
    public async IAsyncEnumerable<ServiceAnswer> ReadAsync(
        Platform platform, string scope, string address, string mediaType,
        AnswerReader? reader = null, ServiceFailure otherwise = ServiceFailure.Unintelligible, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        for (string? next = address; next is not null;)
        {
            if (!read.Add(next))
                throw new PagesException(PagesFault.Circle, $"After {read.Count} pages the list leads back to a page that was read before.");
            if (read.Count > MostPages)
                throw new PagesException(PagesFault.TooMany, $"The list has more than {MostPages} pages.");
            var at = next;
            var answer = await services.SendAsync(platform, [scope], () => Request(at, mediaType, reader), cancel);
            if (answer.Status is StatusCodes.Status404NotFound or StatusCodes.Status410Gone)
                throw new PagesException(PagesFault.Gone, $"The list is not there ({answer.Status})") { Answer = answer.Beginning() };
            if (!answer.IsSuccess)
                throw answer.FailureOr("The list", otherwise);
            yield return answer;
            next = platform.Quirks.NextPageOf(answer) is { } link ? Resolve(AddressOf(at), link) : null;
        }
    }

    /// <summary>The address that a link of an answer leads to, whole; character by character as it was sent (lti.md §2.11: some LMSs tell upper from lower case).</summary>
    /// <exception cref="PlatformServiceException">It is no address.</exception>
    public static string Resolve(Uri from, string link)
    {
        if (!Uri.TryCreate(new Uri(from.OriginalString), link, out var resolved))
            throw new PlatformServiceException(ServiceFailure.Unintelligible, $"The link '{Refusal.Shorten(link)}' is no address.");
        var page = from.OriginalString.Split('?', '#')[0];
        return link switch
        {
            ['/', '/', ..] => $"{from.Scheme}:{link}",
            not ['/', ..] when Uri.TryCreate(link, UriKind.Absolute, out _) => link,
            _ when link.Contains("./", StringComparison.Ordinal) => resolved.AbsoluteUri,
            ['/', ..] => from.GetLeftPart(UriPartial.Authority) + link,
            ['?', ..] => page + link,
            _ => page[..(page.LastIndexOf('/') + 1)] + link,
        };
    }

    /// <summary>An address with a query parameter more; what it has already stays as it is.</summary>
    public static string With(string address, string name, string value) =>
        $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";

    /// <summary>The address, to be sent character by character.</summary>
    /// <exception cref="PlatformServiceException">It is none.</exception>
    public static Uri AddressOf(string address)
    {
        var plain = !address.AsSpan().ContainsAnyExceptInRange('!', '~') && !address.Contains('#', StringComparison.Ordinal);
        return Uri.TryCreate(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = plain }, out var uri)
            ? uri
            : throw new PlatformServiceException(ServiceFailure.Unintelligible, $"'{address}' is not an address.");
    }

    /// <summary>A request for what is at an address.</summary>
    /// <exception cref="PlatformServiceException">It is no address.</exception>
    public static HttpRequestMessage Request(string address, string mediaType, AnswerReader? reader = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(address));
        request.Headers.Accept.ParseAdd(mediaType);
        if (reader is not null)
            request.Options.Set(AnswerReader.Key, reader);
        return request;
    }
}
