namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>
/// The states of one goal over the geography, behind the persons of its step. Persons come down the tree (nation, region, municipality),
/// take on a state, and the states are collected up the tree again. Which numbers of persons are hidden is settled before.
/// </summary>
internal sealed class GoalLayer
{
    private readonly Cube _cube;
    private readonly int _step;
    private readonly int _goal;
    private readonly int _states;
    private readonly PersonsLayer _persons;
    private readonly Network _network = new();
    private readonly Protection _protection;

    public GoalLayer(Cube cube, int step, int goal, PersonsLayer persons)
    {
        _cube = cube;
        _step = step;
        _goal = goal;
        _states = cube.Steps[step].States;
        _persons = persons;
        Build();
        for (var geo = 0; geo < cube.Geography.Count; geo++)
            HideByRule(geo);
        _protection = new Protection(_network, Figures());
    }

    public int Goal => _goal;

    public IEnumerable<(int[] Figure, Witness Witness)> Witnesses => _protection.Witnesses;

    public bool Hidden(int geo, int state) => _network.Hidden(Arc(geo, state));

    public void Protect()
    {
        _protection.HideUntilSafe();
        _protection.ShowAgain(Enumerable.Range(0, _cube.Geography.Count)
            .Select(geo => Enumerable.Range(0, _states).Select(s => Arc(geo, s)).ToArray())
            .OrderByDescending(g => g.Sum(_network.Cost)));
    }

    /// <summary>What going round a cycle changes in the municipalities: persons of the step, and their states in this goal.</summary>
    public void Collect(Cycle cycle, int times, Alternative into)
    {
        var geography = _cube.Geography;
        foreach (var (arc, sign) in cycle.Steps)
        {
            var geo = arc < geography.Count ? arc : (arc - geography.Count) / _states;
            if (geography.Level(geo) != GeographyLevel.Municipality)
                continue;
            if (arc < geography.Count)
                into.AddPersons(geo, sign * times);
            else
                into.AddState(_goal, geo, (arc - geography.Count) % _states, sign * times);
        }
    }

    /// <summary>The states whose counts a figure of this layer adds up, and the place.</summary>
    public (int Geo, int[] States) Describe(int[] figure)
    {
        var first = figure[0] - _cube.Geography.Count;
        return (first / _states, [.. figure.Select(a => (a - _cube.Geography.Count) % _states)]);
    }

    private int Arc(int geo, int state) => _cube.Geography.Count + (geo * _states) + state;

    private int Count(int geo, int state) => _cube.Count(_step, _goal, geo, (GoalState)state);

    private void Build()
    {
        var geography = _cube.Geography;
        var outside = _network.AddNode();
        var down = Enumerable.Range(0, geography.Count).Select(_ => _network.AddNode()).ToArray();
        var inner = 1 + geography.Regions.Count();
        var up = Enumerable.Range(0, inner * _states).Select(_ => _network.AddNode()).ToArray();
        for (var geo = 0; geo < geography.Count; geo++)
        {
            var from = geo == Geography.Nation ? outside : down[geography.Parent(geo)];
            _network.AddArc(from, down[geo], _cube.Persons(_step, geo), 0, mayHide: false);
            if (_persons.Hidden(geo))
                _network.HidePrimary(geo);
        }
        for (var geo = 0; geo < geography.Count; geo++)
            for (var state = 0; state < _states; state++)
            {
                var from = geo < inner ? up[(geo * _states) + state] : down[geo];
                var to = geo == Geography.Nation ? outside : up[(geography.Parent(geo) * _states) + state];
                var count = Count(geo, state);
                _network.AddArc(from, to, count, Loss.OfState(geography.Level(geo), count, (GoalState)state), mayHide: true);
            }
    }

    /// <summary>
    /// Where the number of persons is hidden every state is too, so that persons can be thought moved between such places in all goals at
    /// once. A state that nobody is in below the nearest place with a published number stays: its zero follows from there.
    /// </summary>
    private void HideByRule(int geo)
    {
        var persons = _cube.Persons(_step, geo);
        var shownAbove = geo;
        while (shownAbove > Geography.Nation && _persons.Hidden(shownAbove))
            shownAbove = _cube.Geography.Parent(shownAbove);
        for (var state = 0; state < _states; state++)
            if (_persons.Hidden(geo) ? Count(shownAbove, state) > 0 : Sensitivity.IsSensitive(Count(geo, state), persons))
                _network.HidePrimary(Arc(geo, state));
    }

    private IEnumerable<int[]> Figures()
    {
        for (var geo = 0; geo < _cube.Geography.Count; geo++)
        {
            for (var state = 0; state < _states; state++)
                yield return [Arc(geo, state)];
            if (_persons.Hidden(geo) && _states == 3)
                foreach (var (one, other) in new[] { (0, 1), (1, 2), (0, 2) })
                    yield return [Arc(geo, one), Arc(geo, other)];
        }
    }
}
