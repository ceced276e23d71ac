using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

internal static class ProgressSetup
{
    public static IServiceCollection AddProgress(this IServiceCollection services) => services
        .AddSingleton(p => new StatementEmitter(p.GetRequiredService<YrkesresanOptions>().PublicUri.GetLeftPart(UriPartial.Authority)))
        .AddSingleton<StatementSink>((_, _) => Task.CompletedTask)
        .AddSingleton<IStandings, MembershipStandings>()
        .AddSingleton<LearningRecords>()
        .AddSingleton<ProgressStore>();
}
