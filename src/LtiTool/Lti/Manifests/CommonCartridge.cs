using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Manifests;

/// <summary>
/// A journey's links as a cartridge that an LMS imports into a course: the journey itself, and each step's courses in their order. It carries no
/// keys: the LMS finds the tool that it has registered by the links' domain.
/// </summary>
internal static class CommonCartridge
{
    private static readonly XNamespace Blti = "http://www.imsglobal.org/xsd/imsbasiclti_v1p0";
    private static readonly XNamespace Lticm = "http://www.imsglobal.org/xsd/imslticm_v1p0";
    private static readonly XNamespace Lticp = "http://www.imsglobal.org/xsd/imslticp_v1p0";

    /// <summary>The same file for the same journey: its entries carry no time of their own.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Pack(CartridgeForm form, Journey journey, ToolAddresses tool)
    {
        var root = Module("root", "", [Item("journey", journey.Title), .. journey.Steps.Select((step, s) => Module($"step-{s + 1}", step.Title, step.Courses.Select((course, c) => Item($"course-{s + 1}-{c + 1}", course.Title))))]);
        List<Link> links =
        [
            new("journey", journey.Title, journey.Description, tool.JourneyOf(journey.Id)),
            .. journey.Steps.SelectMany((step, s) => step.Courses.Select((course, c) => new Link($"course-{s + 1}-{c + 1}", course.Title, course.Summary, tool.CourseOf(journey.Id, course.Id)))),
        ];
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "imsmanifest.xml", Manifest(form, journey, root, links));
            foreach (var link in links)
                Write(zip, link.File, Descriptor(form, link, tool));
        }
        return file.ToArray();

        XElement Module(string id, string title, IEnumerable<XElement> items) =>
            new(form.Manifest + "item", new XAttribute("identifier", "I-" + id), title.Length == 0 ? null : new XElement(form.Manifest + "title", title), items);

        XElement Item(string id, string title) =>
            new(form.Manifest + "item", new XAttribute("identifier", "I-" + id), new XAttribute("identifierref", "R-" + id), new XElement(form.Manifest + "title", title));
    }

    private static XElement Manifest(CartridgeForm form, Journey journey, XElement root, IEnumerable<Link> links)
    {
        var n = form.Manifest;
        return new XElement(n + "manifest", new XAttribute("identifier", "yrkesresan-" + journey.Id), new XAttribute(XNamespace.Xmlns + "lomimscc", form.Lom),
            new XElement(n + "metadata",
                new XElement(n + "schema", form.Schema),
                new XElement(n + "schemaversion", form.SchemaVersion),
                new XElement(form.Lom + "lom", new XElement(form.Lom + "general",
                    new XElement(form.Lom + "title", Text(journey.Title)),
                    new XElement(form.Lom + "description", Text(journey.Description))))),
            new XElement(n + "organizations", new XElement(n + "organization", new XAttribute("identifier", "O-1"), new XAttribute("structure", "rooted-hierarchy"), root)),
            new XElement(n + "resources", links.Select(l => new XElement(n + "resource", new XAttribute("identifier", "R-" + l.Id), new XAttribute("type", form.LinkType),
                new XElement(n + "file", new XAttribute("href", l.File))))));

        XElement Text(string text) => new(form.Lom + "string", new XAttribute("language", journey.Language), text);
    }

    // The order of the elements is the schema's.
    private static XElement Descriptor(CartridgeForm form, Link link, ToolAddresses tool) =>
        new(form.Link + "cartridge_basiclti_link",
            new XAttribute(XNamespace.Xmlns + "blti", Blti), new XAttribute(XNamespace.Xmlns + "lticm", Lticm), new XAttribute(XNamespace.Xmlns + "lticp", Lticp),
            new XElement(Blti + "title", link.Title),
            new XElement(Blti + "description", link.Description),
            new XElement(Blti + "custom", ToolOffer.CustomParameters.Select(p => new XElement(Lticm + "property", new XAttribute("name", p.Name), "$" + p.Variable))),
            InstallGuides.CartridgeExtensions.Select(e => new XElement(Blti + "extensions", new XAttribute("platform", e.Platform),
                e.Properties.Select(p => new XElement(Lticm + "property", new XAttribute("name", p.Name), p.Value)))),
            // A plain address beside the secure one is for trying out on one machine.
            link.Address.StartsWith("https:", StringComparison.Ordinal) ? null : new XElement(Blti + "launch_url", link.Address),
            new XElement(Blti + "secure_launch_url", link.Address),
            new XElement(Blti + "icon", tool.Logo),
            new XElement(Blti + "vendor", new XElement(Lticp + "code", "yrkesresan"), new XElement(Lticp + "name", "Yrkesresan"), new XElement(Lticp + "url", tool.Origin)));

    private static void Write(ZipArchive zip, string name, XElement root)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = NoTime;
        using var stream = entry.Open();
        using var writer = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineChars = "\n" });
        new XDocument(root).Save(writer);
    }

    private sealed record Link(string Id, string Title, string Description, string Address)
    {
        public string File => $"links/{Id}.xml";
    }
}
