namespace Yrkesresan.Content;

/// <summary>Reads an activity's media: the file is what its name says, and what makes it accessible is there (WCAG 2.2, 1.2.1–1.2.3).</summary>
internal sealed class MediaReader(KitContext kit, ActivityReader activity)
{
    private static readonly byte[] Matroska = [0x1A, 0x45, 0xDF, 0xA3];

    public Media? Read(YamlMapReader map, ActivityFormat format)
    {
        if (format is not (ActivityFormat.Film or ActivityFormat.Podcast))
            kit.Faults.Add(map.Spot, "media-not-played");
        var isFilm = format == ActivityFormat.Film;
        var (path, type) = File(map, isFilm);
        var captions = Captions(map);
        var language = captions is null && !map.Has("captions-language") ? null : JourneyFile.Language(map, "captions-language", kit.Faults);
        var transcript = map.OptionalText("transcript") is { } reference ? activity.Markdown(map, "transcript", reference) : null;
        if (isFilm && !map.Has("captions"))
            kit.Faults.Add(map.Spot, "no-captions");
        if (!map.Has("transcript"))
            kit.Faults.Add(map.Spot, "no-transcript");
        map.End();
        return path is null ? null : new(path, type, captions, language, transcript);
    }

    private (string? Path, string Type) File(YamlMapReader map, bool isFilm)
    {
        var reference = map.Text("file");
        if (reference.Length == 0 || activity.Resolve(map, "file", reference) is not { } path)
            return (null, "");
        var spot = map.SpotOf("file");
        var type = TypeOf(Path.GetExtension(path), isFilm);
        if (type is null)
            kit.Faults.Add(spot, "media-type", reference, isFilm ? ".webm, .mp4" : ".mp3, .ogg, .opus, .m4a, .webm");
        else if (kit.Bytes(path, spot) is { } bytes && !IsOfType(bytes.Span, type))
            kit.Faults.Add(spot, "media-content", reference, type);
        return (path, type ?? "");
    }

    private string? Captions(YamlMapReader map)
    {
        if (map.OptionalText("captions") is not { } reference || activity.Resolve(map, "captions", reference) is not { } path)
            return null;
        var spot = map.SpotOf("captions");
        if (Path.GetExtension(path) != ".vtt")
            kit.Faults.Add(spot, "media-type", reference, ".vtt");
        else if (kit.Text(path, spot) is { } text && (!text.StartsWith("WEBVTT", StringComparison.Ordinal) || !text.Contains("-->", StringComparison.Ordinal)))
            kit.Faults.Add(spot, "media-content", reference, "text/vtt");
        return path;
    }

    private static string? TypeOf(string extension, bool isFilm) => (extension, isFilm) switch
    {
        (".webm", true) => "video/webm",
        (".mp4", true) => "video/mp4",
        (".webm", false) => "audio/webm",
        (".m4a", false) => "audio/mp4",
        (".mp3", false) => "audio/mpeg",
        (".ogg" or ".opus", false) => "audio/ogg",
        _ => null,
    };

    /// <summary>Whether the file begins as its type does.</summary>
    private static bool IsOfType(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "video/webm" or "audio/webm" => bytes.StartsWith(Matroska),
        "video/mp4" or "audio/mp4" => bytes.Length > 8 && bytes[4..8].SequenceEqual("ftyp"u8),
        "audio/ogg" => bytes.StartsWith("OggS"u8),
        _ => bytes.StartsWith("ID3"u8) || (bytes.Length > 2 && bytes[0] == 0xFF && (bytes[1] & 0xE0) == 0xE0),
    };
}
