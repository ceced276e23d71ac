namespace Yrkesresan.Content;

/// <summary>The calendar that people, periods and steps go by: Sweden's, whatever zone the machine is in.</summary>
public static class SwedishTime
{
    /// <summary>Europe/Stockholm.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    /// <summary>The date in Sweden now.</summary>
    public static DateOnly TodayInSweden(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.GetUtcNow().InSweden();
    }

    /// <summary>The wall clock in Sweden at an instant.</summary>
    public static DateTime Of(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;

    /// <summary>The date in Sweden at an instant.</summary>
    public static DateOnly InSweden(this DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
