using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>A fault in what someone wants the organisation to be.</summary>
/// <param name="Line">The line of the file, from 1; 0 when there is no file.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record OrganisationFault(int Line, string Message);

/// <summary>Whose membership facts a change touches, and from which day.</summary>
/// <param name="MunicipalityCode">Whose people.</param>
/// <param name="JourneyId">In which journey; null for all.</param>
/// <param name="From">The first day that differs.</param>
internal sealed record TouchedPlace(string MunicipalityCode, string? JourneyId, DateOnly From);

/// <summary>
/// A change of the organisation in the making: everything is loaded, said anew, checked as a whole (so that the order in which
/// it is said does not matter) and only then saved. Saying what is so already changes nothing.
/// </summary>
internal sealed class OrganisationEdit : IAsyncDisposable
{
    private readonly OrganisationDb _db;
    private readonly Dictionary<PeriodRow, int> _lines = [];
    private readonly List<OrganisationFault> _faults = [];
    private readonly List<TouchedPlace> _touched = [];
    private readonly List<string> _log = [];
    private readonly Dictionary<string, Municipality> _municipalities;
    private readonly Dictionary<string, Rss> _rss;
    private readonly List<NationalAssignment> _national;
    private readonly List<RegionalAssignment> _regional;
    private readonly List<JoinedMunicipality> _joined;
    private readonly List<ProcessorAgreement> _agreements;
    private readonly Dictionary<(string Municipality, string Name), Department> _departments;
    private readonly Dictionary<string, OrganisationUnit> _units;

    private OrganisationEdit(OrganisationDb db)
    {
        _db = db;
        _municipalities = db.Municipalities.Local.ToDictionary(m => m.Code);
        _rss = db.Rss.Local.ToDictionary(r => r.Id);
        _national = [.. db.NationalAssignments.Local];
        _regional = [.. db.RegionalAssignments.Local];
        _joined = [.. db.JoinedMunicipalities.Local];
        _agreements = [.. db.ProcessorAgreements.Local];
        _departments = db.Departments.Local.ToDictionary(d => (d.MunicipalityCode, d.Name));
        _units = db.Units.Local.ToDictionary(u => u.Id);
    }

    /// <summary>Loads everything on the unit, which must hold <see cref="People.Memberships.Memberships.Keys"/>.</summary>
    public static async Task<OrganisationEdit> BeginAsync(WriteUnit unit)
    {
        var db = new OrganisationDb(unit.Dialect);
        await unit.JoinAsync(db);
        await db.Municipalities.LoadAsync();
        await db.Rss.LoadAsync();
        await db.NationalAssignments.LoadAsync();
        await db.RegionalAssignments.LoadAsync();
        await db.JoinedMunicipalities.LoadAsync();
        await db.ProcessorAgreements.LoadAsync();
        await db.Departments.LoadAsync();
        await db.Units.LoadAsync();
        return new OrganisationEdit(db);
    }

    /// <summary>What changed so far, in words.</summary>
    public IReadOnlyList<string> Changes => _log;

    /// <summary>Whose facts must be told anew.</summary>
    public IReadOnlyList<TouchedPlace> Touched => _touched;

    public bool HasMunicipality(string code) => _municipalities.ContainsKey(code);

    /// <summary>Whether the municipality has a processor agreement in force on the day.</summary>
    public bool HasAgreement(string municipality, DateOnly day) =>
        _agreements.Any(a => a.MunicipalityCode == municipality && a.Period.Contains(day));

    /// <summary>The municipality that a unit belongs to; null when there is no such unit.</summary>
    public string? HomeOfUnit(string unitId) =>
        _units.TryGetValue(unitId, out var unit) ? _departments.Values.Single(d => d.Id == unit.DepartmentId).MunicipalityCode : null;

    public void SayRss(string id, string name)
    {
        if (!_rss.TryGetValue(id, out var rss))
        {
            _rss.Add(id, rss = new Rss { Id = id, Name = name });
            _db.Add(rss);
            _log.Add($"RSS {id}: {name}");
        }
        else if (rss.Name != name)
        {
            rss.Name = name;
            _log.Add($"RSS {id} is now called {name}");
        }
    }

