using Yrkesresan.LtiTool.Lti.Launch;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>How picking links, and finding their places again, stands in the service.</summary>
internal static class DeepLinkingSetup
{
    public static IServiceCollection AddDeepLinking(this IServiceCollection services) => services
        .AddSingleton<LaunchMessage, DeepLinkingMessage>()
        .AddSingleton<PlaceFinder>()
        .AddSingleton<LinkPlaces>()
        .AddSingleton<PlaceTree>()
        .AddSingleton<ContentItems>()
        .AddSingleton<LinkAnswer>()
        .AddSingleton<FrameAnswer>();
}

/// <summary>The words of the picker and of links.</summary>
internal sealed class DeepLinkingTexts;
