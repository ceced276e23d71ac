using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>A platform's line item, as far as we look at it (AGS 2.0 §3.2).</summary>
internal sealed record PlatformLineItem(string Id, string? ResourceId, string? Tag, string? ResourceLinkId);

/// <summary>How it stands with a line item on its platform.</summary>
internal enum LineItemStanding
{
    /// <summary>It is there.</summary>
    There,

    /// <summary>Somebody has deleted it.</summary>
    Deleted,

    /// <summary>It cannot be told.</summary>
    Unknown,
}

/// <summary>A result of a platform's gradebook (AGS 2.0 §3.3).</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Share">Score over maximum, from 0; null where there is no score.</param>
/// <param name="At">When it was last changed, where the platform says so, though the specification has no place for it.</param>
internal sealed record PlatformResult(string UserId, decimal? Share, DateTimeOffset? At);

/// <summary>The requests of AGS 2.0, by the exact media types; each with the one scope that it needs.</summary>
internal sealed class GradeClient(ServiceClient services, ServicePages pages, YrkesresanOptions options)
{
    /// <summary>AGS 2.0 §3.4: posts a score; any answer is the caller's to judge.</summary>
    public Task<ServiceAnswer> PostAsync(Platform platform, ClaimedGrade grade, CancellationToken cancel) =>
        services.SendAsync(platform, [GradeScopes.Score], () => With(HttpMethod.Post, CourseLineItem.Below(grade.LineItem.Url, "scores"), GradeMedia.Score, ScoreOf(platform, grade)), cancel);

    /// <summary>
    /// The score (AGS 2.0 §3.4.4–3.4.9). Without any there is no <c>scoreGiven</c>: the platform then takes away the one it has.
    /// </summary>
    internal static JsonObject ScoreOf(Platform platform, ClaimedGrade grade)
    {
        var score = new JsonObject
        {
            ["userId"] = grade.Subject,
            ["timestamp"] = grade.Timestamp,
            ["activityProgress"] = grade.Score.IsCompleted ? "Completed" : grade.Score.Hundredths is null ? "Initialized" : platform.Quirks.ActivityProgressOfPart,
            ["gradingProgress"] = grade.Score.IsCompleted ? "FullyGraded" : grade.Score.Hundredths is null ? "NotReady" : platform.Quirks.GradingProgressOfPart,
        };
        if (grade.Score.Given is { } given)
        {
            score["scoreGiven"] = given;
            score["scoreMaximum"] = CourseLineItem.Maximum;
        }
        platform.Quirks.AddToScore(score);
        return score;
    }

    /// <summary>
    /// Whether the line item is there. Gone is only what is missing from a course room that answers: of a closed one some say that nothing is there.
    /// </summary>
    /// <exception cref="PlatformServiceException">The platform does not answer.</exception>
    public async Task<LineItemStanding> StandingAsync(Platform platform, string url, string scopes, string? lineItems, CancellationToken cancel)
    {
        if (GradeScopes.ToReadLineItems(scopes) is not { } scope)
            return LineItemStanding.Unknown;
        var answer = await services.SendAsync(platform, [scope], () => ServicePages.Request(url, GradeMedia.LineItem), cancel);
        if (answer.IsSuccess)
            return LineItemStanding.There;
        if (answer.Status is not (404 or 410) || lineItems is null)
            return LineItemStanding.Unknown;
        var room = await services.SendAsync(platform, [scope], () => ServicePages.Request(lineItems, GradeMedia.LineItems), cancel);
        return room.IsSuccess ? LineItemStanding.Deleted : LineItemStanding.Unknown;
    }

    /// <summary>AGS 2.0 §3.2.2: the course room's line item for this course; null when it has none. Platforms that know no filter answer with all.</summary>
    /// <exception cref="PlatformServiceException">It could not be looked for.</exception>
    public async Task<PlatformLineItem?> FindAsync(Platform platform, WantedLineItem wanted, CancellationToken cancel)
    {
        var address = CourseLineItem.With(wanted.LineItemsUrl!, $"resource_id={Uri.EscapeDataString(wanted.CourseId)}&tag={Uri.EscapeDataString(wanted.JourneyId)}");
        await foreach (var page in PagesAsync(platform, GradeScopes.LineItem, address, GradeMedia.LineItems, cancel))
        {
            var found = page.Select(LineItemOf).FirstOrDefault(i => i is not null && i.ResourceId == wanted.CourseId && i.Tag == wanted.JourneyId);
            if (found is not null)
                return found;
        }
        return null;
    }

