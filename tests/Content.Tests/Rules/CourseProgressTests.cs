namespace Yrkesresan.Content.Tests.Rules;

/// <summary>Domain §6: a course is completed when all obligatory activities are ticked and all its days are attended.</summary>
public class CourseProgressTests
{
    [Fact]
    public void A_course_is_completed_when_all_obligatory_activities_are_ticked_and_all_its_days_are_attended() => Sample.ForAll(random =>
    {
        var course = Sample.RandomCourse(random, "c");
        var facts = Sample.RandomFacts(random, course, random.Next(2) == 0 ? 0.5 : 0.95);
        var asked = course.Preparation.SelectMany(g => g.Activities).Where(a => a.Obligatory).Select(a => "uppgift " + a.Id)
            .Concat(course.Days.Select(d => "dag " + d.Id)).ToHashSet();
        var done = facts.TickedActivityIds.Select(t => "uppgift " + t).Concat(facts.AttendedDayIds.Select(d => "dag " + d)).ToHashSet();
        return CourseProgress.Of(course, facts).IsCompleted == (asked.Count > 0 && asked.IsSubsetOf(done));
    });

    [Fact]
    public void Deepening_is_never_obligatory()
    {
        // Even where a kit wrongly says so.
        var course = Sample.Course("c", [Sample.Activity("a")], deepening: [Sample.Activity("d", obligatory: true)]);
        Assert.True(CourseProgress.Of(course, Sample.Facts(["a"])).IsCompleted);
    }

    [Fact]
    public void A_course_without_days_is_completed_by_its_preparations()
    {
        var course = Sample.Course("c", [Sample.Activity("a"), Sample.Activity("b")]);
        Assert.False(CourseProgress.Of(course, Sample.Facts(["a"])).IsCompleted);
        Assert.True(CourseProgress.Of(course, Sample.Facts(["a", "b"])).IsCompleted);
    }

    [Fact]
    public void A_day_whose_extent_is_not_decided_is_still_one_of_its_days()
    {
        var course = Sample.Course("c", []) with { Days = [Sample.Day("1", DayExtent.Half), Sample.Day("2", DayExtent.NotDecided)] };
        Assert.False(CourseProgress.Of(course, Sample.Facts([], "1")).IsCompleted);
        Assert.True(CourseProgress.Of(course, Sample.Facts([], "1", "2")).IsCompleted);
    }

    [Fact]
    public void A_course_that_asks_for_nothing_is_not_completed_by_doing_nothing()
    {
        var course = Sample.Course("c", [], deepening: [Sample.Activity("d", obligatory: false)]);
        Assert.False(CourseProgress.Of(course, CourseFacts.None).IsCompleted);
    }

    [Fact]
    public void A_voluntary_preparation_is_counted_apart()
    {
        var course = Sample.Course("c", [Sample.Activity("a", minutes: 20), Sample.Activity("b", minutes: 30), Sample.Activity("f", obligatory: false, minutes: 7)]);
        var progress = CourseProgress.Of(course, Sample.Facts(["a", "f"]));
        Assert.Equal(new(1, 2, 20, 50), progress.Preparation);
        Assert.Equal((1, 30), (progress.Preparation.Left, progress.Preparation.MinutesLeft));
        Assert.Equal(new(1, 1, 7, 7), progress.Groups.Single().Voluntary);
        Assert.False(progress.IsPrepared);
    }

    [Fact]
    public void Begun_means_that_any_activity_is_ticked_or_any_day_attended()
    {
        var course = Sample.Course("c", [Sample.Activity("a")], days: 1, deepening: [Sample.Activity("d", obligatory: false)]);
        Assert.False(CourseProgress.Of(course, Sample.Facts(["borttagen"], "99")).IsBegun);
        Assert.True(CourseProgress.Of(course, Sample.Facts(["a"])).IsBegun);
        Assert.True(CourseProgress.Of(course, Sample.Facts(["d"])).IsBegun);
        Assert.True(CourseProgress.Of(course, Sample.Facts([], "1")).IsBegun);
    }

    [Fact]
    public void Totals_of_minutes_are_the_sums_of_the_activities() => Sample.ForAll(random =>
    {
        var course = Sample.RandomCourse(random, "c");
        var facts = Sample.RandomFacts(random, course, 0.5);
        var progress = CourseProgress.Of(course, facts);
        var (done, left) = (0, 0);
        foreach (var activity in course.Preparation.SelectMany(g => g.Activities).Where(a => a.Obligatory))
        {
            if (facts.TickedActivityIds.Contains(activity.Id))
                done += activity.Minutes;
            else
                left += activity.Minutes;
        }
        return progress.Preparation.MinutesDone == done
            && progress.Preparation.MinutesLeft == left
            && progress.Preparation.MinutesTotal == done + left
            && progress.Groups.Sum(g => g.Obligatory.MinutesTotal) == done + left
            && progress.Groups.Sum(g => g.Obligatory.MinutesTotal + g.Voluntary.MinutesTotal) + progress.Deepening.MinutesTotal == course.Activities.Sum(a => a.Minutes);
    });
}
