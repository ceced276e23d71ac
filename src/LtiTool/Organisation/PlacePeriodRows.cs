using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>Reads when a municipality is in a journey.</summary>
internal static class PlacePeriodRows
{
    public static async Task<PlacePeriods> OfAsync(SqlSession session, string municipalityCode, string journeyId) => new(
        await session.QueryAsync(
            $"select valid_from, valid_to from joined_municipality where municipality_code = {municipalityCode} and journey_id = {journeyId}",
            r => new Period(r.GetDate(0), r.GetDateOrNull(1))),
        await session.QueryAsync(
            $"select valid_from, valid_to from processor_agreement where municipality_code = {municipalityCode}",
            r => new Period(r.GetDate(0), r.GetDateOrNull(1))),
        await session.QueryAsync(
            $"select valid_from, valid_to, rss_id from regional_assignment where municipality_code = {municipalityCode} and journey_id = {journeyId}",
            r => (new Period(r.GetDate(0), r.GetDateOrNull(1)), r.GetString(2))));
}
