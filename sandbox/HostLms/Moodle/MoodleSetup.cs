using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Yrkesresan.HostLms.Keys;
using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>The whole mode: the parts that take the place of the specification's, and the addresses of a Moodle.</summary>
internal static class MoodleSetup
{
    public static void AddMoodle(this IServiceCollection services) => services
        .AddSingleton<MoodleVariables>()
        .AddSingleton<IMessageForm, MoodleMessage>()
        .AddSingleton<ILaunchHints, MoodleHints>()
        .AddSingleton<MoodleGate>()
        .AddSingleton<MoodleGrades>()
        .AddSingleton<MoodleRoster>()
        .AddSingleton<MoodleServices>()
        .AddSingleton<MoodleToken>();

    public static void MapMoodle(this WebApplication app)
    {
        app.MapGet(MoodleAddresses.Configuration, (HostLmsOptions options) => new MoodleAnswer(StatusCodes.Status200OK, "application/json", MoodleAnswer.Escaped(MoodleConfiguration.Of(options))));
        app.MapPost(MoodleAddresses.Registration, (HttpContext context, MoodleRegistration registration) => registration.AnswerAsync(context));
        app.MapGet(MoodleAddresses.Keys, (PlatformKey key) => key.ToJwks());
        app.MapPost(MoodleAddresses.Token, (HttpContext context, MoodleToken token) => token.AnswerAsync(context));
        app.Map(MoodleAddresses.Services + "/{**path}", (HttpContext context, MoodleServices services) => services.AnswerAsync(context));
    }

    /// <summary>The pages that a tool sends people to stand where a Moodle has them.</summary>
    public static void AddMoodlePages(PageConventionCollection pages)
    {
        pages.AddPageRoute("/Launches/Authorize", MoodleAddresses.Authorization);
        pages.AddPageRoute("/DeepLinking/Return", MoodleAddresses.PickerReturn);
    }
}
