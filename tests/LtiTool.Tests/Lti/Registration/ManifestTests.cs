using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>lti.md §5: what /manifests/… answers is what the templates in manifests/ say, and every link in a cartridge leads to a place.</summary>
public sealed class ManifestTests(PagesHost host) : IClassFixture<PagesHost>
{
    private string Origin => host.Tool.PublicUrl.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData("canvas.json")]
    [InlineData("tool.json")]
    public async Task A_manifest_is_its_template_filled_in(string name)
    {
        using var client = host.Tool.CreateClient();
        var response = await client.GetAsync("/manifests/" + name);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl is { Public: true, MaxAge: not null });
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var generated = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Template(name)), generated), generated!.ToJsonString());
    }

    [Theory]
    [InlineData("1.3")]
    [InlineData("1.1")]
    public async Task Every_link_of_a_cartridge_is_the_templates_and_leads_to_a_place(string version)
    {
        var journey = host.Journey();
        using var zip = await CartridgeAsync($"/manifests/cartridge-{version}.imscc?journey={journey.Id}");
        var manifest = Read(zip, "imsmanifest.xml");
        var visitor = await host.NewcomerAsync();
        var links = LinksOf(journey).ToList();
        Assert.Equal(links.Count, manifest.Descendants().Count(e => e.Name.LocalName == "resource"));
        Assert.Equal(links.Select(l => l.Title), manifest.Descendants().Where(e => e.Attribute("identifierref") is not null).Select(e => e.Elements().Single().Value));
        foreach (var (id, title, description, path) in links)
        {
            var expected = Fill(Template($"cartridge-{version}/link.xml"), new() { ["title"] = title, ["description"] = description, ["address"] = Origin + path });
            var generated = Read(zip, $"links/{id}.xml");
            // On a plain address, for trying out, it is given twice.
            generated.Descendants().SingleOrDefault(e => e.Name.LocalName == "launch_url")?.Remove();
            Assert.True(XNode.DeepEquals(expected, generated), $"{expected}\n\n{generated}");
            // There, or, where the stop is another step's, at the page that says so.
            Assert.NotNull((await visitor.PageAsync(path)).QuerySelector("main h1"));
        }
        CheckManifest(version, journey, manifest);
    }

    [Fact]
    public async Task Without_a_journey_named_the_first_is_meant_and_an_unknown_one_is_not_found()
    {
        using var client = host.Tool.CreateClient();
        Assert.Equal($"yrkesresan-{host.Services.GetRequiredService<KitLibrary>().Journeys[0].Id}-1.3.imscc", (await client.GetAsync("/manifests/cartridge-1.3.imscc")).Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/manifests/cartridge-1.3.imscc?journey=finns-inte")).StatusCode);
    }

    [Fact]
    public void The_documents_say_what_the_pages_say()
    {
        foreach (var guide in InstallGuides.All)
        {
            var document = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "install", guide.Slug + ".md"));
            foreach (var field in guide.FieldsOf(new ToolAddresses("https://resa.example.org")))
                Assert.Contains($"| {field.Label} | `{field.Value.Replace("\n", "` `", StringComparison.Ordinal)}` |", document, StringComparison.Ordinal);
        }
    }

    /// <summary>The template is a journey of one step with one course: the generated manifest, cut down to that, is the template.</summary>
    private void CheckManifest(string version, Journey journey, XElement manifest)
    {
        var first = journey.Steps[0];
        foreach (var item in manifest.Descendants().Where(e => e.Name.LocalName is "item" or "resource").ToList())
        {
            var id = (string)item.Attribute("identifier")!;
            if (id is not ("I-root" or "I-journey" or "I-step-1" or "I-course-1-1" or "R-journey" or "R-course-1-1") && item.Parent is not null)
                item.Remove();
        }
        var expected = Fill(Template($"cartridge-{version}/imsmanifest.xml"), new()
        {
            ["journey"] = journey.Id,
            ["journey-title"] = journey.Title,
            ["journey-description"] = journey.Description,
            ["language"] = journey.Language,
            ["step-title"] = first.Title,
            ["course-title"] = first.Courses[0].Title,
        });
        Assert.True(XNode.DeepEquals(expected, manifest), $"{expected}\n\n{manifest}");
    }

    private static IEnumerable<(string Id, string Title, string Description, string Path)> LinksOf(Journey journey)
    {
        yield return ("journey", journey.Title, journey.Description, $"/journeys/{journey.Id}");
        for (var s = 0; s < journey.Steps.Count; s++)
        {
            for (var c = 0; c < journey.Steps[s].Courses.Count; c++)
                yield return ($"course-{s + 1}-{c + 1}", journey.Steps[s].Courses[c].Title, journey.Steps[s].Courses[c].Summary, $"/journeys/{journey.Id}/courses/{journey.Steps[s].Courses[c].Id}");
        }
    }

    private async Task<ZipArchive> CartridgeAsync(string path)
    {
        using var client = host.Tool.CreateClient();
        var response = await client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, path);
        return new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync()));
    }

    private static XElement Read(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        return Ordered(XDocument.Load(stream).Root!);
    }

    private string Template(string name) => File.ReadAllText(Path.Combine(Checkout.Folder, "manifests", name))
        .Replace("{{origin}}", Origin, StringComparison.Ordinal).Replace("{{host}}", host.Tool.PublicUrl.Host, StringComparison.Ordinal);

    private static XElement Fill(string template, Dictionary<string, string> words)
    {
        foreach (var (name, value) in words)
            template = template.Replace("{{" + name + "}}", new XText(value).ToString(), StringComparison.Ordinal);
        return Ordered(XDocument.Parse(template).Root!);
    }

    /// <summary>The order of attributes means nothing in XML.</summary>
    private static XElement Ordered(XElement element)
    {
        foreach (var one in element.DescendantsAndSelf())
            one.ReplaceAttributes(one.Attributes().OrderBy(a => a.Name.ToString(), StringComparer.Ordinal).ToList());
        return element;
    }
}
