using System.Xml.Linq;

namespace Yrkesresan.LtiTool.Lti.Manifests;

/// <summary>One of the two kinds of cartridge, as far as they differ (lti.md §5).</summary>
/// <param name="Version">In the file's name.</param>
/// <param name="Schema">What the manifest says it is.</param>
/// <param name="SchemaVersion">And which.</param>
/// <param name="LinkType">The type of a link's resource.</param>
/// <param name="Manifest">Namespace of the manifest.</param>
/// <param name="Lom">Namespace of its metadata.</param>
/// <param name="Link">Namespace of a link's descriptor.</param>
internal sealed record CartridgeForm(string Version, string Schema, string SchemaVersion, string LinkType, XNamespace Manifest, XNamespace Lom, XNamespace Link)
{
    /// <summary>Thin Common Cartridge 1.3: links alone.</summary>
    public static CartridgeForm Thin13 { get; } = new(
        "1.3", "IMS Thin Common Cartridge", "1.3.0", "imsbasiclti_xmlv1p3",
        "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1", "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest", "http://www.imsglobal.org/xsd/imslticc_v1p3");

    /// <summary>Common Cartridge 1.1, whose link type is the only one that older importers know.</summary>
    public static CartridgeForm Common11 { get; } = new(
        "1.1", "IMS Common Cartridge", "1.1.0", "imsbasiclti_xmlv1p0",
        "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1", "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest", "http://www.imsglobal.org/xsd/imslticc_v1p0");
}
