using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>The clock is set while the store runs, back and forward, also while something is being written: whoever follows what is stored misses nothing.</summary>
public sealed class ClockTests
{
    private static readonly int[] Hours = [-1, 3, -30 * 24, 50 * 365 * 24, -49 * 365 * 24, 0, 1];

    [Theory, BothDatabases]
    public async Task Whoever_follows_stored_more_or_what_is_complete_misses_nothing_when_the_clock_is_set(Dialect dialect)
    {
        var clock = new SetClock();
        await using var lrs = await LrsServer.StartAsync(dialect, clock: clock);
        var (sent, bySince, byWindow) = (new List<string>(), new List<string>(), new List<string>());
        var (since, through) = ("", "");
        foreach (var hours in Hours)
        {
            clock.Now += TimeSpan.FromHours(hours);
            for (var i = 0; i < 3; i++)
                sent.Add((string)(await lrs.Client.AskAsync("POST", "/xapi/statements", Minimal().ToJsonString())).Json[0]!);
            await AskAgainAsync();
            var page = await lrs.GetAsync($"/xapi/statements?ascending=true{since}");
            bySince.AddRange(page["statements"]!.AsArray().Select(s => (string)s!["id"]!));
            since = "&since=" + Uri.EscapeDataString((string)page["statements"]!.AsArray()[^1]!["stored"]!);

            var complete = (await lrs.Client.AskAsync("HEAD", "/xapi/statements"))["X-Experience-API-Consistent-Through"];
            for (var more = $"/xapi/statements?limit=2&until={Uri.EscapeDataString(complete)}{through}"; more.Length > 0;)
            {
                var window = await lrs.GetAsync(more);
                byWindow.AddRange(window["statements"]!.AsArray().Select(s => (string)s!["id"]!));
                more = (string)window["more"]!;
            }

            through = "&since=" + Uri.EscapeDataString(complete);
            // What has been stored is complete however the clock stands: nobody has to wait until it has caught up.
            Assert.Equal(sent, bySince);
            Assert.Equal(sent.Order(), byWindow.Order());
        }

        // The answer to how far it is complete is kept for a tenth of a second.
        static Task AskAgainAsync() => Task.Delay(120);
    }

    [Theory, BothDatabases]
    public async Task What_is_being_written_while_the_clock_is_set_forward_is_waited_for(Dialect dialect)
    {
        foreach (var jump in (TimeSpan[])[TimeSpan.FromMinutes(2), TimeSpan.FromHours(3), TimeSpan.FromDays(20_000)])
        {
            var clock = new SetClock();
            await using var lrs = await StoreFixture.CreateAsync(dialect, clock);
            var (claimed, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());
            var writing = lrs.Database.Writes.RunAsync(async unit =>
            {
                await lrs.Store.AppendAsync(unit, [Read(Minimal())], StoreFixture.Tester);
                claimed.SetResult();
                await mayCommit.Task;
            });
            await claimed.Task;
            clock.Now += jump;
            // SQLite has one writer: nothing else can have been written.
            if (dialect == Dialect.PostgreSql)
                await lrs.IngestAsync(Minimal());
            var through = await lrs.Store.Order.ConsistentThroughAsync(default);
            var seen = (await lrs.Store.ReadAfterAsync(0, 10)).Select(s => s.Stored).ToList();
            mayCommit.SetResult();
            await writing;

            var late = (await lrs.Store.ReadAfterAsync(0, 10))[0].Stored;
            Assert.True(through < late, $"It was said to be complete through {through}, and then {late} was stored.");
            Assert.Empty(seen);
        }
    }

    [Theory, BothDatabases]
    public async Task Documents_changed_while_the_clock_is_set_back_are_found_by_since(Dialect dialect)
    {
        var clock = new SetClock();
        await using var lrs = await LrsServer.StartAsync(dialect, clock: clock);
        var list = Asking.OneDocument[0][..Asking.OneDocument[0].LastIndexOf('&')];
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", Asking.OneDocument[0], "1", "text/plain")).Status);
        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", Asking.OneDocument[0] + "2", "1", "text/plain")).Status);
        var since = "&since=" + Uri.EscapeDataString(clock.Now.ToString("O"));
        clock.Now -= TimeSpan.FromMinutes(30);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", Asking.OneDocument[0], "2", "text/plain")).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", Asking.OneDocument[0] + "3", "1", "text/plain")).Status);
        Assert.Equal("""["s","s3"]""", (await lrs.Client.AskAsync("GET", list + since)).Text);
    }

    [Fact]
    public async Task Limits_hold_and_secrets_and_tokens_end_by_the_clock_as_it_stands()
    {
        var clock = new SetClock();
        await using var lrs = await LrsServer.StartAsync(clock: clock);
        var limited = await lrs.Credentials.AddAsync("Exempel", [Scope.All], new CredentialLimits(RequestsPerMinute: 2));
        using var client = lrs.ClientOf(limited);
        using var content = lrs.ClientOf(new LaunchGrant("https://example.org", "p-1", Guid.NewGuid(), "https://example.org/a", [], clock.Now.AddHours(1)));
        var statuses = new List<int>();
        foreach (var hours in (int[])[0, -5, 5, 5])
        {
            clock.Now += TimeSpan.FromHours(hours);
            statuses.Add((await client.AskAsync("GET", "/xapi/statements")).Status);
            statuses.Add((await content.AskAsync("GET", "/xapi/statements")).Status);
        }

        // Two a minute are two, whatever the clock says; the token is good until its hour has come.
        Assert.Equal([200, 200, 200, 200, 429, 200, 429, 401], statuses);
    }
}
