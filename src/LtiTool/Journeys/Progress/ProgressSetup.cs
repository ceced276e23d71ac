using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

internal static class ProgressSetup
{
    public static IServiceCollection AddProgress(this IServiceCollection services) => services
        .AddSingleton(p => new StatementEmitter(p.GetRequiredService<YrkesresanOptions>().PublicUri.GetLeftPart(UriPartial.Authority)))
        .AddSingleton(Sink)
        .AddSingleton<IStandings, MembershipStandings>()
        .AddSingleton<LearningRecords>()
        .AddSingleton<ProgressStore>()
        .AddSingleton<ProgressMove>()
        .AddSingleton<ProgressExporter>()
        .AddSingleton<ProgressCheck>();

    // Our own statements go through the same gate as everyone's: what breaks the specification is never stored.
    private static StatementSink Sink(IServiceProvider services)
    {
        var store = services.GetRequiredService<StatementStore>();
        var authority = new Authority(services.GetRequiredService<StatementEmitter>().HomePage, Terms.OwnAuthority);
        return (unit, statements) => store.AppendAsync(unit, [.. statements.Select(s => PreparedStatement.Read(s.Json))], authority);
    }
}
