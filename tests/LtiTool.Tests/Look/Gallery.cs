using System.Text.Json;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;

namespace Yrkesresan.LtiTool.Tests.Look;

/// <summary>
/// Serves the pages with people in every state, to be looked at in a browser: run it explicitly with a folder in GALLERY; it writes each
/// person's cookie to people.json there and ends when a file "stop" appears beside it. Part of the tests, never of the product.
/// </summary>
public sealed class Gallery
{
    [Fact(Explicit = true)]
    public async Task Serve()
    {
        var folder = Environment.GetEnvironmentVariable("GALLERY") ?? throw new InvalidOperationException("Name a folder in GALLERY.");
        await using var host = new PagesHost();
        await host.InitializeAsync();
        var people = await PeopleAsync(host);
        var list = people.ToDictionary(p => p.Key, p => p.Value.Cookie);
        await File.WriteAllTextAsync(Path.Combine(folder, "people.json"), JsonSerializer.Serialize(new { url = host.Tool.PublicUrl, people = list }));
        while (!File.Exists(Path.Combine(folder, "stop")))
            await Task.Delay(200);
    }

    private static async Task<Dictionary<string, Visitor>> PeopleAsync(PagesHost host)
    {
        var all = Enum.GetValues<Role>().Where(r => r != Role.Learner).Select(r => new Grant(r, new Scope(ScopeKind.Municipality, SamplePeople.Joined))).ToArray();
        var people = new Dictionary<string, Visitor>
        {
            ["new"] = await host.LearnerAsync(host.Today.AddMonths(-2), confirmed: false),
            ["mid"] = await host.NewcomerAsync(),
            ["frame"] = await host.NewcomerAsync(inFrame: true),
            ["full"] = await host.NewcomerAsync(),
            ["van"] = await host.LearnerAsync(host.Today.AddYears(-3)),
            ["erfaren"] = await host.LearnerAsync(host.Today.AddYears(-12)),
            ["bas"] = await host.ElderlyAsync("bas"),
            ["nostep"] = await host.ElderlyAsync(null),
            ["nobody"] = await host.SomeoneAsync(),
            ["manager"] = await host.SomeoneAsync(grants: all),
            ["noplace"] = await host.SomeoneAsync(grants: new Grant(Role.StatementReader, Scope.Nation)),
        };
        foreach (var half in new[] { people["mid"], people["frame"] })
        {
            await SamplePeople.DoAsync(host.Services, half.PersonId, PagesHost.Children, "samtal-och-delaktighet", 99, attend: true);
            await SamplePeople.DoAsync(host.Services, half.PersonId, PagesHost.Children, "handlaggning-med-barnet-i-centrum", 3);
            await SamplePeople.DoAsync(host.Services, half.PersonId, PagesHost.Children, "vald-och-utsatthet", 1);
        }
        foreach (var course in host.Journey().Steps[0].Courses)
            await SamplePeople.DoAsync(host.Services, people["full"].PersonId, PagesHost.Children, course.Id, 99, attend: !course.Bonus);
        return people;
    }
}
