namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>What is published of a figure.</summary>
public enum FigureKind
{
    /// <summary>The number itself.</summary>
    Number,

    /// <summary>Nothing: it is 1–4 persons, or would give such a number away. Shown as <c>..</c>.</summary>
    Hidden,

    /// <summary>The figure has no meaning here, such as completed in a continuous step.</summary>
    NotApplicable,
}

/// <summary>A figure as published. A hidden one carries no number.</summary>
/// <param name="Kind">What is published.</param>
/// <param name="Value">The number of persons, null unless <see cref="FigureKind.Number"/>.</param>
public readonly record struct Figure(FigureKind Kind, int? Value)
{
    /// <summary>A hidden figure.</summary>
    public static Figure Hidden => new(FigureKind.Hidden, null);

    /// <summary>A figure without meaning.</summary>
    public static Figure NotApplicable => new(FigureKind.NotApplicable, null);

    /// <summary>A published number.</summary>
    public static Figure Of(int value) => new(FigureKind.Number, value);
}

/// <summary>The published part of a cube.</summary>
public sealed class SuppressedCube
{
    private readonly Cube _cube;
    private readonly bool[][] _personsHidden;
    private readonly bool[][][][] _stateHidden;

    internal SuppressedCube(Cube cube, bool[][] personsHidden, bool[][][][] stateHidden)
    {
        _cube = cube;
        _personsHidden = personsHidden;
        _stateHidden = stateHidden;
    }

    /// <summary>The tree of places.</summary>
    public Geography Geography => _cube.Geography;

    /// <summary>The steps, in the kit's order.</summary>
    public IReadOnlyList<CubeStep> Steps => _cube.Steps;

    /// <summary>Persons in a step at a place.</summary>
    public Figure Persons(int step, int geo) => _personsHidden[step][geo] ? Figure.Hidden : Figure.Of(_cube.Persons(step, geo));

    /// <summary>Persons in all steps at a place: published where the number in each step is.</summary>
    public Figure PersonsInAllSteps(int geo) =>
        _personsHidden.Any(s => s[geo]) ? Figure.Hidden : Figure.Of(_cube.PersonsInAllSteps(geo));

    /// <summary>Persons in a state of a goal.</summary>
    public Figure Count(int step, int goal, int geo, GoalState state)
    {
        if ((int)state >= Steps[step].States)
            return Figure.NotApplicable;
        return _stateHidden[step][goal][geo][(int)state] ? Figure.Hidden : Figure.Of(_cube.Count(step, goal, geo, state));
    }

    /// <summary>Persons who have begun a goal: under way or completed. Published where it follows from what else is.</summary>
    public Figure Begun(int step, int goal, int geo)
    {
        var underWay = Count(step, goal, geo, GoalState.UnderWay);
        var completed = Count(step, goal, geo, GoalState.Completed);
        if (underWay.Kind == FigureKind.Number && completed.Kind != FigureKind.Hidden)
            return Figure.Of(underWay.Value!.Value + (completed.Value ?? 0));
        var persons = Persons(step, geo);
        var notBegun = Count(step, goal, geo, GoalState.NotBegun);
        return persons.Kind == FigureKind.Number && notBegun.Kind == FigureKind.Number
            ? Figure.Of(persons.Value!.Value - notBegun.Value!.Value)
            : Figure.Hidden;
    }
}
