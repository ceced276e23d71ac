using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>/xapi/activities (Communication 2.5): an activity with all that statements have told of it.</summary>
internal sealed class ActivitiesResource(StatementStore store)
{
    /// <summary>GET: the activity, also one that nothing is known of but its id.</summary>
    public async Task GetAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        if (!credential.MayReadDefinitions)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This credential may not ask for activities.");
        var id = ListParameters.Only(http.Request.Query, "activityId");
        var activity = ListParameters.Iri("activityId", id);
        var definition = await store.Definitions.FindAsync(activity.Hash, http.RequestAborted);
        byte[] head = [.. "{\"objectType\":\"Activity\",\"id\":\""u8, .. JsonEncodedText.Encode(id, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, .. "\""u8];
        byte[] json = definition is null ? [.. head, .. "}"u8] : [.. head, .. ",\"definition\":"u8, .. definition, .. "}"u8];
        await Tagged.WriteAsync(http, DocumentStore.Json, json);
    }
}
