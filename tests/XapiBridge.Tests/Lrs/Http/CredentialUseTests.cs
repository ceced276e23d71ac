using System.Net;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>Credentials in use: how much they may ask, a new secret beside the old one, when they were last used.</summary>
public sealed class CredentialUseTests
{
    private const string Statements = "/xapi/statements";

    [Theory, BothDatabases]
    public async Task A_new_secret_is_good_at_once_and_the_old_one_until_the_overlap_ends(Dialect dialect)
    {
        var clock = new MovedClock();
        await using var lrs = await LrsServer.StartAsync(dialect, clock: clock);
        var first = await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite, Scope.StatementsReadMine]);
        using var old = lrs.ClientOf(first);
        (await old.PostAsync(Statements, LrsServer.Content(Utf8(Minimal())))).EnsureSuccessStatusCode().Dispose();
        var second = (await lrs.Credentials.RotateAsync(first.Credential.Key, TimeSpan.FromHours(2)))!;
        Assert.Equal(clock.Now + TimeSpan.FromHours(2), second.Credential.OldSecretUntil);
        Assert.NotEqual(first.Secret, second.Secret);
        using var @new = lrs.ClientOf(second);
        // It is the same credential: what it stored is still its own.
        Assert.Contains("https://example.org/verbs/did", await @new.GetStringAsync(Statements), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(old));
        clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(3));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(old), await StatusAsync(@new)));

        // Rotated twice, the first secret is good no more, whatever its overlap was.
        var third = (await lrs.Credentials.RotateAsync(first.Credential.Key, TimeSpan.FromDays(30)))!;
        using var newest = lrs.ClientOf(third);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(old), await StatusAsync(@new), await StatusAsync(newest)));
        // Without overlap, the old one ends now; revoked, both are.
        var last = (await lrs.Credentials.RotateAsync(first.Credential.Key, TimeSpan.Zero))!;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(newest));
        await lrs.Credentials.RotateAsync(first.Credential.Key, TimeSpan.FromHours(1));
        await lrs.Credentials.RevokeAsync(first.Credential.Key);
        using var lastClient = lrs.ClientOf(last);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(lastClient));
        Assert.Null(await lrs.Credentials.RotateAsync(first.Credential.Key, TimeSpan.Zero));
    }

    [Theory, BothDatabases]
    public async Task Its_last_use_is_known_to_within_ten_minutes_and_a_refused_one_is_none(Dialect dialect)
    {
        var clock = new MovedClock();
        await using var lrs = await LrsServer.StartAsync(dialect, clock: clock);
        var made = await lrs.Credentials.AddAsync("Exempel", [Scope.AllRead]);
        using var wrong = lrs.ClientOf(made with { Secret = "x" });
        await StatusAsync(wrong);
        Assert.Null(await LastUsedAsync());
        using var client = lrs.ClientOf(made);
        await StatusAsync(client);
        var first = clock.Now;
        Assert.Equal(first, await LastUsedAsync());
        clock.Advance(TimeSpan.FromMinutes(9));
        await StatusAsync(client);
        Assert.Equal(first, await LastUsedAsync());
        clock.Advance(TimeSpan.FromMinutes(2));
        await StatusAsync(client);
        Assert.Equal(clock.Now, await LastUsedAsync());

        async Task<DateTimeOffset?> LastUsedAsync() => (await lrs.Credentials.ListAsync()).Single(c => c.Key == made.Credential.Key).LastUsed;
    }

    [Theory, BothDatabases]
    public async Task More_requests_than_it_may_make_a_minute_are_429_and_say_when_to_come_back(Dialect dialect)
    {
        var clock = new MovedClock();
        await using var lrs = await LrsServer.StartAsync(dialect, clock: clock);
        var made = await lrs.Credentials.AddAsync("Exempel", [Scope.AllRead], new CredentialLimits(RequestsPerMinute: 3));
        using var client = lrs.ClientOf(made);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        using var refused = await client.GetAsync(Statements);
        // Three a minute, evenly: the next in twenty seconds.
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(20)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Contains("3 requests a minute", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Others are not held up, and what was refused does not count.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(lrs.Client));
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (await StatusAsync(client), await StatusAsync(client)));
        clock.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));
        // Without a limit again.
        Assert.True(await lrs.Credentials.LimitAsync(made.Credential.Key, new CredentialLimits()));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
    }

    [Theory, BothDatabases]
    public async Task A_body_larger_than_its_own_limit_is_413(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var body = Utf8(Minimal());
        using var fits = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All], new CredentialLimits(LargestBody: body.Length)));
        using var tight = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All], new CredentialLimits(LargestBody: body.Length - 1)));
        using var taken = await fits.PostAsync(Statements, LrsServer.Content(body));
        using var refused = await tight.PostAsync(Statements, LrsServer.Content(body));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (taken.StatusCode, refused.StatusCode));
        // Its own limit never widens the store's (a million here).
        using var wide = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All], new CredentialLimits(LargestBody: int.MaxValue)));
        using var huge = await wide.PostAsync(Statements, LrsServer.Content(new byte[1_000_001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
    }

    [Fact]
    public async Task Limits_below_one_and_endless_overlaps_are_no_such()
    {
        await using var lrs = await LrsServer.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => lrs.Credentials.AddAsync("Exempel", [Scope.All], new CredentialLimits(RequestsPerMinute: 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => lrs.Credentials.LimitAsync("x", new CredentialLimits(LargestBody: -1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => lrs.Credentials.RotateAsync("x", TimeSpan.FromDays(31)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => lrs.Credentials.RotateAsync("x", TimeSpan.FromSeconds(-1)));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(Statements);
        return answer.StatusCode;
    }

    /// <summary>Timestamps move with the clock, so that what is kept in memory for a while is too old when the test says so.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; private set; } = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;

        public void Advance(TimeSpan by) => Now += by;
    }
}
