namespace Yrkesresan.LtiTool.Look;

/// <summary>
/// The icons in use, by Aksel's names. The build puts exactly these into the sprite (Look/Build/build.mjs reads this file), so a new icon is
/// one line here. An icon never stands alone: words say the same beside it.
/// </summary>
internal static class Icons
{
    public const string ArrowLeft = "ArrowLeft";
    public const string ArrowRight = "ArrowRight";
    public const string Book = "Book";
    public const string Calendar = "Calendar";
    public const string Checkmark = "Checkmark";
    public const string CheckmarkHeavy = "CheckmarkHeavy";
    public const string Download = "Download";
    public const string ExclamationmarkTriangle = "ExclamationmarkTriangle";
    public const string ExternalLink = "ExternalLink";
    public const string FileText = "FileText";
    public const string InformationSquare = "InformationSquare";
    public const string Laptop = "Laptop";
    public const string LocationPin = "LocationPin";
    public const string Microphone = "Microphone";
    public const string PadlockLocked = "PadlockLocked";
    public const string PadlockUnlocked = "PadlockUnlocked";
    public const string PuzzlePiece = "PuzzlePiece";
    public const string ShieldCheckmark = "ShieldCheckmark";
    public const string Videoplayer = "Videoplayer";
}
