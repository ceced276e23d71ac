using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>The names of units, municipalities and regions.</summary>
internal sealed class PlaceNames(Database database)
{
    public async Task<Names> ReadAsync(CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return new(
            await session.QueryAsync($"select u.id, u.name, d.municipality_code from unit u join department d on d.id = u.department_id", r => (r.GetString(0), r.GetString(1), r.GetString(2)), cancel),
            (await session.QueryAsync($"select code, name from municipality", r => (r.GetString(0), r.GetString(1)), cancel)).ToDictionary(),
            (await session.QueryAsync($"select id, name from rss", r => (r.GetString(0), r.GetString(1)), cancel)).ToDictionary());
    }
}

/// <summary>Names as they are now; something unknown is called by its id.</summary>
internal sealed class Names(IReadOnlyList<(string Id, string Name, string Municipality)> units, Dictionary<string, string> municipalities, Dictionary<string, string> regions)
{
    private readonly Dictionary<string, string> _units = units.ToDictionary(u => u.Id, u => u.Name);

    public string Unit(string id) => _units.GetValueOrDefault(id, id);

    public string Municipality(string code) => municipalities.GetValueOrDefault(code, code);

    public string Region(string id) => regions.GetValueOrDefault(id, id);

    /// <summary>The ids of a municipality's units.</summary>
    public IEnumerable<string> UnitsOf(string municipalityCode) => units.Where(u => u.Municipality == municipalityCode).Select(u => u.Id);
}
