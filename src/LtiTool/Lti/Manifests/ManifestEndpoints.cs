using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Manifests;

/// <summary>
/// <c>/manifests/…</c>: files by which the tool is installed in LMSs and its links brought into courses. Public: they carry addresses and titles,
/// no keys and nothing about anybody.
/// </summary>
internal static class ManifestEndpoints
{
    private const string Cacheable = "public, max-age=300";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEndpointRouteBuilder MapManifests(this IEndpointRouteBuilder app)
    {
        var manifests = app.MapGroup("/manifests").AllowAnonymous().DisableAntiforgery();
        foreach (var (file, make) in InstallGuides.Manifests.Append(("tool.json", ToolManifest.For)))
            manifests.MapGet("/" + file, (YrkesresanOptions options, HttpResponse response) => Json(response, make(ToolAddresses.Of(options.PublicUri))));
        manifests.MapGet("/cartridge-1.3.imscc", (string? journey, YrkesresanOptions options, KitLibrary kits, HttpResponse response) => Cartridge(CartridgeForm.Thin13, journey, options, kits, response));
        manifests.MapGet("/cartridge-1.1.imscc", (string? journey, YrkesresanOptions options, KitLibrary kits, HttpResponse response) => Cartridge(CartridgeForm.Common11, journey, options, kits, response));
        return app;
    }

    private static IResult Json(HttpResponse response, JsonObject manifest)
    {
        response.Headers.CacheControl = Cacheable;
        return Results.Text(manifest.ToJsonString(Readable), "application/json");
    }

    private static IResult Cartridge(CartridgeForm form, string? journey, YrkesresanOptions options, KitLibrary kits, HttpResponse response)
    {
        var found = string.IsNullOrEmpty(journey) ? kits.Journeys.Count > 0 ? kits.Journeys[0] : null : kits.Find(journey);
        if (found is null)
            return Results.NotFound();
        response.Headers.CacheControl = Cacheable;
        return Results.File(CommonCartridge.Pack(form, found, ToolAddresses.Of(options.PublicUri)), "application/zip", $"yrkesresan-{found.Id}-{form.Version}.imscc");
    }
}
