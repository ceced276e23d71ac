using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.Tests.Lti.Grades;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>lti.md §6: a real Moodle's rosters, as recorded.</summary>
[Collection(RosterCollection.Name)]
public sealed class RecordedRosterTests(RosterHouse house)
{
    private const string Recorded = "GET /CourseSection/2/bindings/5/memberships";

    [Theory, BothDatabases]
    public async Task A_Moodle_as_recorded(Dialect dialect)
    {
        // Its answers have roles by short names, escaped slashes, names with apostrophes and accents, and a next link with ampersands.
        await using var moodle = RecordedMoodle.Start();
        moodle.Answer(Recorded, "nrps", "nrpsRole");
        await using var world = await RosterWorld.StartAsync(house, dialect, change: p => p with { Family = "moodle" }, address: moodle.Members);
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, null), (ending.Outcome, ending.Detail));
        Assert.Equal(3, await world.CountAsync());
        Assert.Equal("active|-|Tea Cher", await world.MemberAsync("3"));
        Assert.Equal("active|learner|Zoë O'Neil", await world.MemberAsync("5"));
        Assert.Equal(0, (await world.ReadAsync(new RosterOrder(LearnersOnly: true))).Removed);
        Assert.Equal(3, await world.CountAsync());
    }

    [Fact]
    public async Task The_next_page_of_a_Moodle_as_recorded()
    {
        await using var moodle = RecordedMoodle.Start();
        moodle.Answer(Recorded, "nrpsLimit2", "nrps");
        await using var world = await RosterWorld.StartAsync(house, change: p => p with { Family = "moodle" }, address: moodle.Members);
        Assert.Equal([2, 3], await world.PagesAsync(world.Address));
    }
}
