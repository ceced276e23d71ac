using Yrkesresan.XapiBridge.Retention;

namespace Yrkesresan.LtiTool.People.Erasing;

internal static class ErasingSetup
{
    public static IServiceCollection AddErasing(this IServiceCollection services) => services
        .AddSingleton<RecordErasure>()
        .AddSingleton<RecordPruning>()
        .AddSingleton<PersonErasing>()
        .AddSingleton<MyData.PersonFile>()
        .AddSingleton<ErasingJob>()
        .AddHostedService(p => p.GetRequiredService<ErasingJob>());
}
