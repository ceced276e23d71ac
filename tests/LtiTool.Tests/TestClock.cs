namespace Yrkesresan.LtiTool.Tests;

/// <summary>A clock that stands still until a test moves it. Timers and timestamps stay real.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <summary>A day in the middle of the project period.</summary>
    public TestClock()
        : this(new DateTimeOffset(2027, 3, 18, 9, 0, 0, TimeSpan.Zero))
    {
    }

    public DateTimeOffset Now => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
