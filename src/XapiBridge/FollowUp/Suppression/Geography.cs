namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>The level of a place in the geography.</summary>
public enum GeographyLevel
{
    /// <summary>The whole nation.</summary>
    Nation,

    /// <summary>An RSS.</summary>
    Region,

    /// <summary>A municipality.</summary>
    Municipality,
}

/// <summary>The tree municipality → region (RSS) → nation of the joined municipalities. Places are numbered: the nation is 0.</summary>
public sealed class Geography
{
    /// <summary>The number of the nation.</summary>
    public const int Nation = 0;

    private readonly List<string> _codes = [""];
    private readonly List<int> _parents = [-1];
    private readonly List<List<int>> _children = [[]];
    private readonly Dictionary<string, int> _municipalities = [];

    /// <summary>Builds the tree; regions in order of id, then municipalities in order of code.</summary>
    /// <exception cref="ArgumentException">A municipality is named twice.</exception>
    public Geography(IEnumerable<CubePlace> places)
    {
        var sorted = places.OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
        var regions = new Dictionary<string, int>();
        foreach (var region in sorted.Select(p => p.RegionId).Distinct().Order(StringComparer.Ordinal))
            regions[region] = Add(region, Nation);
        FirstMunicipality = _codes.Count;
        foreach (var place in sorted)
            if (!_municipalities.TryAdd(place.Code, Add(place.Code, regions[place.RegionId])))
                throw new ArgumentException($"Municipality {place.Code} is named twice.", nameof(places));
    }

    private int FirstMunicipality { get; }

    /// <summary>How many places there are, the nation included.</summary>
    public int Count => _codes.Count;

    /// <summary>The numbers of the regions.</summary>
    public IEnumerable<int> Regions => Enumerable.Range(1, FirstMunicipality - 1);

    /// <summary>The numbers of the municipalities.</summary>
    public IEnumerable<int> Municipalities => Enumerable.Range(FirstMunicipality, Count - FirstMunicipality);

    /// <summary>The place's code: RSS id or SCB code; empty for the nation.</summary>
    public string Code(int geo) => _codes[geo];

    /// <summary>The number of the place above, -1 for the nation.</summary>
    public int Parent(int geo) => _parents[geo];

    /// <summary>The numbers of the places below.</summary>
    public IReadOnlyList<int> Children(int geo) => _children[geo];

    /// <summary>The level of a place.</summary>
    public GeographyLevel Level(int geo) =>
        geo == Nation ? GeographyLevel.Nation : geo < FirstMunicipality ? GeographyLevel.Region : GeographyLevel.Municipality;

    /// <summary>The number of a municipality.</summary>
    /// <exception cref="ArgumentException">It is not in the tree.</exception>
    public int IndexOf(string municipality) =>
        _municipalities.TryGetValue(municipality, out var geo)
            ? geo
            : throw new ArgumentException($"Municipality {municipality} has not joined the journey.", nameof(municipality));

    private int Add(string code, int parent)
    {
        var index = _codes.Count;
        _codes.Add(code);
        _parents.Add(parent);
        _children.Add([]);
        _children[parent].Add(index);
        return index;
    }
}
