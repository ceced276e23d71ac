using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>
/// Changes and reads learners' progress. Each change is one transaction: the row, what follows from it by the rules of Content, and the
/// statements that record it all. Two tabs that do the same thing take turns; the second finds it done and records nothing.
/// </summary>
public sealed class ProgressStore(WriteQueue writes, LearningRecords records, IStandings standings, TimeProvider clock, IEnumerable<IProgressFollower>? followers = null)
{
    private readonly IReadOnlyList<IProgressFollower> _followers = [.. followers ?? []];

    /// <summary>Ticks an activity.</summary>
    public Task<ProgressAnswer> TickAsync(Guid personId, Journey journey, string courseId, string activityId) =>
        ChangeAsync(personId, journey, courseId, Needs.OpenStep, async (turn, place) =>
        {
            if (place.Course.FindActivity(activityId) is not { } activity)
                return ProgressAnswer.Of(ProgressOutcome.NoSuchThing);
            var key = new RowKey(RowKind.Tick, courseId, activityId);
            if (turn.Rows.Has(key))
                return ProgressAnswer.Of(ProgressOutcome.AlreadySo);
            var before = turn.Rows.ToFacts().In(place.Step);
            await turn.AddAsync(key, Deed.Ticked(journey, place, activity));
            return await turn.EndAsync(place, before, courseLost: false, stepShifted: false);
        });

    /// <summary>Unticks an activity, and takes back what rested on it. Also possible once the step has changed: it corrects what was said.</summary>
    public Task<ProgressAnswer> UntickAsync(Guid personId, Journey journey, string courseId, string activityId) =>
        ChangeAsync(personId, journey, courseId, Needs.Participation, async (turn, place) =>
        {
            if (place.Course.FindActivity(activityId) is not { } activity)
                return ProgressAnswer.Of(ProgressOutcome.NoSuchThing);
            var key = new RowKey(RowKind.Tick, courseId, activityId);
            if (!turn.Rows.Has(key))
                return ProgressAnswer.Of(ProgressOutcome.AlreadySo);
            var before = turn.Rows.ToFacts().In(place.Step);
            await turn.RemoveAsync(key, Deed.Ticked(journey, place, activity));
            var obligatory = activity.Obligatory && place.Course.PartOf(activityId) == CoursePart.Preparation;
            return await turn.EndAsync(place, before, courseLost: obligatory, stepShifted: false);
        });

    /// <summary>Records that the person opened an activity's source. Each opening is a record of its own; progress does not change.</summary>
    public Task<ProgressAnswer> OpenedSourceAsync(Guid personId, Journey journey, string courseId, string activityId) =>
        writes.RunAsync(async unit =>
        {
            if (journey.FindCourse(courseId) is not { } place || place.Course.FindActivity(activityId) is not { } activity)
                return ProgressAnswer.Of(ProgressOutcome.NoSuchThing);
            var today = clock.TodayInSweden();
            var standing = await standings.OfAsync(unit, personId, journey, today);
            if (standing is not { TakesPart: true })
                return ProgressAnswer.NotTakingPart(standing);
            if (StepMembership.AccessTo(journey, place.Step, standing.Basis, today).Openness == StepOpenness.Closed)
                return ProgressAnswer.Of(ProgressOutcome.StepNotOpen);
            await records.AppendAsync(unit, [records.Tell(Deed.OpenedSource(journey, place, activity), standing.Pseudonym, Now())]);
            return ProgressAnswer.Of(ProgressOutcome.Done);
        }, KeyOf(personId));

    /// <summary>Says that a course for a limited audience applies to the person, or no longer does.</summary>
    public Task<ProgressAnswer> SetAppliesAsync(Guid personId, Journey journey, string courseId, bool applies) =>
        ChangeAsync(personId, journey, courseId, Needs.OpenStep, async (turn, place) =>
        {
            if (place.Course.Audience.Everyone)
                return ProgressAnswer.Of(ProgressOutcome.AppliesToEveryone);
            var key = new RowKey(RowKind.Applies, courseId);
            if (turn.Rows.Has(key) == applies)
                return ProgressAnswer.Of(ProgressOutcome.AlreadySo);
            var before = turn.Rows.ToFacts().In(place.Step);
            var deed = Deed.SaidToApply(journey, place);
            await (applies ? turn.AddAsync(key, deed) : turn.RemoveAsync(key, deed));
            return await turn.EndAsync(place, before, courseLost: false, stepShifted: true);
        });

