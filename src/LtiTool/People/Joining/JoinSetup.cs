namespace Yrkesresan.LtiTool.People.Joining;

internal static class JoinSetup
{
    public static IServiceCollection AddJoining(this IServiceCollection services) => services
        .AddSingleton<MembershipMove>()
        .AddSingleton<PersonJoining>();
}
