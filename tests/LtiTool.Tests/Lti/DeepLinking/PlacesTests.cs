using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.LtiTool.Lti.DeepLinking;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>Names and paths of places: links in LMSs hold them for years (docs/decisions/0012).</summary>
public sealed class PlacesTests
{
    /// <summary>As decision 0012 writes them, so that a change of the code shows here.</summary>
    [Theory]
    [InlineData("journey:barn-och-unga", "/journeys/barn-och-unga")]
    [InlineData("step:barn-och-unga/ny", "/journeys/barn-och-unga/steps/ny")]
    [InlineData("course:barn-och-unga/samtal-1", "/journeys/barn-och-unga/courses/samtal-1")]
    [InlineData("activity:barn-och-unga/samtal-1/film", "/journeys/barn-och-unga/courses/samtal-1/activities/film")]
    [InlineData("stationen", "/stationen")]
    [InlineData("plattformen", "/plattformen")]
    [InlineData("region", "/region")]
    [InlineData("follow-up", "/follow-up")]
    public void Names_and_paths_that_stay(string name, string path)
    {
        var place = Places.Parse(name);
        Assert.NotNull(place);
        Assert.Equal(name, Places.NameOf(place));
        Assert.Equal(path, Places.PathOf(place));
        Assert.Equal(place, Places.OfPath(path));
        Assert.Equal(place, Places.OfPath(path + "/?language=en#top"));
    }

    [Fact]
    public void Every_place_is_found_again_by_its_name_and_by_its_path()
    {
        var id = Gen.Elements("a", "1", "barn-och-unga", "x-1-y", new string('z', 64));
        var place = Gen.Elements(Enum.GetValues<PlaceKind>()).SelectMany(kind => Gen.Three(id), (kind, ids) => kind switch
        {
            PlaceKind.Journey => Place.OfJourney(ids.Item1),
            PlaceKind.Step => Place.OfStep(ids.Item1, ids.Item2),
            PlaceKind.Course => Place.OfCourse(ids.Item1, ids.Item2),
            PlaceKind.Activity => Place.OfActivity(ids.Item1, ids.Item2, ids.Item3),
            _ => new Place(kind),
        });
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(place.ToArbitrary(), p => Places.Parse(p.ToString()) == p && Places.OfPath(Places.PathOf(p)) == p));
    }

    [Fact]
    public void Whatever_is_no_name_is_no_place_and_never_a_fault() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<string?>(text =>
            (Places.Parse(text) is not { } named || Places.NameOf(named) == text) && (Places.OfPath(text) is not { } found || text!.TrimEnd('/').StartsWith(Places.PathOf(found), StringComparison.Ordinal))));

    [Theory]
    [InlineData(null), InlineData(""), InlineData("journey"), InlineData("journey:"), InlineData("journey:a/b"), InlineData("journey:A"), InlineData("journey:../x")]
    [InlineData("course:a"), InlineData("course:a/b/c"), InlineData("activity:a/b"), InlineData("unit:a"), InlineData("Stationen"), InlineData("$ResourceLink.id"), InlineData("journey:a\n")]
    public void No_names(string? name) => Assert.Null(Places.Parse(name));

    [Theory]
    [InlineData(null), InlineData(""), InlineData("/"), InlineData("/start"), InlineData("/journeys"), InlineData("/journeys/a/not-yet"), InlineData("/journeys/a/courses")]
    [InlineData("/journey:a"), InlineData("/follow-up/statements"), InlineData("journeys/a"), InlineData("/my-data")]
    public void No_paths_of_places(string? path) => Assert.Null(Places.OfPath(path));

    /// <summary>LTI 1.3 Core appendix B: URL-encoded ids, commas between, the latest first; a platform that does not know the variable sends its name.</summary>
    [Theory]
    [InlineData(null, ""), InlineData("", ""), InlineData("$ResourceLink.id.history", ""), InlineData("a", "a"), InlineData("b,a", "b|a")]
    [InlineData("b%2C1, a%20x ,,a%20x", "b,1|a x")]
    public void Histories(string? sent, string ids) => Assert.Equal(ids, string.Join('|', PlaceParameters.IdsOf(sent)));
}
