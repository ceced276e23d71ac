using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Records;
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
        services.AddSingleton<StoreCheck>();
        services.AddSingleton<RecordExport>();
        services.AddSingleton<RecordImport>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<RequestRates>();
        services.AddSingleton<Callers>();
        services.AddSingleton<LaunchTokens>();
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<Intake>();
        services.AddSingleton<Cursor>();
        services.AddSingleton<StatementsResource>();
        return services;
    }

    /// <summary>Answers on /xapi: statements and about.</summary>
    public static IEndpointRouteBuilder MapLrs(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var resource = routes.ServiceProvider.GetRequiredService<StatementsResource>();
        var credentials = routes.ServiceProvider.GetRequiredService<Callers>();
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
    private static async Task AnswerAsync(HttpContext http, Callers credentials, StoredOrder order, Func<HttpContext, Credential, XapiVersion, Task> handle)
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
                throw RequestRefusedException.Bad(given.Length == 0 ? $"The header {VersionHeader} is missing." : $"{VersionHeader} must be 1.0.x or 2.0.0.");
            await handle(http, await credentials.RequireAsync(http), version.Value);
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
