using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>One tool, the sandbox's LMS, and a platform that signs whatever a test writes.</summary>
public sealed class DeepLinkingFixture : IAsyncLifetime
{
    internal ToolHost Tool { get; private set; } = null!;

    internal LmsHost Lms { get; private set; } = null!;

    internal TestPlatform Platform { get; private set; } = null!;

    internal CourseRooms Rooms => Lms.Services.GetRequiredService<CourseRooms>();

    public async ValueTask InitializeAsync()
    {
        Tool = await ToolHost.StartAsync();
        Lms = await LmsHost.StartAsync(Tool);
        Platform = TestPlatform.Start();
        await Platform.RegisterAsync(Tool);
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Lms.DisposeAsync();
        await Tool.DisposeAsync();
    }
}
