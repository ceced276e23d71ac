using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Records;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>The learning record store as part of a web service.</summary>
public static class LrsEndpoints
{
    /// <summary>Registers the store. Needs <see cref="Database"/>, <see cref="WriteQueue"/>, <see cref="MasterKey"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddLrs(this IServiceCollection services, Func<IServiceProvider, LrsOptions> options)
    {
        services.AddSingleton(options);
        services.AddSingleton<StatementStore>();
        services.AddSingleton<DocumentStore>();
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
        services.AddSingleton<Gate>();
        services.AddSingleton<MultipartAnswer>();
        services.AddSingleton<StatementsResource>();
        services.AddSingleton<ActivitiesResource>();
        services.AddSingleton<AgentsResource>();
        services.AddHostedService<ReferenceUpkeep>();
        return services;
    }

    /// <summary>Answers on /xapi (Communication 2.0).</summary>
    public static IEndpointRouteBuilder MapLrs(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var gate = services.GetRequiredService<Gate>();
        foreach (var resource in Resources(services))
            routes.Map(resource.Path, http => gate.AnswerAsync(http, resource));
        routes.Map("/xapi/{**unknown}", http => gate.AnswerAsync(http, null));
        return routes;
    }

    private static IEnumerable<Resource> Resources(IServiceProvider services)
    {
        var statements = services.GetRequiredService<StatementsResource>();
        yield return new("/xapi/statements", ("POST", statements.PostAsync), ("PUT", statements.PutAsync), ("GET", statements.GetAsync)) { SaysConsistentThrough = true };
        yield return Documents("/xapi/activities/state", DocumentKind.State);
        yield return Documents("/xapi/activities/profile", DocumentKind.ActivityProfile);
        yield return Documents("/xapi/agents/profile", DocumentKind.AgentProfile);
        yield return new("/xapi/activities", ("GET", services.GetRequiredService<ActivitiesResource>().GetAsync));
        yield return new("/xapi/agents", ("GET", services.GetRequiredService<AgentsResource>().GetAsync));
        yield return new("/xapi/about", ("GET", AboutResource.GetAsync)) { IsOpen = true };

        Resource Documents(string path, DocumentKind kind)
        {
            var documents = new DocumentsResource(kind, services.GetRequiredService<DocumentStore>(), services.GetRequiredService<Pseudonyms>(), services.GetRequiredService<LrsOptions>());
            return new(path, ("PUT", documents.PutAsync), ("POST", documents.PostAsync), ("GET", documents.GetAsync), ("DELETE", documents.DeleteAsync));
        }
    }
}
