using System.IO.Compression;

namespace Yrkesresan.Content.Tests.Format;

/// <summary>Packing: the same content gives the same bytes, and what is packed is the kit.</summary>
public sealed class KitPackerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kit-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_same_content_gives_the_same_bytes_whenever_and_in_whatever_order_it_was_written()
    {
        var first = new SampleKit().WriteTo(Path.Combine(root, "a"));
        var second = Path.Combine(root, "b");
        foreach (var (path, content) in new SampleKit().Files.Reverse())
        {
            var file = Path.Combine(second, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
            File.SetLastWriteTimeUtc(file, new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }
        Assert.Equal(Pack(first), Pack(second));
    }

    [Fact]
    public void Entries_stand_in_ordinal_order_with_one_date_and_no_compression()
    {
        using var zip = new ZipArchive(new MemoryStream(Pack(new SampleKit().WriteTo(Path.Combine(root, "a")))));
        var names = zip.Entries.Select(e => e.FullName).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(zip.Entries, e => Assert.Equal(new DateTime(1980, 1, 1), e.LastWriteTime.DateTime));
        Assert.All(zip.Entries, e => Assert.Equal(e.Length, e.CompressedLength));
    }

    [Fact]
    public void Other_content_gives_other_bytes()
    {
        var first = Pack(new SampleKit().WriteTo(Path.Combine(root, "a")));
        var second = Pack(new SampleKit().With("kit.yaml", "version: 1.2.3", "version: 1.2.4").WriteTo(Path.Combine(root, "b")));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void What_is_packed_reads_back_as_the_same_kit()
    {
        var folder = ShippedKitTests.Folder("barn-och-unga");
        var (direct, packed) = (KitReader.Read(folder).Kit!, SampleKit.Read(Pack(folder)).Kit!);
        Assert.Equal(
            direct.Journey.Steps.SelectMany(s => s.Courses).SelectMany(c => c.Activities).Select(a => (a.Id, a.BodyMarkdown, a.Media)),
            packed.Journey.Steps.SelectMany(s => s.Courses).SelectMany(c => c.Activities).Select(a => (a.Id, a.BodyMarkdown, a.Media)));
        Assert.Equal(
            direct.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, Convert.ToHexString(f.Value.Span))),
            packed.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, Convert.ToHexString(f.Value.Span))));
    }

    [Fact]
    public void A_folder_with_faults_is_not_packed()
    {
        var folder = new SampleKit().With("kit.yaml", "version: 1.2.3", "version: x").WriteTo(Path.Combine(root, "a"));
        using var zip = new MemoryStream();
        Assert.Equal("version", KitPacker.Pack(folder, zip).Faults.Single().Code);
        Assert.Equal(0, zip.Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_fault()
    {
        using var zip = new MemoryStream();
        Assert.Equal("unreadable", KitPacker.Pack(Path.Combine(root, "borta"), zip).Faults.Single().Code);
    }

    private static byte[] Pack(string folder)
    {
        using var zip = new MemoryStream();
        Assert.Equal([], KitPacker.Pack(folder, zip).Faults);
        return zip.ToArray();
    }
}
