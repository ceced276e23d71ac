using System.Net.Http.Headers;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>Calls a platform's services with a token; when the platform refuses the token, with one fresh one, once (lti.md §3).</summary>
internal sealed class ServiceClient(ServiceHttp http, AccessTokens tokens)
{
    /// <summary>Sends the request; any answer but 401 is the caller's to judge.</summary>
    /// <param name="platform">Whose service it is.</param>
    /// <param name="scopes">What the token must be good for.</param>
    /// <param name="make">Makes the request; called once more for a second attempt, because a request is sent once.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PlatformServiceException">No token, no answer, or 401 with a fresh token too.</exception>
    public async Task<ServiceAnswer> SendAsync(Platform platform, IReadOnlyCollection<string> scopes, Func<HttpRequestMessage> make, CancellationToken cancel = default)
    {
        var token = await tokens.GetAsync(platform, scopes, cancel);
        var answer = await SendAsync(token, make, cancel);
        if (answer.Status != StatusCodes.Status401Unauthorized)
            return answer;
        tokens.Forget(token);
        token = await tokens.GetAsync(platform, scopes, cancel);
        answer = await SendAsync(token, make, cancel);
        if (answer.Status != StatusCodes.Status401Unauthorized)
            return answer;
        tokens.Forget(token);
        throw answer.Failure("The service")!;
    }

    private async Task<ServiceAnswer> SendAsync(AccessToken token, Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        using var request = make();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await http.SendAsync(request, cancel);
    }
}
