using System.Data.Common;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>Memberships as rows.</summary>
internal static class MembershipRows
{
    private static readonly string[] EmployerNames = ["municipality", "consultancy", "private-provider"];

    /// <summary>The person's membership of one journey; null when there is none.</summary>
    public static Task<Membership?> FindAsync(SqlSession session, Guid personId, string journeyId, CancellationToken cancel = default) =>
        session.FirstOrDefaultAsync($"""
            select id, person_id, journey_id, started, started_by, started_confirmed, employer, municipality_code, unit_id,
              employed_from, employment_by, employment_confirmed, roles, roles_by, roles_confirmed,
              chosen_step, chosen_by, chosen, override_step, override_why, override_by, overridden, facts_from, decided_from
            from membership where person_id = {personId} and journey_id = {journeyId}
            """, r => Read(r), cancel);

    /// <summary>Memberships of a municipality's people in a journey, in the order of their ids, after a given id.</summary>
    public static Task<List<Membership>> AtAsync(SqlSession session, string municipalityCode, string journeyId, Guid after, int atMost) =>
        session.QueryAsync($"""
            select id, person_id, journey_id, started, started_by, started_confirmed, employer, municipality_code, unit_id,
              employed_from, employment_by, employment_confirmed, roles, roles_by, roles_confirmed,
              chosen_step, chosen_by, chosen, override_step, override_why, override_by, overridden, facts_from, decided_from
            from membership where municipality_code = {municipalityCode} and journey_id = {journeyId} and id > {after}
            order by id limit {atMost}
            """, r => Read(r));

    /// <summary>The columns above, from the first one on.</summary>
    public static Membership Read(DbDataReader r) => new()
    {
        Id = r.GetUuid(0),
        PersonId = r.GetUuid(1),
        JourneyId = r.GetString(2),
        Started = r.GetDateOrNull(3),
        StartedConfirmed = Confirmed(r, 4),
        Employer = (Employer)Array.IndexOf(EmployerNames, r.GetString(6)),
        MunicipalityCode = r.GetStringOrNull(7),
        UnitId = r.GetStringOrNull(8),
        EmployedFrom = r.GetDateOrNull(9),
        EmploymentConfirmed = Confirmed(r, 10),
        Roles = r.GetString(12).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
        RolesConfirmed = Confirmed(r, 13),
        ChosenStepId = r.GetStringOrNull(15),
        Chosen = Confirmed(r, 16),
        OverrideStepId = r.GetStringOrNull(18),
        OverrideWhy = r.GetStringOrNull(19),
        Overridden = Confirmed(r, 20),
        FactsFrom = r.GetDateOrNull(22),
        DecidedFrom = r.GetDateOrNull(23),
    };

    /// <summary>Writes the membership as it now is.</summary>
    public static Task SaveAsync(WriteUnit unit, Membership m) => unit.ExecuteAsync($"""
        insert into membership (id, person_id, journey_id, started, started_by, started_confirmed, employer, municipality_code, unit_id,
          employed_from, employment_by, employment_confirmed, roles, roles_by, roles_confirmed,
          chosen_step, chosen_by, chosen, override_step, override_why, override_by, overridden, facts_from, decided_from)
        values ({m.Id}, {m.PersonId}, {m.JourneyId}, {m.Started}, {m.StartedConfirmed?.By}, {m.StartedConfirmed?.At},
          {EmployerNames[(int)m.Employer]}, {m.MunicipalityCode}, {m.UnitId}, {m.EmployedFrom}, {m.EmploymentConfirmed?.By}, {m.EmploymentConfirmed?.At},
          {string.Join(' ', m.Roles.Order(StringComparer.Ordinal))}, {m.RolesConfirmed?.By}, {m.RolesConfirmed?.At},
          {m.ChosenStepId}, {m.Chosen?.By}, {m.Chosen?.At}, {m.OverrideStepId}, {m.OverrideWhy}, {m.Overridden?.By}, {m.Overridden?.At}, {m.FactsFrom}, {m.DecidedFrom})
        on conflict (id) do update set started = excluded.started, started_by = excluded.started_by, started_confirmed = excluded.started_confirmed,
          employer = excluded.employer, municipality_code = excluded.municipality_code, unit_id = excluded.unit_id, employed_from = excluded.employed_from,
          employment_by = excluded.employment_by, employment_confirmed = excluded.employment_confirmed,
          roles = excluded.roles, roles_by = excluded.roles_by, roles_confirmed = excluded.roles_confirmed,
          chosen_step = excluded.chosen_step, chosen_by = excluded.chosen_by, chosen = excluded.chosen,
          override_step = excluded.override_step, override_why = excluded.override_why, override_by = excluded.override_by,
          overridden = excluded.overridden, facts_from = excluded.facts_from, decided_from = excluded.decided_from
        """);

    public static Task LogAsync(WriteUnit unit, Guid membershipId, DateTimeOffset at, string by, string what, string? why) => unit.ExecuteAsync(
        $"insert into membership_log (membership_id, at, by_whom, what, why) values ({membershipId}, {at}, {by}, {what}, {why})");

    private static Confirmation? Confirmed(DbDataReader r, int by) =>
        r.IsDBNull(by) ? null : new(r.GetString(by), r.GetInstant(by + 1));
}
