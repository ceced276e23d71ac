using Yrkesresan.XapiBridge.FollowUp.Suppression;
using Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Suppression;

/// <summary>Domain rule: no suppressed cell can be recomputed from anything published; each allows at least five values.</summary>
public class AttackTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 120)]
    [InlineData(1000, 120)]
    public void Exact_linear_programming_pins_no_hidden_cell_of_small_cubes(int firstSeed, int seeds) =>
        NothingLeaks(firstSeed, seeds, Thoroughness.LinearProgramming, seed => Cubes.Small(seed, 3, 4, 12, 2, 2));

    [Fact]
    public void Trying_every_integer_table_pins_no_hidden_cell_of_tiny_cubes() =>
        NothingLeaks(5000, 100, Thoroughness.Everything, seed => Cubes.Small(seed, 2, 3, 5, 1, 2));

    [Fact]
    public void Elimination_and_integer_bounds_pin_no_hidden_cell_of_many_middling_cubes() =>
        NothingLeaks(9000, 60, Thoroughness.LinearAndBounds, seed => Cubes.Small(seed, 5, 10, 25, 3, 3));

    [Theory]
    [InlineData(1, 265, 200)]
    [InlineData(2, 100, 40)]
    public void Elimination_and_integer_bounds_pin_no_hidden_cell_of_a_national_journey(int seed, int municipalities, int mean) =>
        NothingLeaks(seed, 1, Thoroughness.LinearAndBounds, s => Cubes.Realistic(s, municipalities, mean));

    [Fact]
    public void Two_municipalities_with_four_each_are_not_both_known_to_be_four()
    {
        var builder = new CubeBuilder([new("ny", true, ["mål"])], [new("0001", "a"), new("0002", "a"), new("0003", "a"), new("0004", "b")]);
        builder.Set("ny", "0001", 0, 1, 1, 2);
        builder.Set("ny", "0002", 0, 2, 1, 1);
        builder.Set("ny", "0003", 0, 20, 20, 20);
        builder.Set("ny", "0004", 0, 30, 30, 30);
        NothingLeaks(builder.Build(), Thoroughness.Everything);
    }

    [Theory]
    [InlineData(new[] { 1, 0, 0 }, new[] { 0, 0, 0 }, new[] { 0, 0, 0 })]
    [InlineData(new[] { 4, 0, 0 }, new[] { 4, 0, 0 }, new[] { 0, 0, 0 })]
    [InlineData(new[] { 0, 4, 0 }, new[] { 0, 0, 4 }, new[] { 4, 0, 0 })]
    [InlineData(new[] { 50, 3, 0 }, new[] { 50, 0, 0 }, new[] { 50, 0, 0 })]
    [InlineData(new[] { 0, 3, 50 }, new[] { 0, 0, 50 }, new[] { 0, 0, 50 })]
    [InlineData(new[] { 4, 4, 4 }, new[] { 4, 4, 4 }, new[] { 4, 4, 4 })]
    [InlineData(new[] { 5, 1, 0 }, new[] { 5, 0, 0 }, new[] { 0, 0, 5 })]
    [InlineData(new[] { 0, 0, 0 }, new[] { 0, 0, 0 }, new[] { 0, 0, 0 })]
    public void Hand_made_cubes_do_not_leak(int[] one, int[] two, int[] other)
    {
        foreach (var regionOfOther in new[] { "a", "b" })
        {
            var builder = new CubeBuilder([new("ny", true, ["mål"])], [new("0001", "a"), new("0002", "a"), new("0003", regionOfOther)]);
            builder.Set("ny", "0001", 0, one[0], one[1], one[2]);
            builder.Set("ny", "0002", 0, two[0], two[1], two[2]);
            builder.Set("ny", "0003", 0, other[0], other[1], other[2]);
            NothingLeaks(builder.Build(), Thoroughness.Everything);
        }
    }

    [Fact]
    public void Hiding_the_small_cells_alone_leaks_which_shows_that_the_attack_is_real()
    {
        var leaking = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var cube = Cubes.Small(seed, 3, 4, 12, 2, 2);
            leaking += Evaluator.Attack(cube, Suppressor.HideByRuleAlone(cube), Thoroughness.LinearProgramming).Count > 0 ? 1 : 0;
        }
        output.WriteLine($"Of 60 small cubes {leaking} leak without complementary suppression.");
        Assert.True(leaking >= 20);

        var national = Cubes.Realistic(1);
        var leaks = Evaluator.Attack(national, Suppressor.HideByRuleAlone(national), Thoroughness.LinearAndBounds);
        output.WriteLine($"Of a national journey {leaks.Count} figures leak, for instance {leaks[0]}.");
        Assert.Contains(leaks, l => l.How == "elimination");
        Assert.Contains(leaks, l => l.How == "integer bounds" && l.Values > 1);
    }

    [Fact]
    public void Each_attack_finds_what_it_is_for()
    {
        // One small cell in a published total: linear algebra subtracts.
        Assert.Contains("elimination", Found([20, 0, 3], [20, 0, 20]));
        // Two cells that sum to two: no equation fixes them, but whole numbers leave 0, 1 and 2.
        var two = Found([20, 0, 1], [20, 0, 1], [20, 0, 20]);
        Assert.DoesNotContain("elimination", two);
        Assert.Contains("integer bounds", two);
        Assert.Contains("linear programming", two);
        Assert.Contains("enumeration", two);
    }

    private static HashSet<string> Found(params int[][] municipalities)
    {
        var builder = new CubeBuilder([new("ny", true, ["mål"])], municipalities.Select((_, i) => new CubePlace($"000{i}", "a")));
        for (var i = 0; i < municipalities.Length; i++)
            builder.Set("ny", $"000{i}", 0, municipalities[i][0], municipalities[i][1], municipalities[i][2]);
        var cube = builder.Build();
        return [.. Evaluator.Attack(cube, Suppressor.HideByRuleAlone(cube), Thoroughness.Everything).Select(l => l.How)];
    }

    private static void NothingLeaks(int firstSeed, int seeds, Thoroughness thoroughness, Func<int, Cube> make)
    {
        for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            var cube = make(seed);
            var leaks = Evaluator.Attack(cube, Suppressor.Suppress(cube), thoroughness);
            Assert.True(leaks.Count == 0, $"Seed {seed}: {leaks.Count} leaks, {leaks.FirstOrDefault()}");
        }
    }

    private static void NothingLeaks(Cube cube, Thoroughness thoroughness) =>
        Assert.Empty(Evaluator.Attack(cube, Suppressor.Suppress(cube), thoroughness));
}
