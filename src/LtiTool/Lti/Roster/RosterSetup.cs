namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>Rosters in the service.</summary>
internal static class RosterSetup
{
    public static IServiceCollection AddRoster(this IServiceCollection services) => services
        .AddSingleton<Services.ServicePages>()
        .AddSingleton<CourseGroups>()
        .AddSingleton<RosterSync>()
        .AddSingleton<RosterJob>();
}