    /// <summary>Records that the person was present on a course day. Who may record it is the caller's to check.</summary>
    /// <param name="personId">Who was present.</param>
    /// <param name="journey">The journey.</param>
    /// <param name="courseId">The course.</param>
    /// <param name="dayId">The course day.</param>
    /// <param name="attended">When the day was; the record's timestamp.</param>
    /// <param name="recordedBy">The person id of who records it, null when an administrator does by command; never part of the record.</param>
    public Task<ProgressAnswer> RecordAttendanceAsync(Guid personId, Journey journey, string courseId, string dayId, DateTimeOffset attended, Guid? recordedBy) =>
        ChangeAsync(personId, journey, courseId, Needs.Participation, async (turn, place) =>
        {
            if (place.Course.Days.FirstOrDefault(d => d.Id == dayId) is not { } day)
                return ProgressAnswer.Of(ProgressOutcome.NoSuchThing);
            var key = new RowKey(RowKind.Attendance, courseId, dayId);
            if (turn.Rows.Has(key))
                return ProgressAnswer.Of(ProgressOutcome.AlreadySo);
            var before = turn.Rows.ToFacts().In(place.Step);
            await turn.AddAttendanceAsync(key, Deed.Attended(journey, place, day), ToMicroseconds(attended), recordedBy);
            return await turn.EndAsync(place, before, courseLost: false, stepShifted: false);
        });

    /// <summary>Takes attendance back, and what rested on it.</summary>
    public Task<ProgressAnswer> WithdrawAttendanceAsync(Guid personId, Journey journey, string courseId, string dayId) =>
        ChangeAsync(personId, journey, courseId, Needs.Participation, async (turn, place) =>
        {
            if (place.Course.Days.FirstOrDefault(d => d.Id == dayId) is not { } day)
                return ProgressAnswer.Of(ProgressOutcome.NoSuchThing);
            var key = new RowKey(RowKind.Attendance, courseId, dayId);
            if (!turn.Rows.Has(key))
                return ProgressAnswer.Of(ProgressOutcome.AlreadySo);
            var before = turn.Rows.ToFacts().In(place.Step);
            await turn.RemoveAsync(key, Deed.Attended(journey, place, day));
            return await turn.EndAsync(place, before, courseLost: true, stepShifted: false);
        });

    /// <summary>What the learner has done in the journey, as the rules of Content take it.</summary>
    public static async Task<LearnerFacts> FactsAsync(SqlSession session, Guid personId, string journeyId) =>
        (await ProgressRows.ReadAsync(session, personId, journeyId)).ToFacts();

    /// <summary>The write queue's key for one person: units with it take turns, also between instances.</summary>
    internal static long KeyOf(Guid personId) => DbValue.LockKey($"person {personId:D}");

    private enum Needs
    {
        /// <summary>The person takes part.</summary>
        Participation,

        /// <summary>Also: the course stands in the person's own step, or was begun while it did (domain §4).</summary>
        OpenStep,
    }

    private Task<ProgressAnswer> ChangeAsync(Guid personId, Journey journey, string courseId, Needs needs, Func<ProgressTurn, CourseInStep, Task<ProgressAnswer>> change) =>
        writes.RunAsync(async unit =>
        {
            if (journey.FindCourse(courseId) is not { } place)
                return ProgressAnswer.Of(ProgressOutcome.NoSuchThing);
            var today = clock.TodayInSweden();
            var standing = await standings.OfAsync(unit, personId, journey, today);
            if (standing is not { TakesPart: true })
                return ProgressAnswer.NotTakingPart(standing);
            var rows = await ProgressRows.ReadAsync(unit, personId, journey.Id);
            if (needs == Needs.OpenStep && StepMembership.StepOn(journey, standing.Basis, today)?.Id != place.Step.Id && !rows.HasBegun(courseId))
                return ProgressAnswer.Of(ProgressOutcome.StepNotOpen);
            return await change(new ProgressTurn(unit, records, _followers, personId, standing.Pseudonym, journey, rows, Now()), place);
        }, KeyOf(personId));

    private DateTimeOffset Now() => ToMicroseconds(clock.GetUtcNow());

    /// <summary>To what the database keeps, so that a row and its statement say the same.</summary>
    private static DateTimeOffset ToMicroseconds(DateTimeOffset instant) => DbValue.FromMicroseconds(DbValue.ToMicroseconds(instant));
}
