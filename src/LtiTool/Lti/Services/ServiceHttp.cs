using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>
/// Requests to platforms' services: bounded in size, time and connections, without redirects (see <see cref="PlatformHttp"/>), every failure
/// told as one exception.
/// </summary>
internal sealed class ServiceHttp(YrkesresanOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>How long one request may take, its answer read.</summary>
    private readonly TimeSpan _longest = TimeSpan.FromSeconds(options.ServiceTimeoutSeconds);

    /// <summary>The largest answer that is kept whole, in bytes.</summary>
    public const int LargestAnswer = 4 * 1024 * 1024;

    private readonly HttpClient _http = PlatformHttp.CreateForServices(options, LargestAnswer, TimeSpan.FromSeconds(options.ServiceTimeoutSeconds));

    /// <summary>Sends it and reads the whole answer, whatever its status.</summary>
    /// <exception cref="PlatformServiceException">The address is not acceptable, nobody answers, or the answer is too large.</exception>
    public async Task<ServiceAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (PlatformAddress.RefusalOf(request.RequestUri!.OriginalString, options) is { } refusal)
            throw new PlatformServiceException(ServiceFailure.Unintelligible, refusal);
        try
        {
            var isRead = request.Options.TryGetValue(AnswerReader.Key, out var reader);
            using var response = await _http.SendAsync(request, isRead ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, cancel);
            if (isRead)
                await reader!.ReadAsync(response, cancel);
            return await ServiceAnswer.ReadAsync(response, clock.GetUtcNow(), cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            var what = e is OperationCanceledException ? $"did not answer within {_longest.TotalSeconds:0} seconds" : $"could not be asked: {e.Message}";
            throw new PlatformServiceException(ServiceFailure.Unavailable, $"{request.RequestUri.Host} {what}", inner: e);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What a service answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="MediaType">Of the body, as stated; platforms label JSON as HTML (lti.md §6), so that it says little.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Links">The <c>Link</c> headers as sent.</param>
/// <param name="RetryAfter">How long to wait, when it says so.</param>
/// <param name="PlatformTime">The platform's clock, when it says so: shows by how much it differs from ours.</param>
internal sealed record ServiceAnswer(int Status, string? MediaType, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Links, TimeSpan? RetryAfter, DateTimeOffset? PlatformTime)
{
    private const int ShownCharacters = 300;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The beginning of the body on one line, for a log or a page of an administrator.</summary>
    public string Beginning()
    {
        var text = System.Text.Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 4 * ShownCharacters)]);
        var line = string.Concat(text.Where(c => !char.IsControl(c)));
        return line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
    }

    /// <summary>The failure that this status stands for; null for a success and for what only the caller can judge.</summary>
    public PlatformServiceException? Failure(string service) => Status switch
    {
        401 or 403 => new(ServiceFailure.Denied, $"{service} answered {Status}") { Answer = Beginning() },
        429 => new(ServiceFailure.Throttled, $"{service} asks us to wait (429)", RetryAfter),
        408 or >= 500 => new(ServiceFailure.Unavailable, $"{service} answered {Status}", RetryAfter) { Answer = Beginning() },
        _ => null,
    };

    /// <summary>As <see cref="Failure"/>, of an answer that the caller can make nothing of.</summary>
    public PlatformServiceException FailureOr(string service, ServiceFailure otherwise) =>
        Failure(service) ?? new(otherwise, $"{service} answered {Status}") { Answer = Beginning() };

    internal static async Task<ServiceAnswer> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancel)
    {
        var retry = response.Headers.RetryAfter;
        return new ServiceAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsByteArrayAsync(cancel),
            response.Headers.TryGetValues("Link", out var links) ? [.. links] : [],
            retry?.Delta ?? (retry?.Date is { } date && date > now ? date - now : null),
            response.Headers.Date);
    }
}
