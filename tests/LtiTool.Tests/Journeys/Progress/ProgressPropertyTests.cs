using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Journeys.Progress;

/// <summary>Whatever is ticked, unticked, attended and withdrawn, in any order: rows = the rules over the final facts = what the records say.</summary>
public sealed class ProgressPropertyTests
{
    private static readonly (string Course, string Item)[] Ticks =
        [.. SampleJourney.Ny.Courses.SelectMany(c => c.Activities.Select(a => (c.Id, a.Id)))];

    [Theory, BothDatabases]
    public async Task Rows_and_records_are_what_the_rules_make_of_the_final_facts(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
            Task.Run(() => HoldsAsync(world, new Random(seed))).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        Assert.Empty(await world.Check.RunAsync());
    }

    private static async Task<Property> HoldsAsync(ProgressWorld world, Random random)
    {
        await world.NewPersonAsync();
        var (ticked, applies, attended) = (new HashSet<(string Course, string Item)>(), false, false);
        // Mostly ticking, so that completion is reached and not only missed.
        var ticking = random.Next(3) == 0 ? 0.5 : 0.9;
        for (var i = random.Next(1, 40); i > 0; i--)
        {
            var on = random.NextDouble() < ticking;
            switch (random.Next(10))
            {
                case 0:
                    await (on ? world.AttendAsync("grund", "1") : world.WithdrawAsync("grund", "1"));
                    attended = on;
                    break;
                case 1:
                    await world.AppliesAsync("familjehem", !on);
                    applies = !on;
                    break;
                default:
                    var tick = Ticks[random.Next(Ticks.Length)];
                    await (on ? world.TickAsync(tick.Course, tick.Item) : world.UntickAsync(tick.Course, tick.Item));
                    _ = on ? ticked.Add(tick) : ticked.Remove(tick);
                    break;
            }
        }
        return await CompareAsync(world, ticked, applies, attended);
    }

    private static async Task<Property> CompareAsync(ProgressWorld world, HashSet<(string Course, string Item)> ticked, bool applies, bool attended)
    {
        var facts = await world.FactsAsync();
        var stored = facts.Courses.SelectMany(c => c.Value.TickedActivityIds.Select(a => (c.Key, a))).ToHashSet();
        // From the text of domain §6, not from the rules' code: every obligatory activity ticked, every day attended.
        bool Completed(Course c) => SampleJourney.Obligatory.All(a => ticked.Contains((c.Id, a))) && (c.Days.Count == 0 || attended);
        var completed = SampleJourney.Ny.Courses.Where(Completed).Select(c => c.Id).ToHashSet();
        var step = completed.Contains("grund") && (!applies || completed.Contains("familjehem"));
        var live = await LiveRecordsAsync(world);
        return (stored.SetEquals(ticked)
            && facts.Courses.Values.Any(c => c.AttendedDayIds.Count > 0) == attended
            && facts.AppliesCourseIds.Contains("familjehem") == applies
            && completed.SetEquals(facts.CoursesCompleted.Keys)
            && facts.StepsCompleted.ContainsKey("ny") == step
            && live == ticked.Count + completed.Count + (attended ? 1 : 0) + (applies ? 1 : 0) + (step ? 1 : 0))
            .Label($"ticked {string.Join(' ', ticked)}; applies {applies}; attended {attended}; {live} records hold");
    }

    private static async Task<int> LiveRecordsAsync(ProgressWorld world)
    {
        await using var read = await world.Database.Database.ReadAsync();
        return (await world.Statements.OfAccountAsync(read, "https://resa.example.org", world.Pseudonym.ToString("D"), voided: false)).Count(s => !s.Voids);
    }
}
