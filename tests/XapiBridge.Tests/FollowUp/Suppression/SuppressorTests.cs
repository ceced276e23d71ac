using System.Diagnostics;
using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Suppression;

/// <summary>Domain rule on figures for evaluators: what is hidden, and what must not be.</summary>
public class SuppressorTests(ITestOutputHelper output)
{
    private static readonly CubeStep Ny = new("ny", true, ["mål"]);

    [Fact]
    public void Counts_of_one_to_four_are_hidden_and_others_without_small_neighbours_are_not()
    {
        var published = Suppressor.Suppress(Build([Ny], ("0001", "a", [3, 20, 20]), ("0002", "a", [2, 20, 20]), ("0003", "a", [20, 20, 20]), ("0004", "b", [9, 9, 9])));

        Assert.Equal(FigureKind.Hidden, State(published, "0001", GoalState.NotBegun).Kind);
        Assert.Equal(FigureKind.Hidden, State(published, "0002", GoalState.NotBegun).Kind);
        Assert.Equal(Figure.Of(20), State(published, "0003", GoalState.NotBegun));
        Assert.Equal(Figure.Of(9), State(published, "0004", GoalState.NotBegun));
        Assert.Equal(Figure.Of(43), published.Persons(0, published.Geography.IndexOf("0001")));
        Assert.Equal(Figure.Of(34), published.Count(0, 0, Geography.Nation, GoalState.NotBegun));
    }

    [Fact]
    public void Counts_of_zero_and_five_are_published()
    {
        var published = Suppressor.Suppress(Build([Ny], ("0001", "a", [0, 5, 5]), ("0002", "a", [0, 0, 0])));

        Assert.Equal(Figure.Of(0), State(published, "0001", GoalState.NotBegun));
        Assert.Equal(Figure.Of(5), State(published, "0001", GoalState.UnderWay));
        Assert.Equal(Figure.Of(0), published.Persons(0, published.Geography.IndexOf("0002")));
        Assert.Equal(Figure.Of(10), published.Begun(0, 0, published.Geography.IndexOf("0001")));
    }

    [Fact]
    public void All_but_one_to_four_are_hidden_too()
    {
        // Each of the twos could be anything from none to four; that they are four together must not be seen either.
        var published = Suppressor.Suppress(Build([Ny], ("0001", "a", [50, 2, 2]), ("0002", "a", [50, 2, 2]), ("0003", "a", [50, 2, 2])));

        Assert.Equal(FigureKind.Hidden, State(published, "0001", GoalState.NotBegun).Kind);
        Assert.Equal(FigureKind.Hidden, State(published, "0001", GoalState.UnderWay).Kind);
        Assert.Equal(FigureKind.Hidden, published.Begun(0, 0, published.Geography.IndexOf("0001")).Kind);
    }

    [Fact]
    public void A_journey_of_two_persons_is_hidden_altogether()
    {
        var published = Suppressor.Suppress(Build([Ny], ("0001", "a", [1, 0, 0]), ("0002", "b", [0, 1, 0])));

        Assert.Equal(FigureKind.Hidden, published.Persons(0, Geography.Nation).Kind);
        Assert.Equal(FigureKind.Hidden, published.PersonsInAllSteps(Geography.Nation).Kind);
        Assert.Equal(FigureKind.Hidden, published.Begun(0, 0, Geography.Nation).Kind);
    }

    [Fact]
    public void A_journey_without_persons_or_municipalities_is_published_as_zero()
    {
        Assert.Equal(Figure.Of(0), Suppressor.Suppress(Build([Ny], ("0001", "a", [0, 0, 0]))).Persons(0, Geography.Nation));
        Assert.Equal(Figure.Of(0), Suppressor.Suppress(new CubeBuilder([Ny], []).Build()).PersonsInAllSteps(Geography.Nation));
    }

    [Fact]
    public void Nobody_has_completed_anywhere_is_said_of_small_places_too()
    {
        var published = Suppressor.Suppress(Build([Ny], ("0001", "a", [2, 1, 0]), ("0002", "a", [2, 1, 0]), ("0003", "b", [40, 20, 0])));

        Assert.Equal(FigureKind.Hidden, published.Persons(0, published.Geography.IndexOf("0001")).Kind);
        Assert.Equal(Figure.Of(0), published.Count(0, 0, Geography.Nation, GoalState.Completed));
        Assert.Equal(Figure.Of(0), State(published, "0001", GoalState.Completed));
    }

    [Fact]
    public void Completed_is_not_applicable_in_a_continuous_step()
    {
        var erfaren = new CubeStep("erfaren", false, ["mål"]);
        var published = Suppressor.Suppress(Build([erfaren], ("0001", "a", [20, 30, 0])));

        Assert.Equal(Figure.NotApplicable, State(published, "0001", GoalState.Completed));
        Assert.Equal(Figure.Of(30), published.Begun(0, 0, published.Geography.IndexOf("0001")));
        Assert.Throws<ArgumentException>(() => Build([erfaren], ("0001", "a", [20, 30, 1])));
    }

