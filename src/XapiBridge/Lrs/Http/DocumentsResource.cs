using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>/xapi/activities/state, /xapi/activities/profile and /xapi/agents/profile (Communication 2.2, 2.3, 2.6, 2.7).</summary>
internal sealed class DocumentsResource(DocumentKind kind, DocumentStore store, Pseudonyms pseudonyms, LrsOptions options)
{
    private const int LongestContentType = 1_000;

    private static readonly JsonSerializerOptions Ids = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>PUT: stores a document, in place of one that may be there.</summary>
    public async Task PutAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        Require(MayWrite(credential));
        var (place, id) = DocumentParameters.ReadOne(http.Request.Query, kind, version);
        place = await OfAsync(place, credential, isOne: true, http.RequestAborted);
        var precondition = Tagged.PreconditionOf(http.Request);
        // Communication 3.1: in 1.0.3 clients must say what they know of a profile; of state, where conflicts are unlikely, they need not. 2.0 asks it
        // for all three (4.1.4), and only where there is something to lose.
        var unconditional = version == XapiVersion.V2 ? Unconditional.WhereNothingIs : kind == DocumentKind.State ? Unconditional.Always : Unconditional.Never;
        Done(http, await store.PutAsync(place, id, await ContentAsync(http.Request, credential), precondition, unconditional));
    }

    /// <summary>POST: stores a document, or merges it into the one that is there.</summary>
    public async Task PostAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        Require(MayWrite(credential));
        var (place, id) = DocumentParameters.ReadOne(http.Request.Query, kind, version);
        place = await OfAsync(place, credential, isOne: true, http.RequestAborted);
        var precondition = Tagged.PreconditionOf(http.Request);
        var content = await ContentAsync(http.Request, credential);
        if (DocumentStore.IsJson(content.ContentType) && !JsonMerge.IsObject(content.Body))
            throw RequestRefusedException.Bad("A document that is posted as application/json must be a JSON object.");
        Done(http, await store.PostAsync(place, id, content, precondition));
    }

    /// <summary>GET and HEAD: one document by its id, or the ids of those there are.</summary>
    public async Task GetAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        Require(MayRead(credential));
        var parameters = DocumentParameters.Read(http.Request.Query, kind, version);
        var place = await OfAsync(parameters.Place, credential, parameters.Id is not null, http.RequestAborted);
        if (parameters.Id is null)
        {
            var entries = await store.ListAsync(place, parameters.Since, http.RequestAborted);
            var ids = JsonSerializer.SerializeToUtf8Bytes(entries.Select(e => e.Id), Ids);
            await Tagged.WriteAsync(http, DocumentStore.Json, ids, updated: entries.Count == 0 ? null : entries.Max(e => e.Updated));
            return;
        }

        var document = await store.FindAsync(place, parameters.Id, http.RequestAborted)
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "There is no such document.");
        // Whoever may store a document must not by that have a page on this service's own address: a form can ask for it by the alternate request syntax.
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await Tagged.WriteAsync(http, document.ContentType, document.Body, document.ETag, document.Updated);
    }

    /// <summary>DELETE: one document by its id; of state also all there are in the context that the other parameters give.</summary>
    public async Task DeleteAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        Require(MayWrite(credential));
        var precondition = Tagged.PreconditionOf(http.Request);
        var parameters = DocumentParameters.Read(http.Request.Query, kind, version);
        var place = await OfAsync(parameters.Place, credential, parameters.Id is not null, http.RequestAborted);
        if (parameters.Since is not null)
            throw RequestRefusedException.Bad("The parameter since is not one of DELETE's.");
        if (parameters.Id is { } id)
            await store.DeleteAsync(place, id, precondition);
        else if (kind != DocumentKind.State)
            throw RequestRefusedException.Bad("The parameter profileId is missing.");
        else if (precondition.IsGiven)
            throw RequestRefusedException.Bad("If-Match and If-None-Match are about one document, and no stateId names it.");
        else
            await store.DeleteAllAsync(place);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Where a place is kept: documents of our people under their pseudonyms; and a launch's within its own person, activity and registration.</summary>
    /// <exception cref="RequestRefusedException">A launch reaches outside.</exception>
    private async ValueTask<DocumentPlace> OfAsync(DocumentPlace place, Credential credential, bool isOne, CancellationToken cancel)
    {
        if (place.Agent is { } agent)
            place = place with { Agent = await pseudonyms.OfAsync(agent, cancel) };
        if (credential.Grant is not { } grant)
            return place;
        // State without a registration is the person's in every attempt; many without one would be those of other attempts, too.
        var registration = isOne ? place.Registration : place.Registration ?? grant.Registration;
        return place.Agent?.Hash == grant.Agent.Hash && grant.Covers(Encoding.UTF8.GetString(place.Activity!.Value.Text.Span))
            && (registration ?? grant.Registration) == grant.Registration
            ? place with { Registration = registration }
            : throw new RequestRefusedException(StatusCodes.Status403Forbidden, "A launch's token is good for the state of its own person, activity and registration.");
    }

    private async Task<DocumentContent> ContentAsync(HttpRequest request, Credential credential)
    {
        var type = request.ContentType is { Length: > 0 } given ? given : "application/octet-stream";
        if (type.Length > LongestContentType || type.AsSpan().ContainsAnyExceptInRange(' ', '~') || !Formats.MediaType(Encoding.ASCII.GetBytes(type)))
            throw RequestRefusedException.Bad("Content-Type must be an Internet media type.");
        using var body = await Body.ReadAsync(request, Math.Min(options.MaxDocumentBytes, credential.Limits.LargestBody ?? int.MaxValue));
        return new(type, body.Memory.ToArray());
    }

    private static void Done(HttpContext http, string etag)
    {
        Tagged.SetTag(http, etag);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private bool MayRead(Credential credential) => kind == DocumentKind.State ? credential.MayReadState : credential.MayReadProfiles;

    private bool MayWrite(Credential credential) => kind == DocumentKind.State ? credential.MayWriteState : credential.MayWriteProfiles;

    private static void Require(bool may)
    {
        if (!may)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This credential may not do that with documents of this kind.");
    }
}
