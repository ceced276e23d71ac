using System.Text.RegularExpressions;

namespace Yrkesresan.Content;

/// <summary>
/// The paths that a kit may have: plain names between forward slashes. Letters outside a–z are refused because file systems and archives
/// disagree on how to write å; a leading dot because it hides a file, or climbs out of the folder.
/// </summary>
internal static partial class KitPath
{
    public const int MaxLength = 200;

    public static bool IsPlain(string path) => path.Length <= MaxLength && Plain().IsMatch(path);

    public static bool IsText(string path) => Path.GetExtension(path) is ".yaml" or ".md" or ".vtt";

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
