using System.Data.Common;
using System.Runtime.CompilerServices;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>A member of the staff in one journey.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Name">As the LMS or the municipality has given it; null when nobody has.</param>
/// <param name="Unit">The unit's name; null when not known.</param>
/// <param name="Step">The step today; null when nothing puts the person in one.</param>
/// <param name="Progress">How far the person has come in the step; null without a step.</param>
/// <param name="LastActive">The day of the latest tick, course day or choice; null before the first.</param>
internal sealed record StaffMember(Guid PersonId, string? Name, string? Unit, Step? Step, StepProgress? Progress, DateOnly? LastActive);

/// <summary>One page of a staff list.</summary>
/// <param name="Members">Those on the page.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Page">The page's number, from 1.</param>
internal sealed record StaffPage(IReadOnlyList<StaffMember> Members, int Total, int Page)
{
    public const int Size = 50;

    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public static StaffPage Empty { get; } = new([], 0, 1);
}

/// <summary>
/// Staff as they stand now. Nobody is shown whose municipality has not joined the journey or has no processor agreement: nothing of them is
/// processed (domain.md §2).
/// </summary>
internal sealed class StaffList(Database database, TimeProvider clock)
{
    private const string Select = """
        select m.id, m.person_id, m.journey_id, m.started, m.started_by, m.started_confirmed, m.employer, m.municipality_code, m.unit_id,
          m.employed_from, m.employment_by, m.employment_confirmed, m.roles, m.roles_by, m.roles_confirmed,
          m.chosen_step, m.chosen_by, m.chosen, m.override_step, m.override_why, m.override_by, m.overridden, m.facts_from, m.decided_from,
          p.name, u.name
        from membership m join person p on p.id = m.person_id left join unit u on u.id = m.unit_id
        where m.journey_id = {0} and m.employer = 'municipality'
          and exists (select 1 from processor_agreement a where a.municipality_code = m.municipality_code
            and a.valid_from <= {1} and (a.valid_to is null or a.valid_to >= {1}))
          and exists (select 1 from joined_municipality j where j.municipality_code = m.municipality_code and j.journey_id = m.journey_id
            and j.valid_from <= {1} and (j.valid_to is null or j.valid_to >= {1}))
          and 
        """;

    private const string InUnit = "m.unit_id = {2}";
    private const string InMunicipality = "m.municipality_code = {2}";
    private const string InDelivery = """
        m.municipality_code = {2} and exists (select 1 from regional_assignment g where g.municipality_code = m.municipality_code
          and g.journey_id = m.journey_id and g.rss_id = {3} and g.valid_from <= {1} and (g.valid_to is null or g.valid_to >= {1}))
        """;

    /// <summary>A page of the staff in a journey, in the order of their names.</summary>
    public async Task<StaffPage> ReadAsync(Journey journey, IReadOnlyList<StaffScope> scopes, int page, CancellationToken cancel)
    {
        var today = clock.TodayInSweden();
        await using var session = await database.ReadAsync(cancel);
        var found = new Dictionary<Guid, Row>();
        foreach (var scope in scopes)
        {
            foreach (var row in await session.QueryAsync(Sql(scope, journey.Id, today), Read, cancel))
                found[row.Membership.Id] = row;
        }
        var ordered = found.Values.OrderBy(r => r.Name is null).ThenBy(r => r.Name, Words.Alphabet).ThenBy(r => r.Membership.Id).ToList();
        var shown = new StaffPage([], ordered.Count, 1);
        shown = shown with { Page = Math.Clamp(page, 1, shown.Pages) };
        var members = ordered.Skip((shown.Page - 1) * StaffPage.Size).Take(StaffPage.Size).ToList();
        var done = await ProgressRows.ReadAsync(session, [.. members.Select(r => r.Membership.PersonId)], journey.Id);
        return shown with { Members = [.. members.Select(r => Member(journey, r, done[r.Membership.PersonId], today))] };
    }

    private static StaffMember Member(Journey journey, Row row, ProgressRows done, DateOnly today)
    {
        var step = StepMembership.StepOn(journey, row.Membership.BasisOn(today), today);
        DateOnly? last = done.All.Count == 0 ? null : done.All.Values.Max(r => r.At).InSweden();
        return new(row.Membership.PersonId, row.Name, row.Unit, step, step is null ? null : done.ToFacts().In(step), last);
    }

    // The text is one of three constants; everything that varies is a parameter.
    private static FormattableString Sql(StaffScope scope, string journeyId, DateOnly today) => scope switch
    {
        StaffScope.OfUnit unit => FormattableStringFactory.Create(Select + InUnit, journeyId, today, unit.UnitId),
        StaffScope.OfMunicipality whole => FormattableStringFactory.Create(Select + InMunicipality, journeyId, today, whole.Code),
        StaffScope.OfDelivery part => FormattableStringFactory.Create(Select + InDelivery, journeyId, today, part.MunicipalityCode, part.RssId),
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };

    private static Row Read(DbDataReader r) => new(MembershipRows.Read(r), r.GetStringOrNull(24), r.GetStringOrNull(25));

    private sealed record Row(Membership Membership, string? Name, string? Unit);
}
