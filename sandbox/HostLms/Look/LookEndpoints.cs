namespace Yrkesresan.HostLms.Look;

/// <summary>The stylesheet and the scripts, carried inside the program so that it runs from anywhere.</summary>
internal static class LookEndpoints
{
    public static void MapLook(this WebApplication app)
    {
        foreach (var (file, type) in new[] { ("lms.css", "text/css"), ("send.js", "text/javascript"), ("frame.js", "text/javascript"), ("register.js", "text/javascript"), ("storage.js", "text/javascript"), ("picked.js", "text/javascript") })
            app.MapGet($"/{file}", () => Results.Stream(typeof(LookEndpoints).Assembly.GetManifestResourceStream($"Yrkesresan.HostLms.Look.{file}")!, $"{type}; charset=utf-8"));
    }
}
