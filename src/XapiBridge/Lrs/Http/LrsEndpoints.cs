using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>The learning record store as part of a web service.</summary>
public static class LrsEndpoints
{
    private const string VersionHeader = "X-Experience-API-Version";
    private const string ConsistentThroughHeader = "X-Experience-API-Consistent-Through";

    /// <summary>Registers the store. Needs <see cref="Database"/>, <see cref="WriteQueue"/>, <see cref="MasterKey"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddLrs(this IServiceCollection services, Func<IServiceProvider, LrsOptions> options)
    {
        services.AddSingleton(options);
        services.AddSingleton<StatementStore>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<Cursor>();
        services.AddSingleton<MultipartAnswer>();
        services.AddSingleton<StatementsResource>();
        services.AddHostedService<ReferenceUpkeep>();
        return services;
    }

    /// <summary>Answers on /xapi: statements and about.</summary>
    public static IEndpointRouteBuilder MapLrs(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var resource = routes.ServiceProvider.GetRequiredService<StatementsResource>();
        var credentials = routes.ServiceProvider.GetRequiredService<CredentialStore>();
        var order = routes.ServiceProvider.GetRequiredService<StatementStore>().Order;
        Map("POST", resource.PostAsync);
        Map("PUT", resource.PutAsync);
        Map("GET", resource.GetAsync);
        Map("HEAD", resource.GetAsync);
        routes.MapMethods("/xapi/about", ["GET", "HEAD"], AboutAsync);
        return routes;

        void Map(string method, Func<HttpContext, Credential, XapiVersion, Task> handle) =>
            routes.MapMethods("/xapi/statements", [method], (RequestDelegate)(http => AnswerAsync(http, credentials, order, handle)));
    }

    /// <summary>What every request to a resource goes through: version, credential, and refusals as problem details.</summary>
    private static async Task AnswerAsync(HttpContext http, CredentialStore credentials, StoredOrder order, Func<HttpContext, Credential, XapiVersion, Task> handle)
    {
        try
        {
            var given = http.Request.Headers[VersionHeader].ToString();
            var version = VersionOf(given);
            http.Response.Headers[VersionHeader] = version == XapiVersion.V2 ? "2.0.0" : "1.0.3";
            // Communication 2.1.3: on every answer to a GET, whatever its status.
            if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
                http.Response.Headers[ConsistentThroughHeader] = StoredStatement.Instant(await order.ConsistentThroughAsync(http.RequestAborted));
            if (version is null)
                throw await WithoutVersionAsync(http, credentials, given);
            var credential = await BasicCredentials.RequireAsync(http, credentials);
            credentials.Speaks(credential, version.Value);
            await handle(http, credential, version.Value);
        }
        catch (RequestRefusedException refused)
        {
            await Problem.WriteAsync(http, refused);
        }
        catch (StatementRefusedException refused)
        {
            await Problem.WriteAsync(http, refused);
        }
        catch (StatementConflictException conflict)
        {
            await Problem.WriteAsync(http, conflict);
        }
        catch (VoidingRefusedException refused)
        {
            await Problem.WriteAsync(http, refused);
        }
        catch (DbException) when (!http.Response.HasStarted)
        {
            // The write queue has told the log. The client may repeat the request: ids make that harmless.
            http.Response.Headers.RetryAfter = "5";
            await Problem.WriteAsync(http, new RequestRefusedException(StatusCodes.Status503ServiceUnavailable, "The store cannot be reached just now. Send the request again."));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer.
        }
    }

    // Communication 3.3: the answer names the latest version, which one endpoint for two has two of: the one that the sender spoke last.
    private static async Task<RequestRefusedException> WithoutVersionAsync(HttpContext http, CredentialStore credentials, string given)
    {
        if (given.Length > 0)
            return RequestRefusedException.Bad($"{VersionHeader} must be 1.0.x or 2.0.0.");
        if (credentials.SpokeLast(await BasicCredentials.RequireAsync(http, credentials)) == XapiVersion.V2)
            http.Response.Headers[VersionHeader] = "2.0.0";
        return RequestRefusedException.Bad($"The header {VersionHeader} is missing.");
    }

    private static XapiVersion? VersionOf(string text)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return Formats.Version(utf8, XapiVersion.V1) ? XapiVersion.V1
            : Formats.Version(utf8, XapiVersion.V2) ? XapiVersion.V2
            : null;
    }

    /// <summary>Communication 2.8: needs neither credentials nor version.</summary>
    private static Task AboutAsync(HttpContext http)
    {
        http.Response.Headers[VersionHeader] = "1.0.3";
        http.Response.ContentType = "application/json";
        var about = """{"version":["1.0.0","1.0.1","1.0.2","1.0.3","2.0.0"]}"""u8.ToArray();
        http.Response.ContentLength = about.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(about).AsTask();
    }
}
