using Yrkesresan.LtiTool.Support.SelfTest;

namespace Yrkesresan.LtiTool.Support;

/// <summary>How first-line support stands in the service.</summary>
internal static class SupportSetup
{
    /// <summary>The checks in the order in which they are shown: what all else rests on first.</summary>
    public static IServiceCollection AddSupport(this IServiceCollection services) => services
        .AddSingleton<SelfCheck, LoginCheck>()
        .AddSingleton<SelfCheck, ClockCheck>()
        .AddSingleton<SelfCheck, NameCheck>()
        .AddSingleton<SelfCheck, KeysCheck>()
        .AddSingleton<SelfCheck, TokenCheck>()
        .AddSingleton<SelfCheck, LineItemsCheck>()
        .AddSingleton<SelfCheck, RosterCheck>();
}
