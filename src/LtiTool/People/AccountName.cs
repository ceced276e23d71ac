using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People;

/// <summary>A person as a platform names one.</summary>
/// <param name="Issuer">The platform's issuer.</param>
/// <param name="ClientId">The client id that the platform gave this tool.</param>
/// <param name="Subject">The person's <c>sub</c> there.</param>
internal sealed record AccountName(string Issuer, string ClientId, string Subject)
{
    /// <summary>The registered platform's id; null when none has this issuer and client id.</summary>
    public static Task<long?> PlatformAsync(SqlSession session, string issuer, string clientId) =>
        session.FirstOrDefaultAsync($"select id from platform where issuer = {issuer} and client_id = {clientId}", r => (long?)r.GetInt64(0));
}
