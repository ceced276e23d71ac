using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.LtiTool.Lti.Keys;

namespace Yrkesresan.LtiTool.Tests.Lti.Keys;

/// <summary>lti.md §3: rotation publishes the new key before it signs and keeps the old one until nothing it signed can live.</summary>
public sealed class KeyScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public void A_new_key_is_published_a_day_before_it_signs_and_the_old_one_a_day_after()
    {
        ToolKey[] keys = [Key("old", Noon.AddDays(-90)), Key("new", Noon, signsFrom: Noon + Day)];
        Assert.Equal("old new; old signs", At(keys, Noon));
        Assert.Equal("old new; old signs", At(keys, Noon + Day - TimeSpan.FromTicks(1)));
        Assert.Equal("old new; new signs", At(keys, Noon + Day));
        Assert.Equal("old new; new signs", At(keys, Noon + Day + Day - TimeSpan.FromTicks(1)));
        Assert.Equal("new; new signs", At(keys, Noon + Day + Day));
        Assert.True(KeySchedule.IsSpent(keys[0], keys, Noon + Day + Day));
        Assert.False(KeySchedule.IsSpent(keys[1], keys, Noon + Day + Day));
    }

    [Fact]
    public void A_withdrawn_key_is_neither_published_nor_used_from_that_moment()
    {
        ToolKey[] keys = [Key("old", Noon.AddDays(-90)) with { Withdrawn = Noon }, Key("new", Noon.AddHours(-1), signsFrom: Noon.AddHours(23))];
        // Nothing else is left to sign with: the new one does, before its time.
        Assert.Equal("new; new signs", At(keys, Noon));
        Assert.Equal("; none signs", At([keys[0]], Noon));
    }

    [Fact]
    public void The_next_key_is_made_when_the_last_has_signed_ninety_days()
    {
        var key = Key("only", Noon);
        Assert.False(KeySchedule.IsRotationDue([key], Noon.AddDays(90) - TimeSpan.FromTicks(1)));
        Assert.True(KeySchedule.IsRotationDue([key], Noon.AddDays(90)));
        Assert.False(KeySchedule.IsRotationDue([key, Key("next", Noon.AddDays(90), Noon.AddDays(91))], Noon.AddDays(90)));
        Assert.True(KeySchedule.IsRotationDue([key with { Withdrawn = Noon }], Noon.AddDays(1)));
    }

    /// <summary>Whatever an operator does, and in whatever order: what signs is published, and what has signed within a day still is, unless withdrawn.</summary>
    [Fact]
    public void What_signs_is_published_and_stays_so_for_a_day() => Prop.ForAll(
        Gen.Choose(0, 9).ListOf().Select(l => l.ToArray()).ToArbitrary(),
        deeds =>
        {
            var now = Noon;
            List<ToolKey> keys = [Key("0", now)];
            List<(string Kid, DateTimeOffset At)> signed = [];
            foreach (var deed in deeds)
            {
                now += TimeSpan.FromHours(deed * 3);
                if (deed % 3 == 0)
                    keys.Add(Key($"{keys.Count}", now, now + KeySchedule.Ahead));
                else if (deed == 7)
                    keys[^1] = keys[^1] with { Withdrawn = now };
                var published = KeySchedule.Published(keys, now).Select(k => k.Kid).ToHashSet();
                if (KeySchedule.Signing(keys, now) is not { } signing)
                    continue;
                signed.Add((signing.Kid, now));
                foreach (var (kid, at) in signed.Where(s => now - s.At < Day && keys.Single(k => k.Kid == s.Kid).Withdrawn is null))
                    Assert.Contains(kid, published);
            }
        }).QuickCheckThrowOnFailure();

    private static ToolKey Key(string kid, DateTimeOffset made, DateTimeOffset? signsFrom = null) => new(kid, made, "{}", signsFrom ?? made);

    private static string At(ToolKey[] keys, DateTimeOffset now) =>
        $"{string.Join(' ', KeySchedule.Published(keys, now).Select(k => k.Kid))}; {KeySchedule.Signing(keys, now)?.Kid ?? "none"} signs";
}
