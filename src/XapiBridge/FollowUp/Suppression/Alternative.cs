namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>Another set of counts for one step, as differences from the true ones in the municipalities.</summary>
internal sealed class Alternative(Cube cube, int step)
{
    private readonly Dictionary<int, int> _persons = [];
    private readonly Dictionary<(int Goal, int Geo, int State), int> _states = [];

    private readonly HashSet<int> _touched = [];

    public int Step => step;

    public IReadOnlyCollection<int> Touched => _touched;

    public int Persons(int geo) => _persons.GetValueOrDefault(geo);

    public int State(int goal, int geo, int state) => _states.GetValueOrDefault((goal, geo, state));

    public void AddPersons(int geo, int difference)
    {
        _persons[geo] = Persons(geo) + difference;
        _touched.Add(geo);
    }

    public void AddState(int goal, int geo, int state, int difference)
    {
        _states[(goal, geo, state)] = State(goal, geo, state) + difference;
        _touched.Add(geo);
    }

    public Alternative Copy()
    {
        var copy = new Alternative(cube, step);
        foreach (var (geo, difference) in _persons)
            copy.AddPersons(geo, difference);
        foreach (var (key, difference) in _states)
            copy.AddState(key.Goal, key.Geo, key.State, difference);
        return copy;
    }

    /// <summary>
    /// Lets the persons who moved keep their states in the other goals too: who leaves a municipality takes a state that somebody there
    /// has; who arrives below the same published place brings one of those. Where even the nation's number is hidden persons come and go.
    /// </summary>
    /// <param name="settled">The goal whose states are set already, or -1.</param>
    /// <param name="persons">Which numbers of persons are hidden.</param>
    /// <param name="hiddenInNation">Whether a state of a goal is hidden for the nation.</param>
    public Alternative Complete(int settled, PersonsLayer persons, Func<int, int, bool> hiddenInNation)
    {
        var moved = _persons.Where(p => p.Value != 0).OrderBy(p => p.Key).ToList();
        for (var goal = 0; goal < cube.Steps[step].GoalIds.Count; goal++)
            if (goal != settled)
                foreach (var moves in moved.GroupBy(p => ShownAbove(p.Key, persons)))
                    Carry(goal, [.. moves], state => hiddenInNation(goal, state));
        return this;
    }

    private int ShownAbove(int geo, PersonsLayer persons)
    {
        while (geo >= Geography.Nation && persons.Hidden(geo))
            geo = cube.Geography.Parent(geo);
        return geo;
    }

    private void Carry(int goal, List<KeyValuePair<int, int>> moves, Func<int, bool> hiddenInNation)
    {
        var carried = new Stack<int>();
        foreach (var (geo, leaving) in moves.Where(m => m.Value < 0))
            for (var i = 0; i < -leaving; i++)
            {
                var state = Enumerable.Range(0, 3).MaxBy(s => Count(goal, geo, s) + State(goal, geo, s));
                AddState(goal, geo, state, -1);
                carried.Push(state);
            }
        foreach (var (geo, arriving) in moves.Where(m => m.Value > 0))
            for (var i = 0; i < arriving; i++)
                AddState(goal, geo, carried.TryPop(out var state) ? state : Enumerable.Range(0, 3).First(hiddenInNation), 1);
    }

    private int Count(int goal, int geo, int state) => cube.Count(step, goal, geo, (GoalState)state);
}
