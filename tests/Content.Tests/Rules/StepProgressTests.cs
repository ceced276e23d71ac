namespace Yrkesresan.Content.Tests.Rules;

/// <summary>Domain §4–6: completion of steps and goals, and what unticking takes back.</summary>
public class StepProgressTests
{
    [Fact]
    public void A_step_is_completed_when_every_course_for_everyone_and_every_one_that_applies_is_completed() => Sample.ForAll(random =>
    {
        var given = Sample.RandomStep(random);
        var asked = given.Step.Courses.Where(c => !c.Bonus).Where(c => c.Audience.Everyone || given.Applies.Contains(c.Id)).ToList();
        var allDone = asked.Count > 0;
        foreach (var course in asked)
            allDone &= given.Progress.Courses.Single(c => c.CourseId == course.Id).IsCompleted;
        return given.Progress.IsCompleted == (allDone && given.Step.Ending == StepEnd.Completes);
    });

    [Fact]
    public void A_continuous_step_and_its_goals_are_never_completed() => Sample.ForAll(random =>
    {
        var given = Sample.RandomStep(random);
        var progress = (given with { Step = given.Step with { Ending = StepEnd.Continuous } }).Progress;
        return !progress.IsCompleted && progress.Goals.All(g => !g.IsCompleted);
    });

    [Fact]
    public void Bonus_courses_and_limited_courses_that_do_not_apply_hold_nothing_up()
    {
        var step = Sample.Step(
            StepEnd.Completes,
            Sample.Course("alla", [Sample.Activity("a")]),
            Sample.Course("nagra", [Sample.Activity("b")], everyone: false),
            Sample.Course("bonus", [Sample.Activity("c")], bonus: true));
        var facts = new Dictionary<string, CourseFacts> { ["alla"] = Sample.Facts(["a"]) };
        Assert.True(StepProgress.Of(step, facts, Sample.Set()).IsCompleted);
        Assert.True(StepProgress.Of(step, facts, Sample.Set("bonus")).IsCompleted);
        Assert.False(StepProgress.Of(step, facts, Sample.Set("nagra")).IsCompleted);
    }

    [Fact]
    public void A_step_in_which_no_course_counts_is_not_completed()
    {
        var step = Sample.Step(StepEnd.Completes, Sample.Course("bonus", [Sample.Activity("a")], bonus: true));
        Assert.False(StepProgress.Of(step, new Dictionary<string, CourseFacts> { ["bonus"] = Sample.Facts(["a"]) }, Sample.Set()).IsCompleted);
    }

    [Fact]
    public void A_goal_is_begun_when_at_least_one_activity_that_serves_it_is_ticked() => Sample.ForAll(random =>
    {
        var given = Sample.RandomStep(random);
        var served = new HashSet<string>();
        foreach (var course in given.Step.Courses)
        {
            foreach (var activity in course.Activities)
            {
                if (given.Facts.TryGetValue(course.Id, out var facts) && facts.TickedActivityIds.Contains(activity.Id))
                    served.UnionWith(activity.GoalIds);
            }
        }
        return given.Progress.Goals.All(g => g.IsBegun == served.Contains(g.GoalId));
    });

    [Fact]
    public void A_goal_is_completed_when_all_obligatory_activities_and_course_days_that_serve_it_are_done() => Sample.ForAll(random =>
    {
        var given = Sample.RandomStep(random);
        var (asked, missing) = (new HashSet<string>(), new HashSet<string>());
        foreach (var course in given.Step.Courses.Where(c => given.Progress.CountedCourseIds.Contains(c.Id)))
        {
            var facts = given.Facts.GetValueOrDefault(course.Id, CourseFacts.None);
            foreach (var activity in course.Activities.Where(a => a.Obligatory))
            {
                asked.UnionWith(activity.GoalIds);
                if (!facts.TickedActivityIds.Contains(activity.Id))
                    missing.UnionWith(activity.GoalIds);
            }
            foreach (var day in course.Days)
            {
                asked.UnionWith(course.GoalIds);
                if (!facts.AttendedDayIds.Contains(day.Id))
                    missing.UnionWith(course.GoalIds);
            }
        }
        return given.Progress.Goals.All(g =>
            g.IsCompleted == (given.Step.Ending == StepEnd.Completes && asked.Contains(g.GoalId) && !missing.Contains(g.GoalId)));
    });

