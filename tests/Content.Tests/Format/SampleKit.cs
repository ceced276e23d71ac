using System.IO.Compression;
using System.Text;

namespace Yrkesresan.Content.Tests.Format;

/// <summary>A small kit without faults, to break in one place at a time.</summary>
internal sealed class SampleKit
{
    public const string KitYaml = """
        format: 1
        id: exempel
        version: 1.2.3
        language: sv
        title: Exempel
        description: En liten resa.
        steps:
          - id: ny
            title: Ny
            membership:
              by: tenure
              from-years: 0
              to-years: 2
            ending: completes
            stem: "Du ska kunna:"
            purpose: Grunden.
            goals:
              - id: ny-uppdrag
                text: arbeta
                short: Arbeta
            courses: [ett]
          - id: van
            title: Van
            membership: {by: tenure, from-years: 2}
            ending: continuous
            stem: "Du ska kunna:"
            purpose: Mer.
            draft: true
            goals:
              - {id: van-uppdrag, text: arbeta, short: Arbeta}

        """;

    public const string CourseYaml = """
        title: Kurs ett
        summary: Den första.
        goals: [ny-uppdrag]
        days:
          - extent: half
            forms: [digital, recorded]
        preparation:
          - id: grupp
            title: Grupp
            activities:
              - id: lasa
                title: Läsa
                format: text
                minutes: 10
                source: {name: Exempel}
                goals: [ny-uppdrag]
                body: lasa.md
              - id: se
                title: Se
                format: film
                minutes: 5
                source: {name: Exempel, url: "https://www.example.org/"}
                quality: {by: Exempelmyndigheten, on: 2026-01-31}
                goals: [ny-uppdrag]
                media:
                  file: se.webm
                  captions: se.vtt
                  captions-language: sv
                  transcript: se.md
        deepening:
          - id: mer
            title: Mer
            format: handbook
            minutes: 20
            source: {name: Exempel, url: "https://www.example.org/mer"}
            audience: De som vill

        """;

    public Dictionary<string, byte[]> Files { get; } = new()
    {
        ["kit.yaml"] = Bytes(KitYaml),
        ["courses/ett/course.yaml"] = Bytes(CourseYaml),
        ["courses/ett/lasa.md"] = Bytes("# Läs\n\nText med [länk](https://www.example.org/).\n"),
        ["courses/ett/se.md"] = Bytes("Det som sägs.\n"),
        ["courses/ett/se.vtt"] = Bytes("WEBVTT\n\n00:00.000 --> 00:01.000\nHej\n"),
        ["courses/ett/se.webm"] = [0x1A, 0x45, 0xDF, 0xA3, 0, 1, 2, 3],
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Replaces a text that must stand exactly once in the file.</summary>
    public SampleKit With(string file, string old, string replacement)
    {
        var text = Encoding.UTF8.GetString(Files[file]);
        Assert.Equal(2, text.Split(old).Length);
        Files[file] = Bytes(text.Replace(old, replacement, StringComparison.Ordinal));
        return this;
    }

    public SampleKit With(string file, byte[] content)
    {
        Files[file] = content;
        return this;
    }

    public byte[] Zip() => Zip(Files.Select(f => (f.Key, f.Value)));

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files, CompressionLevel level = CompressionLevel.Optimal, int attributes = 0)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var entry = archive.CreateEntry(name, level);
                entry.ExternalAttributes = attributes;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return buffer.ToArray();
    }

    public KitReadResult Read(KitLimits? limits = null) => Read(Zip(), limits);

    public static KitReadResult Read(byte[] zip, KitLimits? limits = null) => KitReader.Read(new MemoryStream(zip), limits);

    public string WriteTo(string folder)
    {
        foreach (var (path, content) in Files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
        return folder;
    }
}