    [Fact]
    public void Every_cube_comes_to_an_end_with_its_proofs()
    {
        for (var seed = 20_000; seed < 20_150; seed++)
            Suppressor.Suppress(Cubes.Small(seed, 4, 6, 10, 3, 3));
    }

    [Fact]
    public void The_same_cube_is_published_in_the_same_way() =>
        Assert.Equal(Evaluator.Csv(Suppressor.Suppress(Cubes.Realistic(3, 60))), Evaluator.Csv(Suppressor.Suppress(Cubes.Realistic(3, 60))));

    [Theory]
    [InlineData(265, 200)]
    [InlineData(290, 150)]
    [InlineData(290, 40)]
    public void Protection_hides_little_more_than_the_rule_itself(int municipalities, int mean)
    {
        var cube = Cubes.Realistic(1, municipalities, mean);
        var watch = Stopwatch.StartNew();
        var published = Suppressor.Suppress(cube);
        watch.Stop();
        var ruleAlone = Suppressor.HideByRuleAlone(cube);
        foreach (var level in Enum.GetValues<GeographyLevel>())
        {
            var (hidden, byRule) = (Share(cube, published, level), Share(cube, ruleAlone, level));
            output.WriteLine($"{municipalities} municipalities of {mean} on average, {level}: {hidden:P1} hidden, {byRule:P1} by the rule alone, {watch.ElapsedMilliseconds} ms");
            Assert.True(hidden - byRule < 0.06);
        }
        Assert.Equal(0, Share(cube, published, GeographyLevel.Nation));
    }

    [Fact]
    public void A_witness_that_contradicts_what_is_published_is_not_accepted()
    {
        var cube = Build([Ny], ("0001", "a", [3, 20, 20]), ("0002", "a", [2, 20, 20]), ("0003", "b", [20, 20, 20]));
        var check = new WitnessCheck(cube, Suppressor.Suppress(cube));
        var (one, two, three) = (cube.Geography.IndexOf("0001"), cube.Geography.IndexOf("0002"), cube.Geography.IndexOf("0003"));

        Assert.True(check.Agrees(Moved(one, 1, two)));
        Assert.False(check.Agrees(Moved(one, 1, three)));
        Assert.False(check.Agrees(Moved(one, 3, two)));
        Assert.False(check.Agrees(Moved(one, 1, null)));

        Alternative Moved(int from, int times, int? to)
        {
            var alternative = new Alternative(cube, 0);
            foreach (var (geo, sign) in new[] { (from, times), (to ?? from, to is null ? 0 : -times) })
            {
                alternative.AddState(0, geo, (int)GoalState.NotBegun, sign);
                alternative.AddState(0, geo, (int)GoalState.UnderWay, -sign);
            }
            return alternative;
        }
    }

    [Fact]
    public void Goals_of_a_step_must_count_the_same_persons()
    {
        var builder = new CubeBuilder([new CubeStep("ny", true, ["ett", "två"])], [new("0001", "a")]);
        builder.Set("ny", "0001", 0, 5, 5, 5);
        builder.Set("ny", "0001", 1, 5, 5, 6);
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    private static Figure State(SuppressedCube published, string municipality, GoalState state) =>
        published.Count(0, 0, published.Geography.IndexOf(municipality), state);

    private static Cube Build(CubeStep[] steps, params (string Code, string Region, int[] Counts)[] municipalities)
    {
        var builder = new CubeBuilder(steps, municipalities.Select(m => new CubePlace(m.Code, m.Region)));
        foreach (var (code, _, counts) in municipalities)
            builder.Set(steps[0].StepId, code, 0, counts[0], counts[1], counts[2]);
        return builder.Build();
    }

    private static double Share(Cube cube, SuppressedCube published, GeographyLevel level)
    {
        var figures = new List<Figure>();
        foreach (var geo in Enumerable.Range(0, cube.Geography.Count).Where(g => cube.Geography.Level(g) == level))
        {
            figures.Add(published.PersonsInAllSteps(geo));
            for (var step = 0; step < cube.Steps.Count; step++)
            {
                figures.Add(published.Persons(step, geo));
                for (var goal = 0; goal < cube.Steps[step].GoalIds.Count; goal++)
                {
                    figures.Add(published.Begun(step, goal, geo));
                    figures.AddRange(Enum.GetValues<GoalState>().Select(s => published.Count(step, goal, geo, s)));
                }
            }
        }
        figures.RemoveAll(f => f.Kind == FigureKind.NotApplicable);
        return figures.Count(f => f.Kind == FigureKind.Hidden) / (double)figures.Count;
    }
}
