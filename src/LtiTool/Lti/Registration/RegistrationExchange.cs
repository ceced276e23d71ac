using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// The two requests of a registration. Neither follows a redirect, reads more than <see cref="PlatformHttp.LargestAnswer"/>, waits longer than
/// <see cref="PlatformNetwork.Patience"/> for the whole answer, or connects into a private network unless that is configured (lti.md §4).
/// </summary>
internal sealed class RegistrationExchange(YrkesresanOptions options, PlatformNetwork network) : IDisposable
{
    private readonly HttpClient _http = PlatformHttp.CreateForRegistration(options, network);

    /// <summary>Fetches the configuration (Dynamic Registration 1.0 §3.2). The token goes along where the LMS gave one: it may ask for it here already.</summary>
    /// <exception cref="RegistrationRefusedException">There is none to be had, or it is not right.</exception>
    public async Task<PlatformConfiguration> FetchConfigurationAsync(string address, string? token, CancellationToken cancel)
    {
        if (PlatformAddress.RefusalOf(address, options) is not null)
            throw new RegistrationRefusedException(RegistrationFault.AddressRefused, Refusal.Shorten(address));
        using var request = Request(HttpMethod.Get, address, token);
        var answer = await SendAsync(request, RegistrationFault.ConfigurationRefused, cancel);
        return PlatformConfiguration.Read(answer, new Uri(address), options);
    }

    /// <summary>Registers (Dynamic Registration 1.0 §3.3).</summary>
    /// <exception cref="RegistrationRefusedException">The LMS refuses, or its answer is not right.</exception>
    public async Task<RegistrationAnswer> RegisterAsync(PlatformConfiguration configuration, RegistrationRequest registration, string? token, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Post, configuration.RegistrationEndpoint, token);
        request.Content = new StringContent(registration.Body.ToJsonString(), Encoding.UTF8, "application/json");
        return RegistrationAnswer.Read(await SendAsync(request, RegistrationFault.RegistrationRefused, cancel));
    }

    private static HttpRequestMessage Request(HttpMethod method, string address, string? token)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage request, RegistrationFault refused, CancellationToken cancel)
    {
        var where = Refusal.Shorten(request.RequestUri!.GetLeftPart(UriPartial.Path));
        try
        {
            using var response = await _http.SendAsync(request, cancel);
            if ((int)response.StatusCode is >= 300 and < 400)
                throw new RegistrationRefusedException(RegistrationFault.Redirected, where);
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            return response.IsSuccessStatusCode ? body : throw new RegistrationRefusedException(refused, $"{(int)response.StatusCode} {Said(response, body)}".TrimEnd());
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new RegistrationRefusedException(RegistrationFault.TooLarge, where);
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException || e is PrivateAddressException)
        {
            throw new RegistrationRefusedException(RegistrationFault.AddressRefused, where);
        }
        catch (HttpRequestException e)
        {
            throw new RegistrationRefusedException(RegistrationFault.Unreachable, $"{where} {e.HttpRequestError}");
        }
        catch (IOException)
        {
            throw new RegistrationRefusedException(RegistrationFault.Unreachable, where);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RegistrationRefusedException(RegistrationFault.TooSlow, where);
        }
    }

    // What an LMS says of its refusal is the best hint that its administrator can get. A page of HTML is none.
    private static string Said(HttpResponseMessage response, byte[] body)
    {
        if (response.StatusCode == HttpStatusCode.OK || body.Length is 0 or > 4000)
            return "";
        var text = Encoding.UTF8.GetString(body).Trim();
        using var json = StrictJson.ParseObject(body);
        if (json is not null)
            text = json.RootElement.TextOf("error_description") ?? json.RootElement.TextOf("error") ?? "";
        return text.StartsWith('<') ? "" : Refusal.Shorten(text);
    }

    public void Dispose() => _http.Dispose();
}
