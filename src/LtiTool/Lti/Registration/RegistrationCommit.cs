using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The one commit of a registration: link used up, platform made or brought up to date, its deployment approved. All or nothing.</summary>
internal sealed class RegistrationCommit(WriteQueue writes, YrkesresanOptions options, TimeProvider clock)
{
    /// <exception cref="RegistrationRefusedException">Somebody took the link back meanwhile.</exception>
    public async Task<RegistrationSummary> RunAsync(LinkClaim claim, PlatformConfiguration configuration, RegistrationRequest request, RegistrationAnswer answer)
    {
        var now = clock.GetUtcNow();
        var wanted = PlatformOf(claim, configuration, answer);
        var (platform, isUpdate, region) = await writes.RunAsync(async unit =>
        {
            var deployments = answer.DeploymentId is { } deployment ? new[] { deployment } : [];
            var added = await PlatformStore.AddAsync(unit, wanted, deployments, now);
            var id = added ?? await PlatformStore.UpdateAsync(unit, wanted, deployments, now);
            if (!await RegistrationLinks.UseUpAsync(unit, claim, id, now))
                throw new LinkGoneException();
            var stored = (await PlatformStore.AllAsync(unit)).Single(p => p.Id == id);
            return (stored, added is null, await unit.ScalarAsync<string>($"select name from rss where id = {stored.DefaultRegion ?? ""}"));
        });
        return new RegistrationSummary(platform, answer.DeploymentId, isUpdate, region, AbilityState.Of(request, answer, configuration));
    }

    private Platform PlatformOf(LinkClaim claim, PlatformConfiguration configuration, RegistrationAnswer answer)
    {
        var frames = new[] { PlatformAddress.OriginOf(configuration.AuthorizationEndpoint), configuration.Address.GetLeftPart(UriPartial.Authority), configuration.FrameOrigin }
            .OfType<string>().Where(o => PlatformAddress.IsFrameOrigin(o, options)).Concat(configuration.Quirks.FurtherFrameOrigins(configuration.Issuer));
        return new Platform(
            0, configuration.Issuer, answer.ClientId, configuration.Name ?? new Uri(configuration.Issuer).Authority, configuration.AuthorizationEndpoint, configuration.TokenEndpoint,
            configuration.JwksUri, configuration.Quirks.TokenAudienceOf(configuration.AuthorizationServer), [.. frames.Distinct(StringComparer.OrdinalIgnoreCase)], [])
        {
            Family = configuration.Family,
            DefaultRegion = claim.Region,
        };
    }
}

/// <summary>Rolls a registration back whose link was revoked, or claimed by another, while the LMS answered.</summary>
internal sealed class LinkGoneException() : Exception("The link was taken back, or its time was up, while the LMS answered.");
