using Yrkesresan.LtiTool.Journeys.Progress;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>How grades stand in the service.</summary>
internal static class GradeSetup
{
    public static IServiceCollection AddGrades(this IServiceCollection services) => services
        .AddSingleton<IProgressFollower, WantedGrades>()
        .AddSingleton<GradeFill>()
        .AddSingleton<GradeClient>()
        .AddSingleton<LineItemMaker>()
        .AddSingleton<ScorePost>()
        .AddSingleton<GradeSender>()
        .AddSingleton<GradeCheck>();

    /// <summary>The job; for the service, not for commands.</summary>
    public static IServiceCollection AddGradeJob(this IServiceCollection services) => services.AddHostedService<GradeJob>();
}