    [Fact]
    public void A_completed_step_has_completed_every_goal_that_its_courses_ask_for()
    {
        var step = Sample.Step(
            StepEnd.Completes,
            Sample.Course("c1", [Sample.Activity("a", goals: ["g1", "g2"])], days: 1, goals: ["g1"]),
            Sample.Course("c2", [Sample.Activity("b", goals: "g2")], goals: "g2"));
        var facts = new Dictionary<string, CourseFacts> { ["c1"] = Sample.Facts(["a"], "1"), ["c2"] = Sample.Facts(["b"]) };
        var progress = StepProgress.Of(step, facts, Sample.Set());
        Assert.True(progress.IsCompleted);
        Assert.Equal(["g1", "g2"], progress.Goals.Where(g => g.IsCompleted).Select(g => g.GoalId));
        Assert.Equal((2, 2), (progress.CoursesCompleted, progress.CoursesTotal));
    }

    [Fact]
    public void Unticking_takes_back_what_rested_on_it()
    {
        var step = Sample.Step(
            StepEnd.Completes,
            Sample.Course("c1", [Sample.Activity("a", goals: "g1"), Sample.Activity("b", goals: "g2")], goals: ["g1", "g2"]),
            Sample.Course("c2", [Sample.Activity("c", goals: "g3")], goals: "g3"));
        var facts = new Dictionary<string, CourseFacts> { ["c1"] = Sample.Facts(["a", "b"]), ["c2"] = Sample.Facts(["c"]) };
        var before = StepProgress.Of(step, facts, Sample.Set());
        var after = StepProgress.Of(step, new Dictionary<string, CourseFacts>(facts) { ["c1"] = Sample.Facts(["a"]) }, Sample.Set());

        var change = ProgressChange.Between(before, after);
        Assert.Equal(["c1"], change.CoursesTakenBack);
        Assert.Equal(["steg"], change.StepsTakenBack);
        Assert.Equal(["g2"], change.GoalsTakenBack);
        Assert.Empty(change.CoursesCompleted.Concat(change.StepsCompleted).Concat(change.GoalsCompleted));

        var back = ProgressChange.Between(after, before);
        Assert.Equal(["c1"], back.CoursesCompleted);
        Assert.Equal(["steg"], back.StepsCompleted);
        Assert.Equal(["g2"], back.GoalsCompleted);
    }

    [Fact]
    public void Ticking_takes_nothing_back_and_unticking_completes_nothing_and_both_ways_mirror() => Sample.ForAll(random =>
    {
        var before = Sample.RandomStep(random);
        var activities = before.Step.Courses.SelectMany(c => c.Activities.Select(a => (Course: c.Id, a.Id))).ToList();
        if (activities.Count == 0)
            return true;
        var (course, activity) = activities[random.Next(activities.Count)];
        var ticks = !before.Facts.GetValueOrDefault(course, CourseFacts.None).TickedActivityIds.Contains(activity);
        var after = before.Toggle(course, activity);
        var change = ProgressChange.Between(before.Progress, after.Progress);
        var back = ProgressChange.Between(after.Progress, after.Toggle(course, activity).Progress);
        var wrongWay = ticks
            ? change.CoursesTakenBack.Concat(change.StepsTakenBack).Concat(change.GoalsTakenBack)
            : change.CoursesCompleted.Concat(change.StepsCompleted).Concat(change.GoalsCompleted);
        return !wrongWay.Any()
            && change.CoursesCompleted.SequenceEqual(back.CoursesTakenBack) && change.CoursesTakenBack.SequenceEqual(back.CoursesCompleted)
            && change.StepsCompleted.SequenceEqual(back.StepsTakenBack) && change.StepsTakenBack.SequenceEqual(back.StepsCompleted)
            && change.GoalsCompleted.SequenceEqual(back.GoalsTakenBack) && change.GoalsTakenBack.SequenceEqual(back.GoalsCompleted);
    });

    [Fact]
    public void Nothing_changed_is_an_empty_change() => Sample.ForAll(random =>
    {
        var given = Sample.RandomStep(random);
        return ProgressChange.Between(given.Progress, given.Progress).IsEmpty;
    });

    [Fact]
    public void The_steps_minutes_are_those_of_the_courses_that_count()
    {
        var step = Sample.Step(
            StepEnd.Completes,
            Sample.Course("c1", [Sample.Activity("a", minutes: 15)]),
            Sample.Course("c2", [Sample.Activity("b", minutes: 25)]),
            Sample.Course("bonus", [Sample.Activity("c", minutes: 100)], bonus: true));
        var progress = StepProgress.Of(step, new Dictionary<string, CourseFacts> { ["c2"] = Sample.Facts(["b"]) }, Sample.Set());
        Assert.Equal(new(1, 2, 25, 40), progress.Preparation);
    }
}
