using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary><c>deployment approve|reject|list|map-role</c>.</summary>
internal static class DeploymentCommands
{
    public static Command Create()
    {
        var deployment = new Command("deployment", "Deployments of a platform, and what its roles mean here.");
        deployment.Add(Approve());
        deployment.Add(Reject());
        deployment.Add(List());
        deployment.Add(MapRole());
        return deployment;
    }

    private static Command Approve()
    {
        var chosen = new PlatformOptions();
        var deployment = DeploymentOption();
        var command = chosen.AddTo(new Command("approve", "Approve a deployment that is held, or one not seen yet."));
        command.Add(deployment);
        return command.Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            var id = parsed.GetValue(deployment)!;
            ThrowIfNoId(id);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var by = new Actor(Person: null, Environment.UserName);
            await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
                await DeploymentRequests.DecideAsync(unit, await PlatformStore.ApproveAsync(unit, platform.Id, id, now), DeploymentDecision.Approved, by, now));
            return new CommandResult(new { platform = platform.Id, deployment = id, approved = true }, $"Deployment {id} of {platform.Name} is approved.");
        });
    }

    private static Command Reject()
    {
        var chosen = new PlatformOptions();
        var deployment = DeploymentOption();
        var command = chosen.AddTo(new Command("reject", "Turn a deployment down; its sessions end, and who tries is told so."));
        command.Add(deployment);
        return command.Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            var row = platform.DeploymentOf(parsed.GetValue(deployment)!) ?? throw new CommandRefusedException("The platform has no such deployment (see deployment list).");
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await services.GetRequiredService<WriteQueue>().RunAsync(unit => DeploymentRequests.DecideAsync(unit, row.Id, DeploymentDecision.Rejected, new Actor(Person: null, Environment.UserName), now));
            return new CommandResult(new { platform = platform.Id, deployment = row.DeploymentId, rejected = true }, $"Deployment {row.DeploymentId} of {platform.Name} is turned down.");
        });
    }

    private static Command List()
    {
        var chosen = new PlatformOptions();
        var held = new Option<bool>("--held") { Description = "Only those held for approval." };
        var command = chosen.AddTo(new Command("list", "List deployments, of one platform or all."));
        command.Add(held);
        return command.Does(async (parsed, services, cancel) =>
        {
            IReadOnlyList<Platform> platforms = chosen.IsGiven(parsed) ? [await chosen.FindAsync(parsed, services, cancel)] : await PlatformCommands.AllAsync(services, cancel);
            var all = platforms.SelectMany(p => p.Deployments.Select(d => (Platform: p, Deployment: d))).Where(x => !parsed.GetValue(held) || !x.Deployment.Approved).ToList();
            return new CommandResult(
                all.Select(x => new { platform = x.Platform.Id, deployment = View(x.Deployment) }),
                all.Count == 0 ? "No deployments." : string.Join(Environment.NewLine, all.Select(x => $"{x.Platform.Id} {x.Platform.Name}: {Line(x.Deployment)}")));
        });
    }

    private static Command MapRole()
    {
        var chosen = new PlatformOptions();
        var deployment = DeploymentOption();
        var lmsRole = new Option<string>("--lms-role") { Description = "The role as the LMS sends it, whole.", Required = true };
        var role = new Option<string>("--role") { Description = $"The role here: {RoleNames.All}.", Required = true };
        var scope = new Option<string>("--scope") { Description = "unit:ID, municipality:CODE, region:ID or nation.", Required = true };
        var remove = new Option<bool>("--remove") { Description = "Take the mapping away." };
        var command = chosen.AddTo(new Command("map-role", "Set what a role of the LMS means here, for everybody who has it in this deployment."));
        foreach (var option in new Option[] { deployment, lmsRole, role, scope, remove })
            command.Add(option);
        return command.Does(async (parsed, services, cancel) =>
        {
            var platform = await chosen.FindAsync(parsed, services, cancel);
            var row = platform.DeploymentOf(parsed.GetValue(deployment)!) ?? throw new CommandRefusedException("The platform has no such deployment (see deployment list).");
            var mapping = new RoleMapping(parsed.GetValue(lmsRole)!, GrantOf(parsed.GetValue(role)!, parsed.GetValue(scope)!));
            var changed = await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
            {
                if (parsed.GetValue(remove))
                    return await PlatformStore.UnmapRoleAsync(unit, row.Id, mapping);
                if (await GrantRules.RefusalOfPlaceAsync(unit, mapping.Grant.Scope) is { } refusal)
                    throw new CommandRefusedException(refusal);
                return await PlatformStore.MapRoleAsync(unit, row.Id, mapping);
            });
            return new CommandResult(
                new { platform = platform.Id, deployment = row.DeploymentId, mapping.LmsRole, role = RoleNames.NameOf(mapping.Grant.Role), scope = mapping.Grant.Scope.ToString(), changed },
                changed ? "Done. It holds from the next launch." : "Nothing changed.");
        });
    }

    private static Grant GrantOf(string role, string scope)
    {
        if (!RoleNames.TryParse(role, out var parsedRole))
            throw new CommandRefusedException($"There is no role '{role}'. Roles: {RoleNames.All}.");
        if (!Scope.TryParse(scope, out var parsedScope))
            throw new CommandRefusedException($"'{scope}' is no scope. Write unit:ID, municipality:CODE, region:ID or nation.");
        var grant = new Grant(parsedRole, parsedScope);
        return GrantRules.RefusalOf(grant) is { } refusal ? throw new CommandRefusedException(refusal) : grant;
    }

    /// <exception cref="CommandRefusedException">No launch can name such a deployment.</exception>
    internal static void ThrowIfNoId(string id)
    {
        if (id.Length is 0 or > 255)
            throw new CommandRefusedException("A deployment id has 1 to 255 characters.");
    }

    private static Option<string> DeploymentOption() => new("--deployment") { Description = "The deployment id.", Required = true };

    internal static string Line(Deployment d) =>
        $"deployment {d.DeploymentId}  {(d.Approved ? "approved" : d.Rejected ? "rejected" : "HELD")}{string.Concat(d.RoleMappings.Select(m => $"{Environment.NewLine}    {m.LmsRole} → {RoleNames.NameOf(m.Grant.Role)} {m.Grant.Scope}"))}";

    internal static object View(Deployment d) => new
    {
        d.DeploymentId,
        d.Approved,
        d.FirstSeen,
        roleMappings = d.RoleMappings.Select(m => new { m.LmsRole, role = RoleNames.NameOf(m.Grant.Role), scope = m.Grant.Scope.ToString() }),
    };
}
