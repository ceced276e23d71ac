namespace Yrkesresan.Content.Tests.Format;

/// <summary>The kits that come with the product, as they stand in the output folder. Domain §4–6.</summary>
public class ShippedKitTests
{
    // Domain §5, typed in.
    private const string Assignment = "arbeta i enlighet med sitt uppdrag";
    private const string Treatment = "bemöta barn och deras familjer med respekt och lyhördhet samt främja delaktighet";
    private const string Knowledge = "söka, granska och värdera kunskap för att utifrån bästa tillgängliga kunskap utföra arbetet";
    private const string Handling = "handlägga, dokumentera och samverka utifrån gällande regelverk";

    private static readonly Journey BarnOchUnga = Read("barn-och-unga").Journey;

    internal static string Folder(string kit) => Path.Combine(AppContext.BaseDirectory, "kits", kit);

    [Theory]
    [InlineData("barn-och-unga")]
    [InlineData("aldre")]
    public void A_shipped_kit_has_no_faults(string kit) => Assert.Equal([], KitReader.Read(Folder(kit)).Faults);

    [Fact]
    public void Goals_are_worded_exactly_as_the_programme_words_them()
    {
        Assert.Equal([$"{Assignment} med vägledning", Treatment, Knowledge, $"{Handling} med vägledning"], Goals("ny"));
        Assert.Equal([$"{Assignment} med viss vägledning", Treatment, Knowledge, $"{Handling} med viss vägledning"], Goals("van"));
        Assert.Equal([Assignment, Treatment, Knowledge, Handling], Goals("erfaren"));
        Assert.Equal([Assignment, Knowledge, "vägleda medarbetare i arbetet", "använda metoder som är stöd i verksamhetsutveckling"], Goals("chef"));
        Assert.Equal(16, BarnOchUnga.Steps.SelectMany(s => s.Goals).Select(g => g.Id).Distinct().Count());
    }

    [Fact]
    public void Stems_are_worded_exactly_as_the_programme_words_them() => Assert.Equal(
        [
            "Medarbetaren ska efter att ha slutfört Ny i Yrkesresan kunna:",
            "Medarbetaren ska efter att ha slutfört Van i Yrkesresan kunna:",
            "Medarbetaren ska under tiden den tillhör steget Erfaren fortsatt fördjupa sina kunskaper i att:",
            "Deltagaren ska under tiden den tillhör steget Arbetsledare och chef fortsatt fördjupa sina kunskaper i att:",
        ],
        BarnOchUnga.Steps.Select(s => s.Stem));

    [Fact]
    public void Steps_are_Ny_Van_Erfaren_by_tenure_and_Arbetsledare_och_chef_by_role()
    {
        Assert.Equal(["Ny", "Van", "Erfaren", "Arbetsledare och chef"], BarnOchUnga.Steps.Select(s => s.Title));
        Assert.Equal<StepMembershipRule>(
            [new ByTenure(0, true, 2, false), new ByTenure(2, true, 5, true), new ByTenure(5, false, null, false), new ByRole("manager")],
            BarnOchUnga.Steps.Select(s => s.Membership));
        Assert.Equal([StepEnd.Completes, StepEnd.Completes, StepEnd.Continuous, StepEnd.Continuous], BarnOchUnga.Steps.Select(s => s.Ending));
    }

    [Fact]
    public void The_courses_of_Ny_have_the_days_forms_and_audience_of_the_draft()
    {
        Assert.Equal(
            [
                "Handläggning med barnet i centrum: Whole OnSite, Whole OnSite/Digital, Whole OnSite/Digital, Whole OnSite/Digital; alla",
                "Samtal och delaktighet: Whole OnSite/Digital, Whole OnSite; alla",
                "Våld och utsatthet: Whole OnSite/Digital, Whole OnSite; alla",
                "Unga lagöverträdare: Whole OnSite/Digital; Några av dem som arbetar med myndighetsutövning",
                "Arbeta med familjehem: Whole OnSite/Digital; Alla som arbetar med familjehem",
                "Verktyg i vardagen: Half Digital/Webcast/Recorded, Half Digital/Webcast/Recorded, NotDecided Digital/Webcast/Recorded; alla, bonus",
            ],
            Step("ny").Courses.Select(c =>
                $"{c.Title}: {string.Join(", ", c.Days.Select(d => $"{d.Extent} {string.Join('/', d.Forms)}"))}; {c.Audience.Text ?? "alla"}{(c.Bonus ? ", bonus" : "")}"));
        Assert.All(Step("ny").Courses, c => Assert.True(c.Draft && !c.Demo));
    }

    [Fact]
    public void Courses_that_no_source_names_are_demo_and_say_so()
    {
        var invented = BarnOchUnga.Steps.Where(s => s.Id != "ny").SelectMany(s => s.Courses).Concat(Read("aldre").Journey.Steps.SelectMany(s => s.Courses)).ToList();
        Assert.Equal(9, invented.Count);
        Assert.All(invented, c =>
        {
            Assert.True(c.Demo);
            Assert.Contains("skrivet för att prova tjänsten", c.Summary, StringComparison.Ordinal);
            Assert.All(c.Activities, a => Assert.Contains("demoinnehåll", a.BodyMarkdown, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Each_preparation_of_Ny_has_5_to_8_activities_in_2_or_3_groups_with_a_text_of_120_to_250_words() => Assert.All(Step("ny").Courses, c =>
    {
        Assert.InRange(c.Preparation.Count, 2, 3);
        var activities = c.Preparation.SelectMany(g => g.Activities).ToList();
        Assert.InRange(activities.Count, 5, 8);
        Assert.All(activities, a => Assert.InRange(a.BodyMarkdown!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 115, 260));
        Assert.InRange(c.Deepening.Count, 2, 3);
    });

    [Fact]
    public void The_film_and_the_podcast_are_in_the_kit_small_and_with_captions_and_transcript()
    {
        var kit = Read("barn-och-unga");
        var film = kit.Journey.FindActivity("handlaggning-med-barnet-i-centrum", "ett-arendes-vag")!.Media!;
        Assert.Equal(("video/webm", "sv"), (film.ContentType, film.CaptionsLanguage));
        Assert.InRange(kit.Files[film.Path].Length, 10_000, 300_000);
        Assert.StartsWith("WEBVTT", System.Text.Encoding.UTF8.GetString(kit.Files[film.CaptionsPath!].Span), StringComparison.Ordinal);
        var podcast = kit.Journey.FindActivity("samtal-och-delaktighet", "lyssna-in-ett-barn")!.Media!;
        Assert.Equal("audio/ogg", podcast.ContentType);
        Assert.InRange(kit.Files[podcast.Path].Length, 10_000, 200_000);
        Assert.NotNull(film.TranscriptMarkdown);
        Assert.NotNull(podcast.TranscriptMarkdown);
        Assert.Equal(3, kit.Files.Count);
    }

    [Fact]
    public void In_Aldre_the_manager_chooses_bas_fordjupning_or_spets()
    {
        var aldre = Read("aldre").Journey;
        Assert.Equal(["bas", "fordjupning", "spets"], aldre.Steps.Select(s => s.Id));
        Assert.All(aldre.Steps, s => Assert.IsType<ByManagersChoice>(s.Membership));
    }

    private static Kit Read(string kit) => KitReader.Read(Folder(kit)).Kit!;

    private static Step Step(string id) => BarnOchUnga.FindStep(id)!;

    private static IEnumerable<string> Goals(string step) => Step(step).Goals.Select(g => g.Text);
}
