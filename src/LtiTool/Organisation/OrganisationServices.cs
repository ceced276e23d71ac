using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Facts;

namespace Yrkesresan.LtiTool.Organisation;

internal static class OrganisationServices
{
    public static IServiceCollection AddOrganisation(this IServiceCollection services)
    {
        services.AddSingleton<Participation>();
        services.AddSingleton<MembershipFacts>();
        services.AddSingleton<MembershipFactWriter>();
        services.AddSingleton<TouchedMemberships>();
        services.AddSingleton(p => new Memberships(
            p.GetRequiredService<WriteQueue>(), p.GetRequiredService<KitLibrary>(), p.GetRequiredService<MembershipFactWriter>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SeedImport>();
        return services;
    }
}
