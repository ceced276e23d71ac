using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.LtiTool.Organisation;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>A period holds from its first day to its last, both included; without a last day until further notice.</summary>
public sealed class PeriodTests
{
    private const int Days = 40;
    private static readonly DateOnly Origin = new(2024, 2, 10);

    private static readonly Arbitrary<(Period One, Period Other)> Pairs = Gen.Choose(0, Days).Four()
        .SelectMany(n => Gen.Choose(0, 3).Select(open => (
            new Period(Origin.AddDays(Math.Min(n.Item1, n.Item2)), open % 2 == 1 ? null : Origin.AddDays(Math.Max(n.Item1, n.Item2))),
            new Period(Origin.AddDays(Math.Min(n.Item3, n.Item4)), open >= 2 ? null : Origin.AddDays(Math.Max(n.Item3, n.Item4))))))
        .ToArbitrary();

    [Fact]
    public void A_day_belongs_to_a_period_exactly_when_it_is_neither_before_its_first_day_nor_after_its_last()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Pairs, pair => EveryDay.All(day =>
            pair.One.Contains(day) == (day.DayNumber >= pair.One.First.DayNumber && day.DayNumber <= (pair.One.Last?.DayNumber ?? int.MaxValue)))));
    }

    [Fact]
    public void Two_periods_overlap_exactly_when_some_day_belongs_to_both()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Pairs, pair =>
            pair.One.Overlaps(pair.Other) == EveryDay.Any(day => pair.One.Contains(day) && pair.Other.Contains(day))
            && pair.One.Overlaps(pair.Other) == pair.Other.Overlaps(pair.One)));
    }

    [Fact]
    public void The_day_after_is_the_first_that_no_longer_belongs()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Pairs, pair =>
            pair.One.DayAfter is { } after
                ? !pair.One.Contains(after) && pair.One.Contains(after.AddDays(-1))
                : pair.One.Last is null));
    }

    [Fact]
    public void Both_the_first_and_the_last_day_belong()
    {
        var project = new Period(new(2021, 7, 1), new(2028, 6, 30));
        Assert.False(project.Contains(new(2021, 6, 30)));
        Assert.True(project.Contains(new(2021, 7, 1)));
        Assert.True(project.Contains(new(2028, 6, 30)));
        Assert.False(project.Contains(new(2028, 7, 1)));
    }

    [Fact]
    public void The_calendars_own_end_is_no_fault()
    {
        var last = new Period(DateOnly.MinValue, DateOnly.MaxValue);
        Assert.True(last.Contains(DateOnly.MaxValue));
        Assert.Null(last.DayAfter);
    }

    private static IEnumerable<DateOnly> EveryDay => Enumerable.Range(-2, Days + 5).Select(Origin.AddDays);
}
