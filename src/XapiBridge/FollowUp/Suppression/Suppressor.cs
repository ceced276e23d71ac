namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>
/// Decides what of a cube is published (domain rule for evaluators' figures): counts and complements of 1–4 persons are hidden, and
/// with them whatever is needed so that each hidden figure could have at least five values given all that is published.
/// </summary>
public static class Suppressor
{
    /// <summary>The rule and the way it is kept, as stored with each edition. Changes when either does.</summary>
    public const string MethodVersion = "1";

    /// <summary>Suppresses the whole cube. Every hidden figure has been proved, by substituting other counts, to be open.</summary>
    /// <exception cref="InvalidOperationException">A proof does not hold; nothing may then be published.</exception>
    public static SuppressedCube Suppress(Cube cube)
    {
        ArgumentNullException.ThrowIfNull(cube);
        var steps = Layers(cube, protect: true);
        var published = Published(cube, steps);
        foreach (var step in steps)
            step.Prove(published);
        return published;
    }

    /// <summary>Hides by the rule alone and protects nothing; for tests that show what an attack then finds.</summary>
    internal static SuppressedCube HideByRuleAlone(Cube cube) => Published(cube, Layers(cube, protect: false));

    private static StepLayers[] Layers(Cube cube, bool protect)
    {
        var steps = new StepLayers[cube.Steps.Count];
        Parallel.For(0, steps.Length, step => steps[step] = new StepLayers(cube, step, protect));
        return steps;
    }

    private static SuppressedCube Published(Cube cube, StepLayers[] steps)
    {
        var places = Enumerable.Range(0, cube.Geography.Count).ToList();
        return new SuppressedCube(
            cube,
            [.. steps.Select(s => places.Select(s.Persons.Hidden).ToArray())],
            [.. steps.Select(s => s.Goals.Select(g =>
                places.Select(geo => Enumerable.Range(0, s.States).Select(state => g.Hidden(geo, state)).ToArray()).ToArray()).ToArray())]);
    }
}