    public void SayNational(string rssId, string journeyId, Period period, int line) =>
        Say(_national, period, line, $"{rssId} produces {journeyId}",
            a => a.RssId == rssId && a.JourneyId == journeyId,
            () => new NationalAssignment { RssId = rssId, JourneyId = journeyId, ValidFrom = period.First, ValidTo = period.Last }, touches: null);

    public void SayRegional(string rssId, string municipality, string journeyId, Period period, int line)
    {
        if (MunicipalityExists(municipality, line))
        {
            Say(_regional, period, line, $"{rssId} delivers {journeyId} to {municipality}",
                a => a.RssId == rssId && a.MunicipalityCode == municipality && a.JourneyId == journeyId,
                () => new RegionalAssignment { RssId = rssId, MunicipalityCode = municipality, JourneyId = journeyId, ValidFrom = period.First, ValidTo = period.Last },
                from => new TouchedPlace(municipality, journeyId, from));
        }
    }

    public void SayJoined(string municipality, string journeyId, Period period, int line)
    {
        if (MunicipalityExists(municipality, line))
        {
            Say(_joined, period, line, $"{municipality} has joined {journeyId}",
                j => j.MunicipalityCode == municipality && j.JourneyId == journeyId,
                () => new JoinedMunicipality { MunicipalityCode = municipality, JourneyId = journeyId, ValidFrom = period.First, ValidTo = period.Last },
                from => new TouchedPlace(municipality, journeyId, from));
        }
    }

    public void SayAgreement(string municipality, DateOnly signed, Period period, int line)
    {
        if (!MunicipalityExists(municipality, line))
            return;
        Say(_agreements, period, line, $"{municipality} has a processor agreement",
            a => a.MunicipalityCode == municipality,
            () => new ProcessorAgreement { MunicipalityCode = municipality, SignedOn = signed, ValidFrom = period.First, ValidTo = period.Last },
            from => new TouchedPlace(municipality, null, from));
        if (_agreements.Find(a => a.MunicipalityCode == municipality && a.ValidFrom == period.First) is { } agreement && agreement.SignedOn != signed)
        {
            agreement.SignedOn = signed;
            _log.Add($"{municipality} signed its processor agreement on {signed:yyyy-MM-dd}");
        }
    }

    /// <summary>Ends the joining in force on that day; its last day.</summary>
    public void EndJoined(string municipality, string journeyId, DateOnly last) =>
        End(_joined.Find(j => j.MunicipalityCode == municipality && j.JourneyId == journeyId && j.Period.Contains(last)), last,
            $"{municipality} has not joined {journeyId} on {last:yyyy-MM-dd}.", j => SayJoined(municipality, journeyId, new Period(j.ValidFrom, last), 0));

    /// <summary>Ends the agreement in force on that day; its last day.</summary>
    public void EndAgreement(string municipality, DateOnly last) =>
        End(_agreements.Find(a => a.MunicipalityCode == municipality && a.Period.Contains(last)), last,
            $"{municipality} has no processor agreement on {last:yyyy-MM-dd}.", a => SayAgreement(municipality, a.SignedOn, new Period(a.ValidFrom, last), 0));

    public void SayUnit(string id, string municipality, string departmentName, string name, int line)
    {
        if (!MunicipalityExists(municipality, line))
            return;
        if (HomeOfUnit(id) is { } home && home != municipality)
        {
            _faults.Add(new OrganisationFault(line, $"The unit '{id}' belongs to the municipality {home} already."));
            return;
        }
        if (!_departments.TryGetValue((municipality, departmentName), out var department))
        {
            _departments.Add((municipality, departmentName), department = new Department { MunicipalityCode = municipality, Name = departmentName });
            _db.Add(department);
        }
        if (!_units.TryGetValue(id, out var unit))
        {
            _units.Add(id, unit = new OrganisationUnit { Id = id, DepartmentId = department.Id, Name = name });
            _db.Add(unit);
            _log.Add($"unit {id} of {municipality}: {name}");
        }
        else if (unit.Name != name || unit.DepartmentId != department.Id)
        {
            (unit.Name, unit.DepartmentId) = (name, department.Id);
            _log.Add($"unit {id} of {municipality} is now {name}, {departmentName}");
        }
    }

