using System.Text;

namespace Yrkesresan.Content.Tests.Format;

/// <summary>docs/kit-format.md: a kit is read whole, and each fault is told with file and line.</summary>
public class KitReaderTests
{
    private const string KitYaml = "kit.yaml";
    private const string CourseYaml = "courses/ett/course.yaml";

    [Fact]
    public void A_kit_is_read_as_it_is_written()
    {
        var kit = new SampleKit().Read().Kit!;
        var journey = kit.Journey;
        Assert.Equal(("exempel", "1.2.3", "sv", "Exempel", null, false), (journey.Id, journey.Version.ToString(), journey.Language, journey.Title, journey.Owner, journey.Draft));
        Assert.Equal(new ByTenure(0, true, 2, false), journey.FindStep("ny")!.Membership);
        Assert.Equal((StepEnd.Continuous, true), (journey.FindStep("van")!.Ending, journey.FindStep("van")!.Draft));
        var (step, course) = journey.FindCourse("ett")!;
        Assert.Equal(("ny", true), (step.Id, course.Audience.Everyone));
        Assert.Equal(("1", DayExtent.Half), (course.Days.Single().Id, course.Days.Single().Extent));
        Assert.Equal([DayForm.Digital, DayForm.Recorded], course.Days.Single().Forms);
        var film = journey.FindActivity("ett", "se")!;
        Assert.Equal(new("courses/ett/se.webm", "video/webm", "courses/ett/se.vtt", "sv", "Det som sägs.\n"), film.Media);
        Assert.Equal(new("Exempelmyndigheten", new(2026, 1, 31)), film.QualityAssurance);
        Assert.Equal(new("Exempel", new Uri("https://www.example.org/")), film.Source);
        Assert.True(film.Obligatory);
        var deepening = journey.FindActivity("ett", "mer")!;
        Assert.Equal((false, "De som vill", ActivityFormat.Handbook), (deepening.Obligatory, deepening.Audience.Text, deepening.Format));
        Assert.Equal(["courses/ett/se.vtt", "courses/ett/se.webm"], kit.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("missing-key", 1, "language: sv\n", "")]
    [InlineData("format", 1, "format: 1", "format: 2")]
    [InlineData("not-a-number", 1, "format: 1", "format: ett")]
    [InlineData("id", 2, "id: exempel", "id: Exempel Ett")]
    [InlineData("version", 3, "version: 1.2.3", "version: 1.2")]
    [InlineData("language", 4, "language: sv", "language: svenska språket")]
    [InlineData("empty-value", 5, "title: Exempel", "title:")]
    [InlineData("not-a-text", 5, "title: Exempel", "title: [Exempel]")]
    [InlineData("control-character", 5, "title: Exempel", "title: \"Ex\\0empel\"")]
    [InlineData("unknown-key", 6, "description:", "beskrivning: Fel nyckel.\ndescription:")]
    [InlineData("duplicate-key", 6, "description:", "title: Igen\ndescription:")]
    [InlineData("not-a-list", 7, "steps:\n", "steps: inga\nfler:\n")]
    [InlineData("not-a-mapping", 8, "  - id: ny\n", "  - bara text\n  - id: ny\n")]
    [InlineData("duplicate-id", 22, "id: van\n", "id: ny\n")]
    [InlineData("duplicate-id", 30, "id: van-uppdrag", "id: ny-uppdrag")]
    [InlineData("no-such-file", 21, "courses: [ett]", "courses: [ett, två-finns-inte, tva]")]
    [InlineData("id", 21, "courses: [ett]", "courses: [ett, ../ett]")]
    [InlineData("twice", 21, "courses: [ett]", "courses: [ett, ett]")]
    [InlineData("not-one-of", 14, "ending: completes", "ending: aldrig")]
    [InlineData("not-one-of", 11, "by: tenure\n", "by: lottning\n")]
    [InlineData("tenure-gap", 24, "{by: tenure, from-years: 2}", "{by: tenure, from-years: 3}")]
    [InlineData("tenure-gap", 24, "{by: tenure, from-years: 2}", "{by: tenure, from-years: 2, from-inclusive: false}")]
    [InlineData("tenure-gap", 24, "{by: tenure, from-years: 2}", "{by: tenure, from-years: 2, to-years: 5}")]
    [InlineData("tenure-gap", 11, "from-years: 0", "from-years: 1")]
    [InlineData("tenure-overlap", 24, "{by: tenure, from-years: 2}", "{by: tenure, from-years: 1}")]
    [InlineData("tenure-overlap", 24, "to-years: 2\n", "to-years: 2\n      to-inclusive: true\n", 1)]
    [InlineData("tenure-overlap", 23, "      to-years: 2\n", "")]
    [InlineData("tenure-years", 11, "to-years: 2", "to-years: 0")]
    [InlineData("not-true-or-false", 28, "draft: true", "draft: ja")]
    [InlineData("goal-not-served", 17, "courses: [ett]", "courses: []")]
    [InlineData("anchor", 5, "title: Exempel", "title: &t Exempel")]
    [InlineData("anchor", 5, "title: Exempel", "title: *t")]
    [InlineData("tag", 5, "title: Exempel", "title: !!binary aGVq")]
    [InlineData("key-type", 5, "title: Exempel", "title: Exempel\n? [a, b]\n: c", 1)]
    [InlineData("yaml", 5, "title: Exempel", "title: 'Exempel\nx: [")]
    // The parser points to the piece that the tab cuts off, which begins on the line before.
    [InlineData("yaml", 4, "title: Exempel", "\ttitle: Exempel")]
    [InlineData("second-document", 31, "short: Arbeta}\n", "short: Arbeta}\n---\nmer: text\n")]
    public void A_fault_in_kit_yaml_is_told_with_its_line(string code, int line, string old, string replacement, int linesAdded = 0) =>
        AssertFault(new SampleKit().With(KitYaml, old, replacement).Read(), code, KitYaml, line + linesAdded);

    [Theory]
    [InlineData("no-such-goal", 3, "goals: [ny-uppdrag]\ndays", "goals: [ny-uppdrag, van-uppdrag]\ndays")]
    [InlineData("not-one-of", 5, "extent: half", "extent: lång")]
    [InlineData("not-one-of", 6, "[digital, recorded]", "[digital, brevledes]")]
    [InlineData("empty-value", 6, "[digital, recorded]", "[]")]
    [InlineData("duplicate-id", 18, "id: se\n", "id: lasa\n")]
    [InlineData("duplicate-id", 31, "id: mer", "id: se")]
    [InlineData("minutes", 14, "minutes: 10", "minutes: 0")]
    [InlineData("minutes", 14, "minutes: 10", "minutes: -5")]
    [InlineData("minutes", 14, "minutes: 10", "minutes: 6001")]
    [InlineData("not-a-number", 14, "minutes: 10", "minutes: tio")]
    [InlineData("not-a-number", 14, "minutes: 10", "minutes: \"10\"")]
    [InlineData("goal-not-of-course", 16, "[ny-uppdrag]\n        body", "[annat-mal]\n        body")]
    [InlineData("serves-no-goal", 16, "[ny-uppdrag]\n        body", "[]\n        body")]
    [InlineData("no-such-file", 17, "body: lasa.md", "body: finns-inte.md")]
    [InlineData("no-such-file", 17, "body: lasa.md", "body: Lasa.md")]
    [InlineData("not-markdown", 17, "body: lasa.md", "body: se.vtt")]
    [InlineData("path", 17, "body: lasa.md", "body: ../../kit.yaml")]
    [InlineData("path", 17, "body: lasa.md", "body: /etc/passwd")]
    [InlineData("path", 17, "body: lasa.md", "body: 'C:\\lasa.md'")]
    [InlineData("missing-key", 11, "        body: lasa.md\n", "")]
    [InlineData("address", 22, "{name: Exempel, url: \"https://www.example.org/\"}", "{name: Exempel, url: \"javascript:alert(1)\"}")]
    [InlineData("address", 22, "{name: Exempel, url: \"https://www.example.org/\"}", "{name: Exempel, url: \"/mer\"}")]
    [InlineData("not-a-date", 23, "on: 2026-01-31", "on: 2026-02-30")]
    [InlineData("no-captions", 26, "          captions: se.vtt\n          captions-language: sv\n", "")]
    [InlineData("missing-key", 26, "          captions-language: sv\n", "")]
    [InlineData("no-transcript", 26, "          transcript: se.md\n", "")]
    [InlineData("media-type", 26, "file: se.webm", "file: se.md")]
    [InlineData("media-content", 27, "captions: se.vtt", "captions: falsk.vtt")]
    [InlineData("media-not-played", 26, "format: film", "format: interactive")]
    [InlineData("nothing-to-open", 31, ", url: \"https://www.example.org/mer\"", "")]
    [InlineData("obligatory-deepening", 36, "audience: De som vill", "audience: De som vill\n    obligatory: true", 1)]
    [InlineData("obligatory-for-some", 18, "body: lasa.md", "body: lasa.md\n        audience: Några")]
    public void A_fault_in_course_yaml_is_told_with_its_line(string code, int line, string old, string replacement, int linesAdded = 0)
    {
        var kit = new SampleKit().With(CourseYaml, old, replacement);
        if (replacement.Contains("falsk.vtt", StringComparison.Ordinal))
            kit.With("courses/ett/falsk.vtt", SampleKit.Bytes("Inga tider"));
        AssertFault(kit.Read(), code, CourseYaml, line + linesAdded);
    }

    [Fact]
    public void A_course_that_asks_for_nothing_is_a_fault()
    {
        const string nothing = "title: Tom\nsummary: Inget.\ngoals: [ny-uppdrag]\n";
        AssertFault(new SampleKit().With(CourseYaml, SampleKit.Bytes(nothing)).Read(), "asks-for-nothing", CourseYaml, 1);
    }

    /// <summary>Each would take Markdig from half a second to seconds in a file of 32 kB, or is deeper than it goes.</summary>
    public static TheoryData<string, string> SlowTexts => new()
    {
        { "paragraph-too-long", new('a', 2_001) },
        { "paragraph-too-long", Times("[a](", 7_000) },
        { "paragraph-too-long", Times("*a ", 9_000) },
        { "paragraph-too-long", Times("_a*b ", 6_000) },
        { "paragraph-too-long", Times("[x][y]\n", 4_000) },
        { "paragraph-too-long", "- " + Times("[[a]", 7_000) },
        { "markdown", Times("> ", 11) + "a" },
        { "markdown", Times("- ", 11) + "a" },
        { "markdown", Times(">", 20_000) + "a" },
        { "markdown", new string('*', 900) + "a" + new string('*', 900) },
    };

    [Theory]
    [MemberData(nameof(SlowTexts))]
    public void A_text_made_to_be_slow_is_refused_with_its_line(string code, string slow) =>
        AssertFault(new SampleKit().With("courses/ett/lasa.md", SampleKit.Bytes($"Ett\n\n{slow}\n\nTre\n")).Read(), code, "courses/ett/lasa.md", 3);

    public static TheoryData<string> TextsAtTheBounds => [new string('a', 2_000), Times("> ", 10) + "a", Times("- ", 10) + "a", Times("- a\n", 2_000)];

    [Theory]
    [MemberData(nameof(TextsAtTheBounds))]
    public void A_text_within_the_bounds_is_taken(string text) =>
        Assert.Empty(new SampleKit().With("courses/ett/lasa.md", SampleKit.Bytes(text)).Read().Faults);

    [Theory]
    [InlineData("image", 3, "Två\n\n![bild](https://www.example.org/x.png)\n")]
    [InlineData("link-address", 2, "Två\n[länk](javascript:alert(1))\n")]
    [InlineData("link-address", 1, "[länk](annan.md)\n")]
    [InlineData("link-address", 1, "<javascript:alert(1)>\n")]
    [InlineData("empty", 1, " \n")]
    [InlineData("control-character", 1, "a\0b")]
    public void A_fault_in_a_text_is_told_with_its_line(string code, int line, string text) =>
        AssertFault(new SampleKit().With("courses/ett/lasa.md", SampleKit.Bytes(text)).Read(), code, "courses/ett/lasa.md", line);

    [Theory]
    [InlineData("courses/ett/lasa.md")]
    [InlineData(CourseYaml)]
    [InlineData(KitYaml)]
    public void Broken_UTF_8_is_told_with_its_line(string file) =>
        AssertFault(new SampleKit().With(file, [.. "rad ett\nrad "u8, 0xC3, 0x28]).Read(), "not-utf8", file, 2, column: 5);

    [Fact]
    public void A_file_that_nothing_refers_to_is_a_fault() =>
        AssertFault(new SampleKit().With("courses/ett/kvar.md", "Kvar"u8.ToArray()).Read(), "unused-file", "courses/ett/kvar.md", 1);

    [Fact]
    public void A_media_file_that_is_not_what_its_name_says_is_a_fault() =>
        AssertFault(new SampleKit().With("courses/ett/se.webm", "MZ"u8.ToArray()).Read(), "media-content", CourseYaml, 26);

    [Fact]
    public void Every_fault_is_told_not_the_first_only()
    {
        var faults = new SampleKit()
            .With(KitYaml, "version: 1.2.3", "version: ett")
            .With(KitYaml, "ending: completes", "ending: aldrig")
            .With(CourseYaml, "minutes: 10", "minutes: 0")
            .With(CourseYaml, "body: lasa.md", "body: borta.md")
            .With("courses/ett/se.md", [0xFF])
            .Read().Faults;
        Assert.Equal(
            [
                ("courses/ett/course.yaml", 14, "minutes"), ("courses/ett/course.yaml", 17, "no-such-file"), ("courses/ett/lasa.md", 1, "unused-file"),
                ("courses/ett/se.md", 1, "not-utf8"), ("kit.yaml", 3, "version"), ("kit.yaml", 14, "not-one-of"),
            ],
            faults.Select(f => (f.File, f.Line, f.Code)));
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_and_not_unfolded()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var result = new SampleKit().With(KitYaml, SampleKit.Bytes(bomb + SampleKit.KitYaml)).Read();
        Assert.Null(result.Kit);
        Assert.Contains(result.Faults, f => f is { Code: "anchor", Line: 2 });
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Endless_nesting_is_refused(string opening)
    {
        var result = new SampleKit().With(KitYaml, SampleKit.Bytes(string.Concat(Enumerable.Repeat(opening, 50_000)))).Read();
        Assert.Contains(result.Faults, f => f is { Code: "yaml", File: KitYaml });
    }

    [Fact]
    public void So_many_faults_that_they_help_nobody_are_cut_short_and_it_says_so()
    {
        var keys = string.Concat(Enumerable.Range(0, 50).Select(n => FormattableString.Invariant($"okand-{n}: x\n")));
        var faults = new SampleKit().With(KitYaml, SampleKit.Bytes(keys + SampleKit.KitYaml)).Read(KitLimits.Default with { Faults = 10 }).Faults;
        Assert.Equal(11, faults.Count);
        Assert.Equal("too-many-faults", faults[^1].Code);
    }

    [Fact]
    public void A_folder_is_read_as_a_zip_is_but_links_in_it_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("kit-").FullName;
        try
        {
            new SampleKit().WriteTo(folder);
            Assert.NotNull(KitReader.Read(folder).Kit);
            File.Delete(Path.Combine(folder, "courses/ett/lasa.md"));
            File.CreateSymbolicLink(Path.Combine(folder, "courses/ett/lasa.md"), "/etc/hostname");
            Assert.Contains(KitReader.Read(folder).Faults, f => f is { Code: "link", File: "courses/ett/lasa.md" });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Files_whose_names_differ_only_in_capitals_are_refused_in_a_folder_as_in_a_zip()
    {
        var folder = Directory.CreateTempSubdirectory("kit-").FullName;
        try
        {
            new SampleKit().With("courses/ett/LASA.md", "Läs"u8.ToArray()).WriteTo(folder);
            Assert.Equal("duplicate-file", KitReader.Read(folder).Faults.Single().Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_fault() => Assert.Equal("unreadable", KitReader.Read("/finns/inte").Faults.Single().Code);

    [Fact]
    public void Every_fault_has_its_text_in_Swedish_and_English()
    {
        var swedish = Texts("sv-SE");
        var english = Texts("en");
        Assert.NotEmpty(swedish);
        Assert.Equal(swedish.Keys, english.Keys);
        Assert.All(swedish, t => Assert.Equal(t.Value.Contains("{0}", StringComparison.Ordinal), english[t.Key].Contains("{0}", StringComparison.Ordinal)));
        Assert.All(swedish, t => Assert.NotEqual(t.Value, english[t.Key]));

        static SortedDictionary<string, string> Texts(string culture) => new(
            FaultList.Texts.GetResourceSet(System.Globalization.CultureInfo.GetCultureInfo(culture), true, culture != "en")!
                .Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!), StringComparer.Ordinal);
    }

    [Fact]
    public void The_documentation_lists_every_fault_code()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Yrkesresan.slnx")))
            root = root.Parent!;
        var listed = File.ReadLines(Path.Combine(root.FullName, "docs", "kit-format.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]);
        var codes = FaultList.Texts.GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, true, true)!
            .Cast<System.Collections.DictionaryEntry>().Select(e => (string)e.Key);
        Assert.Equal(codes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string Times(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void AssertFault(KitReadResult result, string code, string file, int line, int? column = null)
    {
        Assert.Null(result.Kit);
        Assert.True(
            result.Faults.Any(f => f.Code == code && f.File == file && f.Line == line && (column ?? f.Column) == f.Column),
            $"expected {file}:{line} [{code}], got:\n{string.Join('\n', result.Faults)}");
    }
}
