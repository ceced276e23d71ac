namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>
/// Checks alternatives by plain substitution: every count stays a count, and everything published stays as published. It knows nothing of
/// how they were found.
/// </summary>
internal sealed class WitnessCheck(Cube cube, SuppressedCube published)
{
    /// <summary>Whether an evaluator could see exactly what is published if the alternative were the truth.</summary>
    public bool Agrees(Alternative alternative)
    {
        var geography = cube.Geography;
        foreach (var leaf in alternative.Touched)
        {
            if (geography.Level(leaf) != GeographyLevel.Municipality || !IsCount(alternative, leaf))
                return false;
        }
        return alternative.Touched.SelectMany(WithThoseAbove).Distinct().All(geo => AgreesAt(alternative, geo));
    }

    /// <summary>The persons of the alternative's step at a place.</summary>
    public int Persons(Alternative alternative, int geo) =>
        cube.Persons(alternative.Step, geo) + Touched(alternative, geo).Sum(alternative.Persons);

    /// <summary>The persons of the alternative in a state of a goal at a place.</summary>
    public int Count(Alternative alternative, int goal, int geo, int state) =>
        cube.Count(alternative.Step, goal, geo, (GoalState)state)
        + Touched(alternative, geo).Sum(leaf => alternative.State(goal, leaf, state));

    private bool IsCount(Alternative alternative, int leaf)
    {
        var step = cube.Steps[alternative.Step];
        var persons = Persons(alternative, leaf);
        if (persons < 0)
            return false;
        for (var goal = 0; goal < step.GoalIds.Count; goal++)
        {
            var counts = Enumerable.Range(0, 3).Select(state => Count(alternative, goal, leaf, state)).ToList();
            if (counts.Any(c => c < 0) || counts.Sum() != persons || (!step.Completes && counts[2] != 0))
                return false;
        }
        return true;
    }

    private bool AgreesAt(Alternative alternative, int geo)
    {
        var step = alternative.Step;
        var persons = Persons(alternative, geo);
        var others = cube.PersonsInAllSteps(geo) - cube.Persons(step, geo);
        if (Differs(published.Persons(step, geo), persons) || Differs(published.PersonsInAllSteps(geo), persons + others))
            return false;
        for (var goal = 0; goal < cube.Steps[step].GoalIds.Count; goal++)
        {
            var counts = Enumerable.Range(0, 3).Select(state => Count(alternative, goal, geo, state)).ToList();
            for (var state = 0; state < 3; state++)
                if (Differs(published.Count(step, goal, geo, (GoalState)state), counts[state]))
                    return false;
            if (Differs(published.Begun(step, goal, geo), counts[1] + counts[2]))
                return false;
        }
        return true;
    }

    private static bool Differs(Figure figure, int value) => figure.Kind == FigureKind.Number && figure.Value != value;

    private IEnumerable<int> WithThoseAbove(int geo)
    {
        for (; geo >= Geography.Nation; geo = cube.Geography.Parent(geo))
            yield return geo;
    }

    private IEnumerable<int> Touched(Alternative alternative, int geo) => cube.Geography.Level(geo) switch
    {
        GeographyLevel.Nation => alternative.Touched,
        GeographyLevel.Region => alternative.Touched.Where(leaf => cube.Geography.Parent(leaf) == geo),
        _ => [geo],
    };
}
