using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Kits;

internal static class KitServices
{
    public static IServiceCollection AddKits(this IServiceCollection services)
    {
        services.AddSingleton(p => new KitLibrary(p.GetRequiredService<Database>(), Open));
        services.AddSingleton<KitImport>();
        services.AddHostedService<KitRefresh>();
        return services;
    }

    /// <summary>Imports the kits beside the program where the database lacks them, and fills the library.</summary>
    public static async Task PrepareKitsAsync(IServiceProvider services)
    {
        await services.GetRequiredService<KitImport>().ShippedAsync(services.GetRequiredService<Database>(), Path.Combine(AppContext.BaseDirectory, "kits"));
        await services.GetRequiredService<KitLibrary>().RefreshAsync();
    }

    private static Kit Open(ReadOnlyMemory<byte> archive)
    {
        using var stream = new MemoryStream(archive.ToArray(), writable: false);
        var read = KitReader.Read(stream);
        return read.Kit ?? throw new InvalidOperationException($"An imported kit can no longer be read: {read.Faults[0]}");
    }
}
