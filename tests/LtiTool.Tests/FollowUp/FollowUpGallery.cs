using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Tests.FollowUp;

/// <summary>
/// Serves follow-up's places with sample people, and without any, to be looked at in a browser: run it explicitly with a folder in GALLERY; it
/// writes each reader's address and cookie to follow-up.json there and ends when a file "stop" appears beside it.
/// </summary>
public sealed class FollowUpGallery
{
    [Fact(Explicit = true)]
    public async Task Serve()
    {
        var folder = Environment.GetEnvironmentVariable("GALLERY") ?? throw new InvalidOperationException("Name a folder in GALLERY.");
        await using var full = await FollowUpWorld.CreateAsync();
        await using var empty = await FollowUpWorld.CreateAsync();
        await SeedAsync(full);
        var readers = new Dictionary<string, object>();
        foreach (var (world, prefix) in new[] { (full, ""), (empty, "empty-") })
        {
            foreach (var (name, role, scope) in new[]
            {
                ("manager", Role.Manager, "unit:" + FollowUpWorld.Reception), ("municipality", Role.Manager, "municipality:" + FollowUpWorld.Goteborg),
                ("region", Role.RssAdministrator, "region:" + FollowUpWorld.West), ("evaluator", Role.Evaluator, "nation"),
                ("reader", Role.StatementReader, "unit:" + FollowUpWorld.Reception),
            })
            {
                var visitor = await world.SignInAsync("Exempel Exempelsson", learner: false, (role, scope));
                readers[prefix + name] = new { url = world.Tool.PublicUrl, cookie = visitor.Cookie };
            }
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "follow-up.json"), JsonSerializer.Serialize(readers));
        while (!File.Exists(Path.Combine(folder, "stop")))
            await Task.Delay(200);
    }

    private static async Task SeedAsync(FollowUpWorld world)
    {
        var steps = world.Tool.Services.GetRequiredService<KitLibrary>().Find(FollowUpWorld.Journey)!.Steps;
        (string Municipality, string? Unit, int Count)[] places =
        [
            (FollowUpWorld.Goteborg, FollowUpWorld.Reception, 14), (FollowUpWorld.Goteborg, FollowUpWorld.Homes, 9), (FollowUpWorld.Goteborg, null, 2),
            (FollowUpWorld.Kungalv, null, 3), (FollowUpWorld.Jonkoping, FollowUpWorld.InJonkoping, 22),
        ];
        var number = 0;
        foreach (var (municipality, unit, count) in places)
        {
            for (var i = 0; i < count; i++, number++)
            {
                var person = await world.EmployAsync($"Exempel Exempelsson {number.ToString(CultureInfo.InvariantCulture)}", municipality, unit, new DateOnly(2027 - (i % 5 == 4 ? 8 : i % 4 == 3 ? 4 : 1), 2, 1));
                var own = i % 5 == 4 ? "erfaren" : i % 4 == 3 ? "van" : "ny";
                if (i % 3 == 0)
                    await world.CompleteAsync(person, own);
                else if (i % 3 == 1)
                    await world.TickAsync(person, steps.First(s => s.Id == own).Courses[0].Id, 2);
            }
        }
        await world.IssueAsync(new DateOnly(2026, 12, 31));
        await world.IssueAsync(new DateOnly(2027, 3, 18));
    }
}