    /// <summary>AGS 2.0 §3.2.4: makes a line item; gives its address.</summary>
    /// <exception cref="PlatformServiceException">It could not be made, or nobody knows whether it was.</exception>
    public async Task<string> MakeAsync(Platform platform, WantedLineItem wanted, string label, CancellationToken cancel)
    {
        var item = new JsonObject
        {
            ["label"] = label,
            ["scoreMaximum"] = CourseLineItem.Maximum,
            ["resourceId"] = wanted.CourseId,
            ["tag"] = wanted.JourneyId,
            ["submissionReview"] = CourseLineItem.SubmissionReview(options.PublicUri.GetLeftPart(UriPartial.Authority)),
        };
        if (wanted.ResourceLinkId is { } link)
            item["resourceLinkId"] = link;
        var answer = await services.SendAsync(platform, [GradeScopes.LineItem], () =>
        {
            var request = With(HttpMethod.Post, wanted.LineItemsUrl!, GradeMedia.LineItem, item);
            request.Headers.Accept.ParseAdd(GradeMedia.LineItem);
            return request;
        }, cancel);
        Expect(answer, "The line item service");
        return LineItemOf(Parse(answer, e => e.Clone()))?.Id ?? throw new PlatformServiceException(ServiceFailure.Unintelligible, "The line item made has no id");
    }

    /// <summary>AGS 2.0 §3.3: the results of a line item. How long its pages are is the platform's to say: no limit is asked for.</summary>
    /// <exception cref="PlatformServiceException">They could not be read.</exception>
    public async IAsyncEnumerable<PlatformResult> ResultsAsync(
        Platform platform, ReadyLineItem item, string? subject, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var address = CourseLineItem.Below(item.Url, platform.Quirks.ResultsName, subject is null ? null : $"user_id={Uri.EscapeDataString(subject)}");
        await foreach (var page in PagesAsync(platform, GradeScopes.ResultReadOnly, address, GradeMedia.Results, cancel))
        {
            foreach (var result in page.Select(ResultOf).OfType<PlatformResult>().Where(r => subject is null || r.UserId == subject))
                yield return result;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<JsonElement>> PagesAsync(
        Platform platform, string scope, string address, string accept, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var answer in pages.ReadAsync(platform, scope, address, accept, otherwise: ServiceFailure.Denied, cancel: cancel))
            yield return Parse(answer, e => e.EnumerateArray().Select(i => i.Clone()).ToList());
    }

    private static void Expect(ServiceAnswer answer, string service)
    {
        if (!answer.IsSuccess)
            throw answer.FailureOr(service, ServiceFailure.Denied);
    }

    private static T Parse<T>(ServiceAnswer answer, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PlatformServiceException(ServiceFailure.Unintelligible, $"The answer ({answer.MediaType}) is not what was asked for", inner: e);
        }
    }

    private static PlatformLineItem? LineItemOf(JsonElement item) =>
        Text(item, "id") is { } id && Uri.TryCreate(id, UriKind.Absolute, out _)
            ? new PlatformLineItem(id, Text(item, "resourceId"), Text(item, "tag"), Text(item, "resourceLinkId")) : null;

    private static PlatformResult? ResultOf(JsonElement result) =>
        Text(result, "userId") is { } user
            ? new PlatformResult(
                user,
                Number(result, "resultScore") is { } score ? score / (Number(result, "resultMaximum") is { } maximum and > 0 ? maximum : 1) : null,
                DateTimeOffset.TryParse(Text(result, "timestamp"), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null)
            : null;

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };

    private static decimal? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    private static HttpRequestMessage With(HttpMethod method, string address, string mediaType, JsonObject body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new HttpRequestMessage(method, ServicePages.AddressOf(address)) { Content = content };
    }
}
