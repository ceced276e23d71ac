using Yrkesresan.LtiTool.People.Memberships;

namespace Yrkesresan.LtiTool.Organisation;

internal static class OrganisationServices
{
    public static IServiceCollection AddOrganisation(this IServiceCollection services)
    {
        services.AddSingleton<Participation>();
        services.AddSingleton<Memberships>();
        return services;
    }
}
