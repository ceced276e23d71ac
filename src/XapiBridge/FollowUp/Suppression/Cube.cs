namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>A step of the cube.</summary>
/// <param name="StepId">The step's id in the kit.</param>
/// <param name="Completes">False for a continuous step, which has no state <see cref="GoalState.Completed"/>.</param>
/// <param name="GoalIds">The goals of the step. They are the step's own: no goal is summed over steps.</param>
public sealed record CubeStep(string StepId, bool Completes, IReadOnlyList<string> GoalIds)
{
    /// <summary>How many states a person can be in: three, or two in a continuous step.</summary>
    public int States => Completes ? 3 : 2;
}

/// <summary>A municipality that has joined the journey: a leaf of the geography.</summary>
/// <param name="Code">The municipality's SCB code, four digits.</param>
/// <param name="RegionId">The RSS that the municipality belongs to in the journey.</param>
public sealed record CubePlace(string Code, string RegionId);

/// <summary>
/// True counts of one journey at one date: per step, municipality and goal the persons in each state, and all their totals over
/// municipality → region → nation. Only joined municipalities are in it, for those that are not are known to have nobody.
/// </summary>
public sealed class Cube
{
    private readonly int[][] _persons;
    private readonly int[][][][] _states;

    internal Cube(Geography geography, IReadOnlyList<CubeStep> steps, int[][] persons, int[][][][] states)
    {
        Geography = geography;
        Steps = steps;
        _persons = persons;
        _states = states;
    }

    /// <summary>The tree of places.</summary>
    public Geography Geography { get; }

    /// <summary>The steps, in the kit's order.</summary>
    public IReadOnlyList<CubeStep> Steps { get; }

    /// <summary>Persons in a step at a place.</summary>
    public int Persons(int step, int geo) => _persons[step][geo];

    /// <summary>Persons in all steps together at a place.</summary>
    public int PersonsInAllSteps(int geo) => _persons.Sum(p => p[geo]);

    /// <summary>Persons of a step at a place that are in a state of a goal.</summary>
    public int Count(int step, int goal, int geo, GoalState state) => _states[step][goal][geo][(int)state];
}

/// <summary>Collects counts per municipality and makes the cube with its totals.</summary>
public sealed class CubeBuilder
{
    private readonly Geography _geography;
    private readonly IReadOnlyList<CubeStep> _steps;
    private readonly int[][] _persons;
    private readonly int[][][][] _states;

    /// <summary>Starts an empty cube.</summary>
    /// <exception cref="ArgumentException">A municipality is named twice.</exception>
    public CubeBuilder(IReadOnlyList<CubeStep> steps, IEnumerable<CubePlace> places)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _geography = new Geography(places);
        _steps = steps;
        var size = _geography.Count;
        _persons = [.. steps.Select(_ => new int[size])];
        _states = [.. steps.Select(s => s.GoalIds.Select(_ => Empty(size)).ToArray())];
    }

    private static int[][] Empty(int size) => [.. Enumerable.Range(0, size).Select(_ => new int[3])];

    /// <summary>Adds one person, with the state reached in each goal of the step, in the order of <see cref="CubeStep.GoalIds"/>.</summary>
    /// <exception cref="ArgumentException">An unknown step or municipality, the wrong number of states, or completed in a continuous step.</exception>
    public void AddPerson(string stepId, string municipality, IReadOnlyList<GoalState> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var step = StepIndex(stepId);
        if (states.Count != _steps[step].GoalIds.Count)
            throw new ArgumentException($"Step {stepId} has {_steps[step].GoalIds.Count} goals, not {states.Count}.", nameof(states));
        if (!_steps[step].Completes && states.Contains(GoalState.Completed))
            throw new ArgumentException($"Step {stepId} is continuous and cannot be completed.", nameof(states));
        var leaf = _geography.IndexOf(municipality);
        _persons[step][leaf]++;
        for (var goal = 0; goal < states.Count; goal++)
            _states[step][goal][leaf][(int)states[goal]]++;
    }

    /// <summary>Sets a municipality's counts in one goal of a step; the sums must be the same for every goal of the step.</summary>
    /// <exception cref="ArgumentException">An unknown step or municipality, a negative count, or completed in a continuous step.</exception>
    public void Set(string stepId, string municipality, int goal, int notBegun, int underWay, int completed)
    {
        var step = StepIndex(stepId);
        if (notBegun < 0 || underWay < 0 || completed < 0 || (completed > 0 && !_steps[step].Completes))
            throw new ArgumentException($"Not a count of persons: {notBegun}, {underWay}, {completed}.", nameof(notBegun));
        var leaf = _geography.IndexOf(municipality);
        _states[step][goal][leaf] = [notBegun, underWay, completed];
        if (goal == 0)
            _persons[step][leaf] = notBegun + underWay + completed;
    }

    /// <summary>Adds up regions and nation.</summary>
    /// <exception cref="InvalidOperationException">The goals of a step do not have the same number of persons in a municipality.</exception>
    public Cube Build()
    {
        for (var step = 0; step < _steps.Count; step++)
        {
            Verify(step);
            Total(geo => _persons[step][geo], (geo, v) => _persons[step][geo] = v);
            foreach (var goal in _states[step])
                for (var state = 0; state < 3; state++)
                    Total(geo => goal[geo][state], (geo, v) => goal[geo][state] = v);
        }
        return new Cube(_geography, _steps, _persons, _states);
    }

    private int StepIndex(string stepId)
    {
        for (var i = 0; i < _steps.Count; i++)
            if (_steps[i].StepId == stepId)
                return i;
        throw new ArgumentException($"The cube has no step {stepId}.", nameof(stepId));
    }

    private void Verify(int step)
    {
        foreach (var leaf in _geography.Municipalities)
            foreach (var goal in _states[step])
                if (goal[leaf].Sum() != _persons[step][leaf])
                    throw new InvalidOperationException(
                        $"Step {_steps[step].StepId} in {_geography.Code(leaf)}: the goals do not count the same persons.");
    }

    private void Total(Func<int, int> get, Action<int, int> set)
    {
        foreach (var region in _geography.Regions)
            set(region, _geography.Children(region).Sum(get));
        set(Geography.Nation, _geography.Regions.Sum(get));
    }
}
