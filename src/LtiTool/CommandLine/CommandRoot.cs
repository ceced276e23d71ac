using System.CommandLine;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Joining;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary>All commands of <c>yrkesresan</c>. Without a command it serves. Each subject lists its commands here, one line each.</summary>
internal static class CommandRoot
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Yrkesresan LTI: the journey, the courses and the learning records beside an LMS.");
        var serve = new Command("serve", "Run the web service (what happens without a command).");
        serve.SetAction((_, cancel) => WebHost.ServeAsync([], cancel));
        root.SetAction((_, cancel) => WebHost.ServeAsync([], cancel));
        root.Add(serve);
        root.Add(PlatformCommands.Create());
        root.Add(DeploymentCommands.Create());
        root.Add(RegistrationLinkCommands.Create());
        root.Add(RosterCommands.Create());
        root.Add(PersonCommands.Create());
        root.Add(KeyCommands.Create());
        root.Add(GradeCommands.Create());
        root.Add(DatabaseCommands.Create());
        root.Add(AttendanceCommands.Create());
        root.Add(CredentialCommands.Create());
        root.Add(RecordCommands.Create());
        root.Add(KitCommands.Create());
        root.Add(OrganisationCommands.Create());
        root.Add(MunicipalityCommands.Create());
        root.Add(RoleCommands.Create());
        root.Add(FollowUpCommands.Create());
        return root;
    }

    /// <summary>Exit codes: 0 done, 1 refused (the reason on stderr), 2 wrong usage.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync("Add --help to see how it is used.");
        return 2;
    }
}
