using System.Text.Json;

namespace Yrkesresan.LtiTool.Look;

/// <summary>
/// The addresses of what the build made in wwwroot/lib. Each name carries a hash of its content, so that a browser may keep it for good
/// and still never shows an old one.
/// </summary>
public sealed class LookAssets
{
    /// <summary>Where the files lie.</summary>
    public const string Folder = "/lib/";

    private readonly Dictionary<string, string> _names;

    /// <summary>Reads what the build has listed.</summary>
    /// <exception cref="InvalidOperationException">The build has not made the files.</exception>
    public LookAssets(IWebHostEnvironment environment)
    {
        var list = environment.WebRootFileProvider.GetFileInfo("lib/assets.json");
        if (!list.Exists)
            throw new InvalidOperationException("wwwroot/lib/assets.json is missing: the build makes it (Look/Build/build.mjs).");
        using var stream = list.CreateReadStream();
        _names = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    /// <summary>The stylesheet.</summary>
    public string Styles => Folder + _names["yr.css"];

    /// <summary>The script.</summary>
    public string Script => Folder + _names["yr.js"];

    /// <summary>The script of the pages that ask an LMS's platform storage.</summary>
    public string StorageScript => Folder + _names["storage.js"];

    /// <summary>The script of the pages that open us in a tab.</summary>
    public string PickedScript => Folder + _names["picked.js"];

    /// <summary>The icons, as symbols.</summary>
    public string Icons => Folder + _names["icons.svg"];

    /// <summary>The font, named here so that a page can ask for it before the stylesheet is read.</summary>
    public string Font => Folder + _names["font.woff2"];
}
