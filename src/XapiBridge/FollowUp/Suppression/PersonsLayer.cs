namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>The persons of one step over the geography: arc g carries the persons at place g.</summary>
internal sealed class PersonsLayer
{
    private readonly Cube _cube;
    private readonly int _step;
    private readonly Network _network = new();
    private readonly Protection _protection;

    public PersonsLayer(Cube cube, int step)
    {
        _cube = cube;
        _step = step;
        Build();
        _protection = new Protection(_network, Enumerable.Range(0, _network.Arcs).Select(a => new[] { a }));
    }

    public IEnumerable<(int[] Figure, Witness Witness)> Witnesses => _protection.Witnesses;

    public bool Hidden(int geo) => _network.Hidden(geo);

    public void Protect()
    {
        _protection.HideUntilSafe();
        _protection.ShowAgain(Enumerable.Range(0, _network.Arcs).OrderByDescending(_network.Cost).Select(a => new[] { a }));
    }

    private void Build()
    {
        var geography = _cube.Geography;
        var outside = _network.AddNode();
        var nodes = Enumerable.Range(0, 1 + geography.Regions.Count()).Select(_ => _network.AddNode()).ToArray();
        for (var geo = 0; geo < geography.Count; geo++)
        {
            var persons = _cube.Persons(_step, geo);
            var from = geo == Geography.Nation ? outside : nodes[geography.Parent(geo)];
            var to = geo < nodes.Length ? nodes[geo] : outside;
            var cost = Loss.OfPersons(geography.Level(geo), persons, _cube.Steps[_step].GoalIds.Count);
            _network.AddArc(from, to, persons, cost, mayHide: true);
            if (Sensitivity.IsSmall(persons))
                _network.HidePrimary(geo);
        }
    }
}
