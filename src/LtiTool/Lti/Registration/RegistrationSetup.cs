using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>How installing stands in the service.</summary>
internal static class RegistrationSetup
{
    public static IServiceCollection AddRegistration(this IServiceCollection services) => services
        .AddSingleton<PlatformNetwork>()
        .AddSingleton<RegistrationLinks>()
        .AddSingleton<RegistrationExchange>()
        .AddSingleton<RegistrationCommit>()
        .AddSingleton<RegistrationEndpoint>()
        .AddSingleton<PlatformForms>();

    /// <summary>The route below <c>/lti</c>. The link is the proof: there is neither session nor form token.</summary>
    public static IEndpointRouteBuilder MapRegistration(this IEndpointRouteBuilder lti)
    {
        lti.MapGet(RegistrationEndpoint.Route, (HttpContext context, string token, RegistrationEndpoint registration) => registration.RunAsync(context, token));
        return lti;
    }
}
