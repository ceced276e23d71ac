namespace Yrkesresan.Content.Tests.Rules;

/// <summary>What comes next: begun preparations, then the kit's order; days to wait for; offers; bonus last.</summary>
public class NextThingTests
{
    private static readonly Step Step = Sample.Step(
        StepEnd.Completes,
        Sample.Course("bonus", [Sample.Activity("x")], bonus: true),
        Sample.Course("c1", [Sample.Activity("a"), Sample.Activity("f", obligatory: false)], days: 2),
        Sample.Course("nagra", [Sample.Activity("n")], everyone: false),
        Sample.Course("c2", [Sample.Activity("b"), Sample.Activity("c")], deepening: [Sample.Activity("d", obligatory: false)]));

    [Fact]
    public void From_the_start_the_kits_order_holds_with_bonus_last() =>
        Assert.Equal(["a", "b", "c", "dag 1", "dag 2", "f?", "d?", "x", "klar"], Words(Facts()));

    [Fact]
    public void A_begun_courses_next_preparation_comes_first() =>
        Assert.Equal(["c", "a", "dag 1", "dag 2", "d?", "f?", "x", "klar"], Words(Facts(("c2", ["b"]))));

    [Fact]
    public void A_course_for_a_limited_audience_is_there_only_if_it_applies()
    {
        Assert.Contains("n", Words(Facts(), "nagra"));
        Assert.DoesNotContain("n", Words(Facts()));
    }

    [Fact]
    public void When_all_is_prepared_there_is_a_day_to_wait_for() =>
        Assert.Equal("dag 1", Words(Facts(("c1", ["a"]), ("c2", ["b", "c"])))[0]);

    [Fact]
    public void Doing_what_comes_next_leads_to_the_steps_completion_before_any_offer_and_then_ends() => Sample.ForAll(random =>
    {
        var given = Sample.RandomStep(random);
        // A step that can be completed at all: some course counts, and each that counts asks for something.
        var counted = given.Step.Courses.Where(c => given.Progress.CountedCourseIds.Contains(c.Id)).ToList();
        var canComplete = given.Step.Ending == StepEnd.Completes && counted.Count > 0
            && counted.TrueForAll(c => c.Days.Count > 0 || c.Preparation.Any(g => g.Activities.Any(a => a.Obligatory)));
        for (var turns = 0; turns < 200; turns++)
        {
            var next = NextThing.For(given.Step, given.Facts, given.Applies);
            var voluntary = next is Deepen or AllDone or DoActivity { Course.Bonus: true } or AwaitCourseDay { Course.Bonus: true };
            if (canComplete && given.Progress.IsCompleted != voluntary)
                return false;
            switch (next)
            {
                case AllDone:
                    return given.Step.Courses.Where(c => c.Audience.Everyone || given.Applies.Contains(c.Id))
                        .All(c => c.Activities.All(a => given.Facts[c.Id].TickedActivityIds.Contains(a.Id)) || !c.Activities.Any());
                case DoActivity(var course, var group, var activity):
                    if (!group.Activities.Contains(activity) || given.Facts.GetValueOrDefault(course.Id)?.TickedActivityIds.Contains(activity.Id) == true)
                        return false;
                    given = given.Toggle(course.Id, activity.Id);
                    break;
                case Deepen(var course, var activity):
                    given = given.Toggle(course.Id, activity.Id);
                    break;
                case AwaitCourseDay(var course, var day):
                    given = given.Attend(course.Id, day.Id);
                    break;
            }
        }
        return false;
    });

    private static Dictionary<string, CourseFacts> Facts(params (string Course, string[] Ticked)[] done) =>
        done.ToDictionary(d => d.Course, d => Sample.Facts(d.Ticked));

    private static string[] Words(Dictionary<string, CourseFacts> facts, params string[] applies) =>
        [.. NextThing.InOrder(Step, facts, Sample.Set(applies)).Select(next => next switch
        {
            DoActivity activity => activity.Activity.Id,
            AwaitCourseDay day => "dag " + day.Day.Id,
            Deepen offer => offer.Activity.Id + "?",
            _ => "klar",
        })];
}
