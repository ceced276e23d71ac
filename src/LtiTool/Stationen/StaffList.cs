using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>A member of the staff in one journey.</summary>
/// <param name="Name">As the LMS or the municipality has given it; null when nobody has.</param>
/// <param name="Unit">The unit's name; null when not known.</param>
/// <param name="Journey">The journey.</param>
/// <param name="Step">The step today; null when nothing puts the person in one.</param>
/// <param name="Progress">How far the person has come in the step; null without a step.</param>
internal sealed record StaffMember(string? Name, string? Unit, Journey Journey, Step? Step, StepProgress? Progress);

/// <summary>The staff that a manager is entitled to see: own units, or the whole municipality where the grant says so (domain.md §2).</summary>
internal sealed class StaffList(Database database, KitLibrary kits, TimeProvider clock)
{
    public async Task<IReadOnlyList<StaffMember>> OfAsync(SignedIn manager, CancellationToken cancel)
    {
        var today = clock.TodayInSweden();
        var found = new Dictionary<Guid, Row>();
        await using var session = await database.ReadAsync(cancel);
        foreach (var scope in manager.ScopesOf(Role.Manager))
        {
            foreach (var row in await RowsAsync(session, scope, today, cancel))
                found[row.MembershipId] = row;
        }
        var staff = new List<StaffMember>();
        foreach (var row in found.Values)
        {
            if (kits.Find(row.JourneyId) is not { } journey || await Memberships.FindAsync(session, row.PersonId, row.JourneyId, cancel) is not { } membership)
                continue;
            var step = StepMembership.StepOn(journey, membership.BasisOn(today), today);
            var facts = step is null ? null : await ProgressStore.FactsAsync(session, row.PersonId, row.JourneyId);
            staff.Add(new(row.Name, row.Unit, journey, step, step is null ? null : facts!.In(step)));
        }
        return [.. staff.OrderBy(s => s.Name is null).ThenBy(s => s.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <summary>Of a municipality without a processor agreement nobody is shown: nothing of them is processed.</summary>
    private static async Task<List<Row>> RowsAsync(SqlSession session, Scope scope, DateOnly today, CancellationToken cancel) => scope.Kind switch
    {
        ScopeKind.Unit => await session.QueryAsync($"""
            select m.id, m.person_id, m.journey_id, p.name, u.name from membership m join person p on p.id = m.person_id join unit u on u.id = m.unit_id
            where m.unit_id = {scope.Id} and exists (select 1 from processor_agreement a where a.municipality_code = m.municipality_code
              and a.valid_from <= {today} and (a.valid_to is null or a.valid_to >= {today}))
            """, Read, cancel),
        ScopeKind.Municipality => await session.QueryAsync($"""
            select m.id, m.person_id, m.journey_id, p.name, u.name from membership m join person p on p.id = m.person_id left join unit u on u.id = m.unit_id
            where m.municipality_code = {scope.Id} and exists (select 1 from processor_agreement a where a.municipality_code = m.municipality_code
              and a.valid_from <= {today} and (a.valid_to is null or a.valid_to >= {today}))
            """, Read, cancel),
        // Managers are managers of units or of a municipality; a wider grant shows no persons here.
        _ => [],
    };

    private static Row Read(System.Data.Common.DbDataReader row) =>
        new(row.GetUuid(0), row.GetUuid(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4));

    private sealed record Row(Guid MembershipId, Guid PersonId, string JourneyId, string? Name, string? Unit);
}
