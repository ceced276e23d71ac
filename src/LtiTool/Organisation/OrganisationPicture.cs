using Microsoft.EntityFrameworkCore;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>The whole organisation as it stands, for showing.</summary>
internal sealed class OrganisationPicture
{
    private Dictionary<string, string> _names = [];
    private List<Rss> _rss = [];
    private List<NationalAssignment> _national = [];
    private List<RegionalAssignment> _regional = [];
    private List<JoinedMunicipality> _joined = [];
    private List<ProcessorAgreement> _agreements = [];
    private Dictionary<Guid, Department> _departments = [];
    private List<OrganisationUnit> _units = [];

    public static async Task<OrganisationPicture> ReadAsync(SqlSession session, CancellationToken cancel)
    {
        await using var db = OrganisationDb.On(session);
        return new OrganisationPicture
        {
            _names = await db.Municipalities.ToDictionaryAsync(m => m.Code, m => m.Name, cancel),
            _rss = await db.Rss.OrderBy(r => r.Id).ToListAsync(cancel),
            _national = await db.NationalAssignments.OrderBy(a => a.JourneyId).ThenBy(a => a.ValidFrom).ToListAsync(cancel),
            _regional = await db.RegionalAssignments.OrderBy(a => a.JourneyId).ThenBy(a => a.MunicipalityCode).ThenBy(a => a.ValidFrom).ToListAsync(cancel),
            _joined = await db.JoinedMunicipalities.OrderBy(j => j.JourneyId).ThenBy(j => j.MunicipalityCode).ThenBy(j => j.ValidFrom).ToListAsync(cancel),
            _agreements = await db.ProcessorAgreements.OrderBy(a => a.MunicipalityCode).ThenBy(a => a.ValidFrom).ToListAsync(cancel),
            _departments = await db.Departments.ToDictionaryAsync(d => d.Id, cancel),
            _units = await db.Units.OrderBy(u => u.Id).ToListAsync(cancel),
        };
    }

    /// <summary>For programs.</summary>
    public object Data() => new
    {
        rss = _rss.Select(r => new
        {
            id = r.Id,
            name = r.Name,
            national = _national.Where(a => a.RssId == r.Id).Select(a => new { journey = a.JourneyId, from = BeginningOf(a), to = a.ValidTo }),
            regional = _regional.Where(a => a.RssId == r.Id).Select(a => new { journey = a.JourneyId, municipality = a.MunicipalityCode, from = a.ValidFrom, to = a.ValidTo }),
        }),
        joined = _joined.Select(j => new { municipality = j.MunicipalityCode, journey = j.JourneyId, from = j.ValidFrom, to = j.ValidTo }),
        agreements = _agreements.Select(a => new { municipality = a.MunicipalityCode, signed = a.SignedOn, from = a.ValidFrom, to = a.ValidTo }),
        units = _units.Select(u => new { id = u.Id, municipality = HomeOf(u).MunicipalityCode, department = HomeOf(u).Name, name = u.Name }),
    };

    /// <summary>For people.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var rss in _rss)
        {
            yield return $"{rss.Id}: {rss.Name}";
            foreach (var a in _national.Where(a => a.RssId == rss.Id))
                yield return $"  produces {a.JourneyId}{(BeginningOf(a) is null && a.ValidTo is null ? "" : $" {a.Period}")}";
            foreach (var a in _regional.Where(a => a.RssId == rss.Id).GroupBy(a => (a.JourneyId, a.Period)))
                yield return $"  delivers {a.Key.JourneyId} {a.Key.Period} to {string.Join(", ", a.Select(x => _names[x.MunicipalityCode]))}";
        }
        foreach (var j in _joined)
            yield return $"{_names[j.MunicipalityCode]} ({j.MunicipalityCode}) has joined {j.JourneyId} {j.Period}";
        foreach (var a in _agreements)
            yield return $"{_names[a.MunicipalityCode]} ({a.MunicipalityCode}) has a processor agreement {a.Period}, signed {a.SignedOn:yyyy-MM-dd}";
        foreach (var u in _units)
            yield return $"unit {u.Id}: {u.Name}, {HomeOf(u).Name}, {_names[HomeOf(u).MunicipalityCode]}";
    }

    private Department HomeOf(OrganisationUnit unit) => _departments[unit.DepartmentId];

    /// <summary>Null for an assignment named without days.</summary>
    private static DateOnly? BeginningOf(NationalAssignment assignment) => assignment.ValidFrom == DateOnly.MinValue ? null : assignment.ValidFrom;
}
