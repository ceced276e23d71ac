namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>One step's persons and goals. Steps do not hang together: persons in all steps are published only where each step's are.</summary>
internal sealed class StepLayers
{
    private readonly Cube _cube;
    private readonly int _step;

    public StepLayers(Cube cube, int step, bool protect)
    {
        _cube = cube;
        _step = step;
        Persons = new PersonsLayer(cube, step);
        if (protect)
            Persons.Protect();
        Goals = [.. Enumerable.Range(0, cube.Steps[step].GoalIds.Count).Select(goal => new GoalLayer(cube, step, goal, Persons))];
        if (protect)
            Parallel.ForEach(Goals, goal => goal.Protect());
    }

    public int States => _cube.Steps[_step].States;

    public PersonsLayer Persons { get; }

    public IReadOnlyList<GoalLayer> Goals { get; }

    /// <summary>Substitutes every witness into the whole cube.</summary>
    /// <exception cref="InvalidOperationException">A hidden figure is not shown to have five values.</exception>
    public void Prove(SuppressedCube published)
    {
        var check = new WitnessCheck(_cube, published);
        var open = new HashSet<(int Goal, int Geo, int States)>();
        foreach (var (figure, witness) in Persons.Witnesses)
        {
            Prove(check, Alternatives(witness, -1, Collect), a => check.Persons(a, figure[0]));
            open.Add((-1, figure[0], 0));
        }
        foreach (var goal in Goals)
            foreach (var (figure, witness) in goal.Witnesses)
            {
                var (geo, states) = goal.Describe(figure);
                Prove(check, Alternatives(witness, goal.Goal, goal.Collect), a => states.Sum(s => check.Count(a, goal.Goal, geo, s)));
                open.Add((goal.Goal, geo, states.Sum(s => 1 << s)));
            }
        EveryHiddenFigureIsIn(open);
    }

    private void Collect(Cycle cycle, int times, Alternative into)
    {
        foreach (var (arc, sign) in cycle.Steps)
            if (_cube.Geography.Level(arc) == GeographyLevel.Municipality)
                into.AddPersons(arc, sign * times);
    }

    private IEnumerable<Alternative> Alternatives(Witness witness, int goal, Action<Cycle, int, Alternative> collect)
    {
        yield return new Alternative(_cube, _step);
        foreach (var cycles in new[] { witness.Up, witness.Down })
        {
            var soFar = new Alternative(_cube, _step);
            foreach (var (cycle, times) in cycles)
                for (var i = 0; i < times; i++)
                {
                    collect(cycle, 1, soFar);
                    yield return soFar.Copy().Complete(goal, Persons, (g, state) => state < States && Goals[g].Hidden(Geography.Nation, state));
                }
        }
    }

    private static void Prove(WitnessCheck check, IEnumerable<Alternative> alternatives, Func<Alternative, int> value)
    {
        var values = new HashSet<int>();
        foreach (var alternative in alternatives)
        {
            if (!check.Agrees(alternative))
                throw new InvalidOperationException("A witness does not agree with what is published.");
            values.Add(value(alternative));
        }
        if (values.Count < Protection.LeastValues)
            throw new InvalidOperationException("A hidden figure is not open enough.");
    }

    private void EveryHiddenFigureIsIn(HashSet<(int Goal, int Geo, int States)> open)
    {
        for (var geo = 0; geo < _cube.Geography.Count; geo++)
        {
            var hidden = Persons.Hidden(geo) && !open.Contains((-1, geo, 0));
            foreach (var goal in Goals)
                for (var states = 1; states < 1 << States; states++)
                    hidden |= MustBeOpen(goal, geo, states) && !open.Contains((goal.Goal, geo, states));
            if (hidden)
                throw new InvalidOperationException($"A hidden figure of {_cube.Geography.Code(geo)} has no witness.");
        }
    }

    private bool MustBeOpen(GoalLayer goal, int geo, int states)
    {
        var members = Enumerable.Range(0, States).Where(s => (states & (1 << s)) != 0).ToList();
        // Where the persons are published a pair is what the third state leaves; all states together are the persons.
        var own = members.Count == 1 || (members.Count == 2 && States == 3 && Persons.Hidden(geo));
        return own && members.Any(s => goal.Hidden(geo, s));
    }
}
