using System.Buffers.Binary;
using System.IO.Compression;

namespace Yrkesresan.Content.Tests.Format;

/// <summary>A zip with paths outside itself, links, or over the size bound is refused.</summary>
public class KitArchiveTests
{
    [Theory]
    [InlineData("../utanfor.md")]
    [InlineData("courses/../../utanfor.md")]
    [InlineData("/etc/passwd")]
    [InlineData("courses\\ett\\lasa.md")]
    [InlineData("..\\utanfor.md")]
    [InlineData("C:/lasa.md")]
    [InlineData("c:lasa.md")]
    [InlineData("courses//lasa.md")]
    [InlineData("./lasa.md")]
    [InlineData(".dold.md")]
    [InlineData("../")]
    [InlineData("läsa.md")]
    [InlineData("a\0b.md")]
    [InlineData("CON:")]
    public void A_path_outside_the_kit_or_not_plain_is_refused(string name) =>
        AssertRefused([.. Files(), (name, [1])], "path", name);

    [Fact]
    public void A_link_is_refused()
    {
        // S_IFLNK | 0777 in the upper half: how Info-ZIP stores a symbolic link.
        var zip = SampleKit.Zip([("courses/ett/lasa.md", "/etc/passwd"u8.ToArray())], attributes: unchecked((int)0xA1FF0000));
        Assert.Equal("link", SampleKit.Read(zip).Faults.Single().Code);
    }

    [Fact]
    public void A_device_is_refused()
    {
        var zip = SampleKit.Zip([("kit.yaml", [])], attributes: 0x21B6 << 16);
        Assert.Equal("not-a-file", SampleKit.Read(zip).Faults.Single().Code);
    }

    [Theory]
    [InlineData("kit.yaml")]
    [InlineData("KIT.yaml")]
    [InlineData("courses/ETT/lasa.md")]
    public void A_file_that_is_there_twice_is_refused_also_with_other_capitals(string name) =>
        AssertRefused([.. Files(), (name, [1])], "duplicate-file", name);

    [Fact]
    public void Folders_may_have_entries_of_their_own() =>
        Assert.NotNull(SampleKit.Read(SampleKit.Zip([("courses/", []), ("courses/ett/", []), .. Files()])).Kit);

    [Fact]
    public void Too_many_entries_are_refused()
    {
        var entries = Enumerable.Range(0, 101).Select(n => (FormattableString.Invariant($"f{n}.md"), Array.Empty<byte>()));
        Assert.Equal("too-many-files", SampleKit.Read(SampleKit.Zip(entries), KitLimits.Default with { Files = 100 }).Faults.Single().Code);
    }

    [Fact]
    public void A_file_over_its_bound_is_refused() =>
        AssertRefused([.. Files(), ("stor.webm", new byte[5_000])], "file-too-large", "stor.webm", KitLimits.Default with { FileBytes = 4_000 });

    [Fact]
    public void A_text_over_its_bound_is_refused() =>
        AssertRefused([.. Files(), ("stor.md", new byte[5_000])], "file-too-large", "stor.md", KitLimits.Default with { TextBytes = 4_000 });

    [Fact]
    public void A_Markdown_text_has_a_bound_of_its_own() =>
        AssertRefused([.. Files(), ("stor.md", new byte[33_000])], "file-too-large", "stor.md");

    [Fact]
    public void All_files_together_over_the_bound_are_refused() =>
        AssertRefused([.. Files(), ("a.webm", new byte[6_000]), ("b.webm", new byte[6_000])], "too-large", "", KitLimits.Default with { TotalBytes = 10_000 });

    [Fact]
    public void An_archive_that_is_itself_over_the_bound_is_refused()
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
            archive.Comment = new string('x', 20_000);
        Assert.Equal(("too-large", ""), SampleKit.Read(buffer.ToArray(), KitLimits.Default with { TotalBytes = 10_000 }).Faults.Select(f => (f.Code, f.File)).Single());
    }

    [Theory]
    [InlineData(100u)]
    [InlineData(0u)]
    public void A_bomb_that_declares_less_than_it_inflates_to_is_refused(uint declared)
    {
        var zip = SampleKit.Zip([("bomb.webm", new byte[1_000_000])]);
        Assert.True(zip.Length < 5_000);
        // The uncompressed size stands at 22 in the local header and at 24 in the central one (APPNOTE 4.3.7, 4.3.12).
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(zip.AsSpan().IndexOf("PK\u0003\u0004"u8) + 22), declared);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 24), declared);
        Assert.Equal("damaged", SampleKit.Read(zip, KitLimits.Default with { TotalBytes = 10_000 }).Faults.Single().Code);
    }

    [Fact]
    public void A_file_whose_bytes_were_changed_on_the_way_is_refused()
    {
        var zip = SampleKit.Zip([("kit.yaml", "format: 1"u8.ToArray())], CompressionLevel.NoCompression);
        zip[zip.AsSpan().IndexOf("format"u8)] = (byte)'F';
        Assert.Equal(("damaged", "kit.yaml"), SampleKit.Read(zip).Faults.Select(f => (f.Code, f.File)).Single());
    }

    [Fact]
    public void A_bomb_is_not_inflated_beyond_the_bound()
    {
        // 200 MB of zeros in 200 kB, against a bound of 1 MB.
        var zip = SampleKit.Zip([("bomb.webm", new byte[200_000_000])]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(SampleKit.Read(zip, KitLimits.Default with { TotalBytes = 1_000_000 }).Kit);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void What_is_no_zip_is_said_to_be_none()
    {
        Assert.Equal("not-a-zip", SampleKit.Read([]).Faults.Single().Code);
        Assert.Equal("not-a-zip", SampleKit.Read("kit.yaml"u8.ToArray()).Faults.Single().Code);
        Assert.Equal("not-a-zip", SampleKit.Read(new SampleKit().Zip()[..^30]).Faults.Single().Code);
    }

    [Fact]
    public void A_zip_without_kit_yaml_says_so() =>
        Assert.Equal(("no-such-file", ""), SampleKit.Read(SampleKit.Zip([("lasa.md", [65])])).Faults.Select(f => (f.Code, f.File)).First());

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        using var stream = new BufferedStream(new DeflateStream(new MemoryStream(Deflated(new SampleKit().Zip())), CompressionMode.Decompress));
        Assert.NotNull(KitReader.Read(stream).Kit);
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var deflate = new DeflateStream(buffer, CompressionLevel.Fastest))
            deflate.Write(bytes);
        return buffer.ToArray();
    }

    private static IEnumerable<(string, byte[])> Files() => new SampleKit().Files.Select(f => (f.Key, f.Value));

    private static void AssertRefused(IEnumerable<(string, byte[])> files, string code, string file, KitLimits? limits = null)
    {
        var result = SampleKit.Read(SampleKit.Zip(files), limits);
        Assert.Null(result.Kit);
        Assert.Equal([(code, file)], result.Faults.Select(f => (f.Code, f.File)));
    }
}
