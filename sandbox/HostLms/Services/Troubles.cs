using System.Collections.Concurrent;

namespace Yrkesresan.HostLms.Services;

/// <summary>What one of this platform's addresses does instead of answering, or before it does.</summary>
public sealed record Trouble
{
    /// <summary>The requests that have it; null: all.</summary>
    public string? Method { get; init; }

    /// <summary>Answered with; null: as usual, after the delay.</summary>
    public int? Status { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>The body of the answer.</summary>
    public string Body { get; init; } = "";

    public string MediaType { get; init; } = "text/html; charset=utf-8";

    /// <summary>Sent along, for example Retry-After or Location.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How many requests have it; after them all is well again.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The request is carried out, and only its answer is lost.</summary>
    public bool AfterTheFact { get; init; }
}

/// <summary>Slow, down or lying addresses, by the beginning of their path.</summary>
public sealed class Troubles
{
    private readonly ConcurrentDictionary<string, (Trouble Trouble, int Left)> troubles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);

    public void Set(string path, Trouble trouble) => troubles[path] = (trouble, trouble.Times);

    public void Clear() => troubles.Clear();

    /// <summary>How many requests a path has had.</summary>
    public int AskedFor(string path) => asked.GetValueOrDefault(path);

    internal async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        asked.AddOrUpdate(context.Request.Path, 1, (_, count) => count + 1);
        if (Take(context.Request) is not { } trouble)
        {
            await next(context);
            return;
        }

        if (trouble.Delay > TimeSpan.Zero)
            await Task.Delay(trouble.Delay, context.RequestAborted);
        if (trouble.AfterTheFact)
        {
            var answer = context.Response.Body;
            context.Response.Body = Stream.Null;
            await next(context);
            context.Response.Body = answer;
            context.Response.Clear();
        }
        else if (trouble.Status is null)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = trouble.Status ?? StatusCodes.Status502BadGateway;
        foreach (var (name, value) in trouble.Headers)
            context.Response.Headers[name] = value;
        context.Response.ContentType = trouble.MediaType;
        await context.Response.WriteAsync(trouble.Body, context.RequestAborted);
    }

    private Trouble? Take(HttpRequest request)
    {
        foreach (var (beginning, (trouble, left)) in troubles)
        {
            if (!request.Path.StartsWithSegments(beginning) || left <= 0 || trouble.Method is { } method && method != request.Method)
                continue;
            troubles[beginning] = (trouble, left == int.MaxValue ? left : left - 1);
            return trouble;
        }

        return null;
    }
}
