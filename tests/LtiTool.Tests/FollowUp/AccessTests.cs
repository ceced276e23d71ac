using System.Net;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Tests.FollowUp;

/// <summary>Who may open what (domain.md §2): each place is one role's, whatever else the person may be.</summary>
public sealed class AccessTests
{
    private const string AnyId = "/0195a3b0-0000-7000-8000-000000000000";

    private static readonly (string Path, Role Role)[] Places =
    [
        ("/stationen", Role.Manager),
        ("/region", Role.RssAdministrator),
        ("/follow-up", Role.Evaluator),
        ("/follow-up/barn-och-unga", Role.Evaluator),
        ("/follow-up/barn-och-unga" + AnyId + ".csv", Role.Evaluator),
        ("/follow-up/statements", Role.StatementReader),
        ("/follow-up/statements" + AnyId, Role.StatementReader),
        ("/follow-up/statements" + AnyId + ".json", Role.StatementReader),
    ];

    private static readonly (Role Role, string Scope)[] Grants =
    [
        (Role.Manager, "unit:" + FollowUpWorld.Reception),
        (Role.Trainer, "region:" + FollowUpWorld.West),
        (Role.RssAdministrator, "region:" + FollowUpWorld.West),
        (Role.MunicipalAdministrator, "municipality:" + FollowUpWorld.Goteborg),
        (Role.Evaluator, "nation"),
        (Role.StatementReader, "nation"),
    ];

    [Fact]
    public async Task Each_place_is_one_roles_and_refuses_every_other()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        foreach (var (role, scope) in Grants.Append((Role.Learner, "")))
        {
            using var visitor = await world.SignInAsync("Exempel Besökarsson", learner: role == Role.Learner, role == Role.Learner ? [] : [(role, scope)]);
            foreach (var place in Places)
            {
                using var answer = await visitor.GetAsync(place.Path);
                var page = await answer.Content.ReadAsStringAsync();
                if (place.Role == role)
                {
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{role} at {place.Path}: {answer.StatusCode}");
                }
                else
                {
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{role} at {place.Path}: {answer.StatusCode}");
                    Assert.Contains("Den här sidan är inte för dig", page, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_session_no_place_opens()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        using var client = world.Tool.CreateClient();
        foreach (var (path, _) in Places)
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task An_evaluator_meets_no_person_and_no_live_count()
    {
        await using var world = await FollowUpWorld.CreateAsync();
        await world.EmployAsync("Nyasson Exempel", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        using var evaluator = await world.SignInAsync("Exempel Utvärderarsson", learner: false, (Role.Evaluator, "nation"));
        var page = await evaluator.TextAsync("/follow-up");
        Assert.DoesNotContain("Nyasson", page, StringComparison.Ordinal);
        Assert.Contains("Ingen utgåva är publicerad än", page, StringComparison.Ordinal);
        foreach (var link in new[] { "href=\"/region\"", "href=\"/stationen\"", "href=\"/follow-up/statements\"" })
            Assert.DoesNotContain(link, page, StringComparison.Ordinal);
    }
}
