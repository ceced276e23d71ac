namespace Yrkesresan.Content;

/// <summary>What a person can do next in a step: <see cref="DoActivity"/>, <see cref="AwaitCourseDay"/>, <see cref="Deepen"/> or <see cref="AllDone"/>.</summary>
public abstract record NextThing
{
    private protected NextThing()
    {
    }

    /// <summary>The next thing. <see cref="AllDone"/> when nothing is left, not even an offer.</summary>
    /// <param name="step">The step.</param>
    /// <param name="facts">What is done, by course id; a course that is missing has nothing done.</param>
    /// <param name="appliesCourseIds">The courses for a limited audience that have been said to apply to the person.</param>
    public static NextThing For(Step step, IReadOnlyDictionary<string, CourseFacts> facts, IReadOnlySet<string> appliesCourseIds) =>
        InOrder(step, facts, appliesCourseIds).First();

    /// <summary>
    /// Everything that is left, in the order to do it, ending in <see cref="AllDone"/>: the preparations of begun courses, then those of the others in the
    /// kit's order; then the days of those courses, which can only be waited for; then what is voluntary in them; then the bonus courses in the same order.
    /// Courses for a limited audience are among them only if they apply to the person.
    /// </summary>
    /// <inheritdoc cref="For" path="/param"/>
    public static IEnumerable<NextThing> InOrder(Step step, IReadOnlyDictionary<string, CourseFacts> facts, IReadOnlySet<string> appliesCourseIds)
    {
        var courses = step.Courses
            .Where(c => c.Audience.Everyone || appliesCourseIds.Contains(c.Id))
            .Select(c => new Place(c, facts.GetValueOrDefault(c.Id, CourseFacts.None)))
            .ToList();
        return Left(courses.FindAll(p => !p.Course.Bonus))
            .Concat(Left(courses.FindAll(p => p.Course.Bonus)))
            .Append(new AllDone());
    }

    private static IEnumerable<NextThing> Left(List<Place> courses)
    {
        // A stable sort: begun courses first, each part in the kit's order.
        var begunFirst = courses.OrderBy(p => CourseProgress.Of(p.Course, p.Facts).IsBegun ? 0 : 1).ToList();
        return begunFirst.SelectMany(p => p.Preparations())
            .Concat<NextThing>(begunFirst.SelectMany(p => p.Days()))
            .Concat(begunFirst.SelectMany(p => p.Offers()));
    }

    private sealed record Place(Course Course, CourseFacts Facts)
    {
        public IEnumerable<DoActivity> Preparations() =>
            from g in Course.Preparation
            from a in g.Activities
            where a.Obligatory && IsLeft(a)
            select new DoActivity(Course, g, a);

        public IEnumerable<AwaitCourseDay> Days() =>
            Course.Days.Where(d => !Facts.AttendedDayIds.Contains(d.Id)).Select(d => new AwaitCourseDay(Course, d));

        public IEnumerable<Deepen> Offers() =>
            Course.Preparation.SelectMany(g => g.Activities).Where(a => !a.Obligatory)
                .Concat(Course.Deepening)
                .Where(IsLeft)
                .Select(a => new Deepen(Course, a));

        private bool IsLeft(Activity activity) => !Facts.TickedActivityIds.Contains(activity.Id);
    }
}

/// <summary>An obligatory preparation to do.</summary>
/// <param name="Course">Its course; a bonus course is still an offer.</param>
/// <param name="Group">Its group.</param>
/// <param name="Activity">The activity.</param>
public sealed record DoActivity(Course Course, ActivityGroup Group, Activity Activity) : NextThing;

/// <summary>Everything is prepared: a course day to wait for, or to be enrolled to.</summary>
/// <param name="Course">Its course.</param>
/// <param name="Day">The day.</param>
public sealed record AwaitCourseDay(Course Course, CourseDay Day) : NextThing;

/// <summary>All that is asked for is done: an offer of something voluntary.</summary>
/// <param name="Course">Its course.</param>
/// <param name="Activity">The activity.</param>
public sealed record Deepen(Course Course, Activity Activity) : NextThing;

/// <summary>Nothing is left.</summary>
public sealed record AllDone : NextThing;
