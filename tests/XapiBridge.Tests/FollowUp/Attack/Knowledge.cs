namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>A figure that somebody would like to know. Two of the columns are nowhere printed: all but the completed, all but those under way.</summary>
internal readonly record struct FigureKey(string Level, string Code, string Step, string Goal, string Column);

/// <summary>An equation between figures that must hold: the sum of the terms is the constant.</summary>
internal sealed record Equation(IReadOnlyList<(int Variable, int Factor)> Terms, int Constant);

/// <summary>Everything an evaluator knows: the printed figures, and every relation between figures, as equations over the unknown ones.</summary>
internal sealed class Knowledge
{
    private readonly Dictionary<FigureKey, int> _known = [];
    private readonly Dictionary<FigureKey, int> _variables = [];
    private readonly List<FigureKey> _keys = [];
    private readonly List<Equation> _equations = [];

    public Knowledge(List<PublishedRow> rows)
    {
        foreach (var row in rows)
            Read(row);
        foreach (var row in rows.Where(r => r.Goal.Length > 0))
            StatesMakePersons(row);
        foreach (var row in rows.Where(r => r.Step.Length == 0))
            Sum(Key(row, "persons"), rows.Where(r => r.Level == row.Level && r.Code == row.Code && r.Step.Length > 0 && r.Goal.Length == 0).Select(r => Key(r, "persons")));
        foreach (var group in rows.GroupBy(r => (r.Step, r.Goal)))
            PlacesMakeTotals([.. group]);
    }

    public IReadOnlyList<FigureKey> Unknown => _keys;

    public HashSet<FigureKey> Dotted { get; } = [];

    public IReadOnlyList<Equation> Equations => _equations;

    private static FigureKey Key(PublishedRow row, string column) =>
        new(row.Level, row.Code, row.Step, column == "persons" ? "" : row.Goal, column);

    private void Read(PublishedRow row)
    {
        foreach (var (column, text) in row.Figures)
        {
            // A dot says that there cannot be any.
            if (PublishedTable.Number(text) is { } number)
                _known[Key(row, column)] = number;
            else if (text == ".")
                _known.TryAdd(Key(row, column), 0);
            else if (text == "..")
                Dotted.Add(Key(row, column));
            else
                throw new FormatException($"Not a figure: '{text}'.");
        }
    }

    private void StatesMakePersons(PublishedRow row)
    {
        var (notBegun, underWay, completed) = (Key(row, "notBegun"), Key(row, "underWay"), Key(row, "completed"));
        Sum(Key(row, "persons"), [notBegun, underWay, completed]);
        Sum(Key(row, "begun"), [underWay, completed]);
        Sum(Key(row, "notCompleted"), [notBegun, underWay]);
        Sum(Key(row, "notUnderWay"), [notBegun, completed]);
    }

    private void PlacesMakeTotals(List<PublishedRow> rows)
    {
        var columns = rows[0].Goal.Length == 0 ? ["persons"] : PublishedTable.Columns.Skip(1).Concat(["notCompleted", "notUnderWay"]);
        foreach (var column in columns)
        {
            foreach (var region in rows.Where(r => r.Level == "region"))
                Sum(Key(region, column), rows.Where(r => r.Level == "municipality" && r.Region == region.Code).Select(r => Key(r, column)));
            foreach (var nation in rows.Where(r => r.Level == "nation"))
                Sum(Key(nation, column), rows.Where(r => r.Level == "region").Select(r => Key(r, column)));
        }
    }

    private void Sum(FigureKey total, IEnumerable<FigureKey> parts)
    {
        var terms = new Dictionary<int, int>();
        var constant = 0;
        foreach (var (key, factor) in parts.Select(p => (p, 1)).Append((total, -1)))
        {
            if (_known.TryGetValue(key, out var value))
                constant -= factor * value;
            else
                terms[Variable(key)] = factor;
        }
        if (terms.Count > 0)
            _equations.Add(new Equation([.. terms.Select(t => (t.Key, t.Value))], constant));
        else
            Assert.Equal(0, constant);
    }

    private int Variable(FigureKey key)
    {
        if (!_variables.TryGetValue(key, out var variable))
        {
            _variables[key] = variable = _keys.Count;
            _keys.Add(key);
        }
        return variable;
    }
}
