using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Suppression;

/// <summary>Cubes to suppress, from seeds, so that a failure can be run again.</summary>
internal static class Cubes
{
    public static readonly IReadOnlyList<CubeStep> BarnOchUnga =
    [
        new("ny", true, ["n1", "n2", "n3", "n4"]),
        new("van", true, ["v1", "v2", "v3", "v4"]),
        new("erfaren", false, ["e1", "e2", "e3", "e4"]),
        new("chef", false, ["c1", "c2", "c3", "c4"]),
    ];

    /// <summary>Municipalities with Zipf-like sizes whose mean is <paramref name="mean"/> persons, in 22 uneven regions.</summary>
    public static Cube Realistic(int seed, int municipalities = 265, int mean = 200)
    {
        var random = new Random(seed);
        var places = Enumerable.Range(0, municipalities)
            .Select(i => new CubePlace(i.ToString("0000", null), $"rss-{Math.Min(21, (int)(22 * Math.Pow(random.NextDouble(), 1.3))):00}")).ToList();
        var harmonic = Enumerable.Range(1, municipalities).Sum(r => 1.0 / r);
        var ranks = Enumerable.Range(1, municipalities).OrderBy(_ => random.Next()).ToList();
        var builder = new CubeBuilder(BarnOchUnga, places);
        for (var i = 0; i < municipalities; i++)
        {
            var persons = Math.Max(1, (int)(mean * municipalities / harmonic / ranks[i]));
            for (var p = 0; p < persons; p++)
                AddPerson(builder, places[i].Code, random);
        }
        return builder.Build();
    }

    /// <summary>A small cube: any sizes, many small cells, zeros, whole regions small.</summary>
    public static Cube Small(int seed, int maxRegions = 3, int maxMunicipalities = 5, int maxPersons = 12, int maxSteps = 2, int maxGoals = 2)
    {
        var random = new Random(seed);
        var steps = Enumerable.Range(0, random.Next(1, maxSteps + 1))
            .Select(s => new CubeStep($"s{s}", random.Next(3) > 0, [.. Enumerable.Range(0, random.Next(1, maxGoals + 1)).Select(g => $"g{s}{g}")]))
            .ToList();
        var places = Enumerable.Range(0, random.Next(1, maxRegions + 1))
            .SelectMany(r => Enumerable.Range(0, random.Next(1, maxMunicipalities + 1)).Select(m => new CubePlace($"{r:00}{m:00}", $"r{r}")))
            .ToList();
        var builder = new CubeBuilder(steps, places);
        var scale = random.Next(1, maxPersons + 1);
        foreach (var place in places)
            foreach (var step in steps)
            {
                var persons = random.Next(4) == 0 ? 0 : random.Next(scale + 1) * (random.Next(5) == 0 ? 4 : 1);
                var (begin, complete) = (random.NextDouble(), random.NextDouble() * random.Next(2));
                for (var p = 0; p < persons; p++)
                    builder.AddPerson(step.StepId, place.Code, [.. step.GoalIds.Select(_ => State(random, step.Completes, begin, complete))]);
            }
        return builder.Build();
    }

    private static void AddPerson(CubeBuilder builder, string municipality, Random random)
    {
        var draw = random.NextDouble();
        var step = BarnOchUnga[draw < 0.25 ? 0 : draw < 0.5 ? 1 : draw < 0.9 ? 2 : 3];
        builder.AddPerson(step.StepId, municipality, [.. step.GoalIds.Select((_, g) => State(random, step.Completes, 0.75, 0.55 - (0.1 * g)))]);
    }

    private static GoalState State(Random random, bool completes, double begin, double complete) =>
        random.NextDouble() > begin ? GoalState.NotBegun
        : completes && random.NextDouble() < complete ? GoalState.Completed : GoalState.UnderWay;
}
