namespace Yrkesresan.HostLms;

/// <summary>A clock that goes wrong by a fixed time, as that of many a server does; timers are right.</summary>
internal sealed class ShiftedClock(TimeProvider inner, TimeSpan by) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + by;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
