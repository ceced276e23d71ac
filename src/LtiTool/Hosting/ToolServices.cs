using Microsoft.Extensions.DependencyInjection.Extensions;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.FollowUp.Statements;
using Yrkesresan.LtiTool.Journeys;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Erasing;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Http;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.LtiTool.Hosting;

/// <summary>What the web service and the commands share. Each subject adds its own part here, one line each.</summary>
internal static class ToolServices
{
    /// <summary>Every subject's tables, in the order they are made.</summary>
    public static IEnumerable<Migration> Migrations =>
    [
        .. KeyRing.Migrations,
        .. Leases.Migrations,
        .. OrganisationTables.Migrations,
        .. KitTables.Migrations,
        .. PeopleTables.Migrations,
        .. LtiTables.Migrations,
        .. ContextTables.Migrations,
        .. NoticeTables.Migrations,
        .. RegistrationTables.Migrations,
        .. DeepLinkingTables.Migrations,
        .. GradeTables.Migrations,
        .. RosterTables.Migrations,
        .. SessionTables.Migrations,
        .. LaunchLogTables.Migrations,
        .. GrantTables.Migrations,
        .. MembershipTables.Migrations,
        .. FollowUpTables.Migrations,
        .. JoinTables.Migrations,
        .. LrsTables.Migrations,
        .. ProgressTables.Migrations,
        .. StatementLog.Migrations,
        .. ErasingTables.Migrations,
    ];

    public static IServiceCollection AddYrkesresan(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(YrkesresanOptions.Section).Get<YrkesresanOptions>() ?? new YrkesresanOptions();
        Directory.CreateDirectory(options.DataDirectory);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => Database.FromConnectionString(options.ConnectionString));
        services.AddSingleton(p => new WriteQueue(p.GetRequiredService<Database>(), log: p.GetRequiredService<ILogger<WriteQueue>>()));
        services.AddSingleton<Leases>();
        services.AddSingleton(_ => MasterKey.LoadOrCreate(options.KeyFilePath));
        services.AddSingleton(p => new Migrations(p.GetRequiredService<Database>(), Migrations, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Migrations>>()));
        services.AddKeyRing();
        services.AddLti();
        services.AddRegistration();
        services.AddSupport();
        services.AddDeepLinking();
        services.AddGrades();
        services.AddRoster();
        services.AddJoining();
        services.AddErasing();
        services.AddKits();
        services.AddOrganisation();
        services.AddLrs(p => new LrsOptions
        {
            PublicUrl = p.GetRequiredService<YrkesresanOptions>().PublicUri.GetLeftPart(UriPartial.Authority),
            OtherwiseNamed = p.GetRequiredService<YrkesresanOptions>().OtherwiseNamed,
        });
        services.AddSingleton<IKnownPeople, KnownPeople>();
        services.AddProgress();
        services.AddJourneys();
        services.AddFollowUp();
        return services;
    }

    /// <summary>Migrates, proves the key file right, and prepares what a fresh data directory lacks. Run by every command and at start.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancel = default)
    {
        await services.GetRequiredService<Migrations>().ApplyAsync(cancel);
        await KeyRing.CheckAsync(services.GetRequiredService<WriteQueue>(), services.GetRequiredService<MasterKey>(), services.GetRequiredService<TimeProvider>());
        await ToolKeys.EnsureAsync(services.GetRequiredService<Database>(), services.GetRequiredService<WriteQueue>(), services.GetRequiredService<MasterKey>(), services.GetRequiredService<TimeProvider>());
        await KitServices.PrepareKitsAsync(services);
    }
}
