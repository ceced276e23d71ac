using Yrkesresan.LtiTool.FollowUp.Statements;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Stationen;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.FollowUp.Statements;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>Follow-up in the service: live counts, editions, statements.</summary>
internal static class FollowUpSetup
{
    public static IServiceCollection AddFollowUp(this IServiceCollection services) => services
        // The commands word the definitions of an edition.
        .AddLocalization()
        .AddSingleton<IProgressFeed, StatementProgressFeed>()
        .AddSingleton(p => new FollowUpProjector(
            p.GetRequiredService<Database>(), p.GetRequiredService<WriteQueue>(), p.GetRequiredService<IProgressFeed>(), p.GetRequiredService<KitLibrary>().Find))
        .AddSingleton<LiveFollowUp>()
        .AddHostedService<FollowUpUpkeep>()
        .AddSingleton<EditionIssuer>()
        .AddSingleton<EditionReader>()
        .AddSingleton<PlacedStatements>()
        .AddSingleton(p => new StatementSentence(p.GetRequiredService<KitLibrary>().Find))
        .AddSingleton<PlaceNames>()
        .AddSingleton<StatementLog>()
        .AddSingleton<StatementSeal>()
        .AddSingleton<LivePlaces>()
        .AddSingleton<StaffList>();

    public static IEndpointRouteBuilder MapFollowUp(this IEndpointRouteBuilder routes)
    {
        EditionFile.Map(routes);
        StatementFile.Map(routes);
        return routes;
    }
}
