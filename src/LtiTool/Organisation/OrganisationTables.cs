using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>
/// Who delivers what to whom, and since when (domain.md §2, §3, §10). Periods include both their days; a missing last day
/// means until further notice. RSS and municipality are tied by explicit rows per journey, never by county.
/// </summary>
internal static class OrganisationTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("organisation", 1, "counties and municipalities", t => $"""
            create table county (code {t.Text} primary key, letters {t.Text} not null, name text not null);
            create table municipality (
              code {t.Text} primary key,
              name text not null,
              county_code {t.Text} not null references county (code));
            {Inserts()}
            """),
        new("organisation", 2, "RSS, joining, agreements, units", t => $"""
            create table rss (id {t.Text} primary key, name text not null);
            create table national_assignment (
              id {t.Uuid} primary key,
              {Rss(t)},
              journey_id {t.Text} not null,
              {Period(t)});
            create unique index national_assignment_journey on national_assignment (journey_id, valid_from);
            create table regional_assignment (
              id {t.Uuid} primary key,
              {Rss(t)},
              {Municipality(t)},
              journey_id {t.Text} not null,
              {Period(t)});
            create unique index regional_assignment_municipality on regional_assignment (municipality_code, journey_id, valid_from);
            create table joined_municipality (
              id {t.Uuid} primary key,
              {Municipality(t)},
              journey_id {t.Text} not null,
              {Period(t)});
            create unique index joined_municipality_journey on joined_municipality (municipality_code, journey_id, valid_from);
            create table processor_agreement (
              id {t.Uuid} primary key,
              {Municipality(t)},
              signed_on {t.Date} not null,
              {Period(t)});
            create unique index processor_agreement_municipality on processor_agreement (municipality_code, valid_from);
            create table department (
              id {t.Uuid} primary key,
              {Municipality(t)},
              name text not null);
            create unique index department_name on department (municipality_code, name);
            create table unit (
              id {t.Text} primary key,
              department_id {t.Uuid} not null references department (id),
              name text not null);
            create index unit_department on unit (department_id);
            create table organisation_log (
              id {t.IdentityKey},
              at {t.Instant} not null,
              by_whom text not null,
              what text not null);
            """),
    ];

    private static string Rss(ColumnTypes t) => $"rss_id {t.Text} not null references rss (id)";

    private static string Municipality(ColumnTypes t) => $"municipality_code {t.Text} not null references municipality (code)";

    private static string Period(ColumnTypes t) => $"valid_from {t.Date} not null, valid_to {t.Date}";

    private static string Inserts()
    {
        var sql = new StringBuilder();
        foreach (var county in ReferenceData.Counties)
            sql.Append("insert into county values (").AppendJoin(", ", Quoted(county.Code), Quoted(county.Letters), Quoted(county.Name)).AppendLine(");");
        foreach (var m in ReferenceData.Municipalities)
            sql.Append("insert into municipality values (").AppendJoin(", ", Quoted(m.Code), Quoted(m.Name), Quoted(m.CountyCode)).AppendLine(");");
        return sql.ToString();
    }

    // A migration is text without parameters; what is quoted here is our own reference data.
    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
