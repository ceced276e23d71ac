using System.Net;
using System.Text;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>One bad roster, room or platform holds up no other, and what no launch may say no roster may either (domain.md §9; lti.md §2.11).</summary>
[Collection(RosterCollection.Name)]
public sealed class RosterFaultTests(RosterHouse house)
{
    [Theory, BothDatabases]
    public async Task Whose_launch_would_be_refused_is_not_taken_from_a_roster_either(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        await using var lms = new ScriptedServer(_ => new($$"""
            {"members":[
              {"user_id":"19121212-1212","name":"Ett Exempel","roles":["Learner"]},
              {"user_id":191212121212,"name":"Två Exempel","roles":["Learner"]},
              {"user_id":"se:19121212-1212@lms","roles":["Learner"]},
              {"user_id":"a\u0000b","roles":["Learner"]},
              {"user_id":"å-1","roles":["Learner"]},
              {"user_id":"   ","roles":["Learner"]},
              {"user_id":"{{new string('x', 256)}}","roles":["Learner"]},
              {"name":"utan id"}, 7,
              {"user_id":"bra-1","name":"Exempel\u0000 Exempelsson","roles":["Learner","x\u0000y","\u0007"],"group_enrollments":[{"group_id":"g\u0000"}]},
              {"user_id":"bra-2","name":"19121212-1212","roles":"Learner"}]}
            """));
        await world.PointAsync(lms.Address + "/members");
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, null), (ending.Outcome, ending.Detail));
        Assert.Equal(["bra-1", "bra-2"], await world.TextsAsync($"select subject from lti_member where context_id = {world.Context} order by subject"));
        Assert.Equal(["bra-1", "bra-2", "ny-1"], await world.TextsAsync($"select subject from person_account where platform_id = {world.Lms.PlatformId} order by subject"));
        Assert.Equal(("active|learner|Exempel Exempelsson", "active|learner|-"), (await world.MemberAsync("bra-1"), await world.MemberAsync("bra-2")));
        Assert.Equal("Learner", await world.OneAsync<string>($"select roles from lti_member where context_id = {world.Context} and subject = {"bra-1"}"));
        var reading = (await world.EntryAsync()).Reading!;
        Assert.Equal((2, 3, 6), (reading.Members, reading.Numbered, reading.Skipped));
    }

    [Theory, BothDatabases]
    public async Task A_roster_that_makes_no_sense_is_tried_later_and_the_next_is_read(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        await using var lms = new ScriptedServer(_ => new("""{"members":[{"user_id":"x-1","roles":["Learner"]}]}""", Link: "<https://[x>; rel=next"));
        await world.PointAsync(lms.Address + "/members");
        var next = await world.AddRoomAsync(world.Lms.Options.ServerUrl + RosterWorld.Path);
        Assert.Equal(2, await world.Job.RunDueAsync());
        var (bad, good) = ((await world.EntryAsync()).Reading!, (await world.EntryAsync(next)).Reading!);
        Assert.Equal((RosterOutcome.Unintelligible, RosterOutcome.Done), (bad.Outcome, good.Outcome));
        Assert.True(bad.Due > world.Tool.Clock.Now + TimeSpan.FromHours(1));
        // What came before the fault is kept.
        Assert.NotNull(await world.MemberAsync("x-1"));
        Assert.Equal(0, await world.Job.RunDueAsync());
    }

    [Fact]
    public async Task What_nobody_has_thought_of_is_that_rosters_fault_alone()
    {
        // No address at all, which no registration takes.
        await using var odd = await RosterWorld.StartAsync(house, change: p => p with { TokenEndpoint = "http://[x" });
        await using var other = await RosterWorld.StartAsync(house);
        await odd.AddRoomAsync(odd.Lms.Options.ServerUrl + RosterWorld.Path);
        Assert.Equal(3, await other.Job.RunDueAsync());
        var reading = (await odd.EntryAsync()).Reading!;
        Assert.Equal((RosterOutcome.Unintelligible, "UriFormatException"), (reading.Outcome, reading.Detail));
        Assert.True(reading.Due > odd.Tool.Clock.Now);
        Assert.Equal(RosterOutcome.Done, (await other.EntryAsync()).Reading!.Outcome);
    }

    [Fact]
    public async Task Where_differences_would_be_told_is_left_when_it_is_no_address()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await using var lms = new ScriptedServer(_ => new("""{"members":[{"user_id":"x-1","roles":["Learner"]}]}""", Link: "<https://[x>; rel=differences"));
        await world.PointAsync(lms.Address + "/members");
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, null), (ending.Outcome, ending.DifferencesUrl));
    }

    [Fact]
    public async Task Platforms_do_not_wait_for_each_other()
    {
        await using var slow = await RosterWorld.StartAsync(house);
        slow.Lms.Troubles.Set(RosterWorld.Path, new Trouble { Delay = TimeSpan.FromSeconds(25) });
        await using var other = await RosterWorld.StartAsync(house);
        using var stop = new CancellationTokenSource();
        var reading = other.Job.RunDueAsync(stop.Token);
        for (var i = 0; i < 1000 && (await other.EntryAsync()).Reading?.Outcome is null; i++)
            await Task.Delay(10);
        Assert.Equal(RosterOutcome.Done, (await other.EntryAsync()).Reading?.Outcome);
        Assert.Equal((false, true), (reading.IsCompleted, (await slow.EntryAsync()).Reading!.IsRunning));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory, BothDatabases]
    public async Task Who_asks_us_to_wait_is_asked_for_no_other_roster_meanwhile(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        var next = await world.AddRoomAsync(world.Lms.Options.ServerUrl + RosterWorld.Path + "?x=1");
        world.Lms.Troubles.Set(RosterWorld.Path, new Trouble { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "7200" } });
        Assert.Equal(1, await world.Job.RunDueAsync());
        Assert.Equal(1, world.Lms.Troubles.AskedFor(RosterWorld.Path));
        Assert.Null((await world.EntryAsync(next)).Reading);
        // An administrator cannot press it open.
        await world.Job.AskAsync(next);
        Assert.Equal(0, await world.Job.RunDueAsync());
        world.Lms.Troubles.Clear();
        world.Tool.Clock.Advance(TimeSpan.FromHours(2.3));
        // The service's own job may have been woken by the asking, and take one of the two.
        await world.Job.RunDueAsync();
        foreach (var room in new[] { world.Context, next })
        {
            for (var i = 0; i < 1000 && (await world.EntryAsync(room)).Reading?.Outcome != RosterOutcome.Done; i++)
                await Task.Delay(10);
            Assert.Equal(RosterOutcome.Done, (await world.EntryAsync(room)).Reading?.Outcome);
        }
    }

    [Theory]
    [InlineData(RosterWorld.Path, 503)]
    [InlineData("/token", 403)]
    [InlineData("/token", 200)]
    public async Task A_platform_that_does_not_answer_or_gives_no_token_is_left_alone_longer_each_time(string path, int status)
    {
        await using var world = await RosterWorld.StartAsync(house);
        await world.AddRoomAsync(world.Lms.Options.ServerUrl + RosterWorld.Path + "?x=1");
        world.Lms.Troubles.Set(path, new Trouble { Status = status, Body = "<html>" });
        Assert.Equal(1, await world.Job.RunDueAsync());
        Assert.Equal(0, await world.Job.RunDueAsync());
        Assert.Equal(1, world.Lms.Troubles.AskedFor(path));
        // One minute, two, four: the second room in the meantime.
        world.Tool.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(1, await world.Job.RunDueAsync());
        world.Tool.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, await world.Job.RunDueAsync());
        // Pressed by somebody who has mended it: at once.
        world.Lms.Troubles.Clear();
        Assert.True(await world.Job.AskAsync(world.Context));
        // By the service's own job, which the asking has woken.
        for (var i = 0; i < 200 && (await world.EntryAsync()).Reading!.Outcome != RosterOutcome.Done; i++)
            await Task.Delay(25);
        Assert.Equal(RosterOutcome.Done, (await world.EntryAsync()).Reading!.Outcome);
    }

    [Fact]
    public async Task A_room_that_is_denied_holds_up_no_other_room()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await using var lms = new ScriptedServer(_ => new("no", Status: 403));
        await world.PointAsync(lms.Address + "/members");
        var next = await world.AddRoomAsync(world.Lms.Options.ServerUrl + RosterWorld.Path);
        Assert.Equal(2, await world.Job.RunDueAsync());
        Assert.Equal((RosterOutcome.Denied, RosterOutcome.Done), ((await world.EntryAsync()).Reading!.Outcome, (await world.EntryAsync(next)).Reading!.Outcome));
    }

    [Fact]
    public async Task A_roster_that_comes_whole_may_be_larger_than_any_other_answer()
    {
        await using var world = await RosterWorld.StartAsync(house);
        // 6 MB: what a platform that heeds no limit says of 3,000 people with pictures and messages.
        var members = Enumerable.Range(1, 300).Select(i => $$"""{"user_id":"u-{{i}}","name":"Exempel Exempelsson {{i}}","roles":["Learner"],"picture":"{{new string('p', 20_000)}}"}""");
        await using var lms = new ScriptedServer(_ => new($$"""{"id":"x","context":{"id":"c","members":[]},"members":[{{string.Join(',', members)}}],"more":{"members":[1]} }"""));
        await world.PointAsync(lms.Address + "/members");
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, null), (ending.Outcome, ending.Detail));
        Assert.Equal(300, await world.CountAsync());
    }

    [Fact]
    public async Task An_answer_beyond_its_bound_is_not_read_to_its_end()
    {
        var read = 0;
        var reader = new LtiTool.Lti.Services.AnswerReader(100_000, TimeSpan.FromMinutes(1), async (answer, stop) =>
        {
            var buffer = new byte[4096];
            for (int more; (more = await answer.ReadAsync(buffer, stop)) > 0;)
                read += more;
        });
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[200_000]) };
        var e = await Assert.ThrowsAsync<LtiTool.Lti.Services.PlatformServiceException>(() => reader.ReadAsync(response, default));
        Assert.Equal(LtiTool.Lti.Services.ServiceFailure.Unintelligible, e.Failure);
        Assert.True(read <= 100_000);
    }

    [Theory]
    [InlineData("""{"members":[{"user_id":"a"},{"user_id":"b","x":{"members":[1]}}]}""", 2)]
    [InlineData("""{"context":{"members":[{"user_id":"no"}]},"members":[ {"user_id":"a"} ] , "id":"x"} """, 1)]
    [InlineData("""{"members":[]}""", 0)]
    [InlineData("""{"members":{}}""", null)]
    [InlineData("""{"members":[{"user_id":"a"}""", null)]
    [InlineData("""{"members":[{"user_id":"a"}]} x""", null)]
    [InlineData("""{"others":[]}""", null)]
    [InlineData("""[{"user_id":"a"}]""", null)]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    public async Task A_page_is_read_as_it_comes_however_it_is_cut(string json, int? members)
    {
        foreach (var piece in new[] { 1, 2, 7, 1000 })
        {
            await using var answer = new Pieces(Encoding.UTF8.GetBytes(json), piece);
            if (members is { } count)
                Assert.Equal(count, (await RosterPage.ReadAsync(answer)).Members.Count);
            else
                await Assert.ThrowsAsync<LtiTool.Lti.Services.PlatformServiceException>(() => RosterPage.ReadAsync(answer));
        }
    }

    [Fact]
    public async Task An_entry_without_an_end_is_not_waited_for()
    {
        await using var answer = new Pieces(Encoding.UTF8.GetBytes("{\"members\":[{\"user_id\":\"" + new string('x', 3_000_000)), 50_000);
        await Assert.ThrowsAsync<LtiTool.Lti.Services.PlatformServiceException>(() => RosterPage.ReadAsync(answer));
        Assert.InRange(answer.Position, 1_000_000, 2_200_000);
    }

    [Fact]
    public async Task What_a_platform_says_can_be_stored_wherever_it_is_cut()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Lms.Troubles.Set(RosterWorld.Path, new Trouble { Status = 500, Body = new string('x', 299) + "😀😀" });
        Assert.Equal(RosterOutcome.Unavailable, (await world.ReadAsync()).Outcome);
        Assert.DoesNotContain((await world.EntryAsync()).Reading!.Detail!, char.IsSurrogate);
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
