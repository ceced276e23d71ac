using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Kits;

internal static class KitServices
{
    public static IServiceCollection AddKits(this IServiceCollection services)
    {
        services.AddSingleton(p => new KitLibrary(p.GetRequiredService<Database>(), _ => throw new InvalidOperationException("This program reads no kits.")));
        return services;
    }
}
