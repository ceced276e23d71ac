namespace Yrkesresan.LtiTool.Journeys;

internal static class JourneyServices
{
    public static IServiceCollection AddJourneys(this IServiceCollection services) => services.AddSingleton<JourneyDoor>().AddSingleton<SourceDoor>();
}