    /// <summary>Everything wrong with the organisation as it would be.</summary>
    public IReadOnlyList<OrganisationFault> Faults()
    {
        var overlaps = Overlaps(_national, a => a.JourneyId, a => $"{a.RssId} produces {a.JourneyId} {a.Period}")
            .Concat(Overlaps(_regional, a => (a.MunicipalityCode, a.JourneyId), a => $"{a.RssId} delivers {a.JourneyId} to {a.MunicipalityCode} {a.Period}"))
            .Concat(Overlaps(_joined, j => (j.MunicipalityCode, j.JourneyId), j => $"{j.MunicipalityCode} has joined {j.JourneyId} {j.Period}"))
            .Concat(Overlaps(_agreements, a => a.MunicipalityCode, a => $"{a.MunicipalityCode} has a processor agreement {a.Period}"));
        return [.. _faults.Concat(overlaps).OrderBy(f => f.Line)];
    }

    /// <summary>Saves what was said and logs it.</summary>
    public async Task SaveAsync(WriteUnit unit, string by, DateTimeOffset now)
    {
        await _db.SaveChangesAsync();
        foreach (var what in _log)
            await unit.ExecuteAsync($"insert into organisation_log (at, by_whom, what) values ({now}, {by}, {what})");
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    private bool MunicipalityExists(string code, int line)
    {
        if (_municipalities.ContainsKey(code))
            return true;
        _faults.Add(new OrganisationFault(line, $"There is no municipality with the code '{code}' (four digits, as SCB gives them)."));
        return false;
    }

    private void Say<T>(List<T> rows, Period period, int line, string what, Predicate<T> same, Func<T> make, Func<DateOnly, TouchedPlace>? touches)
        where T : PeriodRow
    {
        if (!period.IsOrdered)
        {
            _faults.Add(new OrganisationFault(line, $"The period {period} ends before it begins."));
            return;
        }
        var known = rows.Find(r => same(r) && r.ValidFrom == period.First);
        if (known is null)
        {
            rows.Add(known = make());
            _db.Add(known);
            Changed(period.First);
        }
        else if (known.ValidTo != period.Last)
        {
            var differs = Earlier(known.Period.DayAfter, period.DayAfter);
            known.ValidTo = period.Last;
            Changed(differs);
        }
        _lines[known] = line;

        void Changed(DateOnly from)
        {
            _log.Add($"{what} {period}");
            if (touches is not null)
                _touched.Add(touches(from));
        }
    }

    private void End<T>(T? row, DateOnly last, string refusal, Action<T> end)
        where T : PeriodRow
    {
        if (row is null)
            _faults.Add(new OrganisationFault(0, refusal));
        else if (row.ValidTo != last)
            end(row);
    }

    private static DateOnly Earlier(DateOnly? one, DateOnly? other) =>
        one is null ? other ?? DateOnly.MaxValue : other is null || one < other ? one.Value : other.Value;

    /// <summary>Each row that begins within an earlier one of the same thing, told at the line that was read last.</summary>
    private IEnumerable<OrganisationFault> Overlaps<T, TKey>(IEnumerable<T> rows, Func<T, TKey> key, Func<T, string> words)
        where T : PeriodRow
    {
        foreach (var group in rows.GroupBy(key))
        {
            var ordered = group.OrderBy(r => r.ValidFrom).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                if (!ordered[i].Period.Overlaps(ordered[i - 1].Period))
                    continue;
                var line = Math.Max(_lines.GetValueOrDefault(ordered[i]), _lines.GetValueOrDefault(ordered[i - 1]));
                yield return new OrganisationFault(line, string.Create(CultureInfo.InvariantCulture,
                    $"Two periods overlap: {words(ordered[i - 1])}, and {words(ordered[i])}."));
            }
        }
    }
}
