using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Yrkesresan.Content.Tests.Format;

/// <summary>Reading never throws, whatever the bytes: a kit or faults, never both, never neither.</summary>
public class AnyBytesTests
{
    private static readonly string[] Pieces =
    [
        "&a ", "*a", "!!str ", "!<x> ", "? ", ": ", "- ", "[", "]", "{", "}", ", ", "|\n", ">-\n", "%YAML 1.1\n", "---\n", "...\n", "\"\\x", "\"\\ud800\"", "'", "\t",
        "#", "\0", "\uFEFF", "\u2028", "<<: ", "null", "~", "-1", "999999999999", "0x10", "1e9", "../", "\\", "å", "\n  ", "\n", "yes", "@", "`",
    ];

    [Fact]
    public void Random_bytes_as_a_zip() => Always(random =>
    {
        var bytes = new byte[random.Next(0, 300)];
        random.NextBytes(bytes);
        return bytes;
    });

    [Fact]
    public void A_zip_with_bytes_changed_cut_or_doubled() => Always(random => Mutate(random, random.Next(2) == 0 ? new SampleKit().Zip() : Stored()));

    [Fact]
    public void A_kits_files_with_bytes_changed_cut_or_doubled() => Always(random =>
    {
        var kit = new SampleKit();
        var file = kit.Files.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(kit.Files.Count));
        return kit.With(file, Mutate(random, kit.Files[file])).Zip();
    });

    [Fact]
    public void A_kits_yaml_with_pieces_of_syntax_put_in() => Always(random =>
    {
        var kit = new SampleKit();
        var file = random.Next(2) == 0 ? "kit.yaml" : "courses/ett/course.yaml";
        var text = new StringBuilder(Encoding.UTF8.GetString(kit.Files[file]));
        for (var n = random.Next(1, 5); n > 0; n--)
            text.Insert(random.Next(text.Length), Pieces[random.Next(Pieces.Length)]);
        return kit.With(file, SampleKit.Bytes(text.ToString())).Zip();
    });

    [Fact]
    public void Yaml_made_of_pieces_of_syntax() => Always(random =>
        new SampleKit().With("kit.yaml", SampleKit.Bytes(string.Concat(random.GetItems(Pieces, random.Next(1, 40))))).Zip());

    [Fact]
    public void Markdown_made_of_pieces_of_syntax_renders_without_script_or_foreign_schemes()
    {
        string[] pieces =
        [
            "[", "](", ")", "!", "<", ">", "javascript:alert(1)", "https://www.example.org/", "data:text/html,x", "<script>", "</p>", "onclick=", "*", "_", "`", "\n", "\n\n",
            "# ", "> ", "- ", "1. ", "    ", "&lt;", "&#106;avascript:x", "[a]: ", "\"", "\\", "<a href=x>", "\0", "\ud83d", "java\tscript:x", "JaVaScRiPt:x", "//evil.example/",
        ];
        Runs(random =>
        {
            var markdown = string.Concat(random.GetItems(pieces, random.Next(1, 30)));
            SafeHtml.Check(KitMarkdown.ToHtml(markdown, random.Next(1, 7), "ny flik"));
        });
    }

    private static byte[] Stored() => SampleKit.Zip(new SampleKit().Files.Select(f => (f.Key, f.Value)), System.IO.Compression.CompressionLevel.NoCompression);

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var list = bytes.ToList();
        for (var n = random.Next(1, 6); n > 0 && list.Count > 0; n--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(5))
            {
                case 0: list[at] = (byte)random.Next(256); break;
                case 1: list[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: list.RemoveRange(at, Math.Min(random.Next(1, 20), list.Count - at)); break;
                case 3: list.InsertRange(at, list.GetRange(at, Math.Min(random.Next(1, 60), list.Count - at))); break;
                default: list.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF]); break;
            }
        }
        return [.. list];
    }

    private static void Always(Func<Random, byte[]> bytes) => Runs(random =>
    {
        var result = SampleKit.Read(bytes(random));
        Assert.Equal(result.Kit is null, result.Faults.Count > 0);
        Assert.All(result.Faults, f => Assert.True(f.Line >= 1 && f.Column >= 1 && f.Message.Length > 0));
    });

    private static void Runs(Action<Random> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => check(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
}
