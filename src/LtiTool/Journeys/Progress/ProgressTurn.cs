using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>One change to one learner's progress, inside a write unit: rows and statements as they follow from each other.</summary>
internal sealed class ProgressTurn(
    WriteUnit unit, LearningRecords records, IReadOnlyList<IProgressFollower> followers, Guid personId, Guid pseudonym, Journey journey, ProgressRows rows, DateTimeOffset now)
{
    private readonly List<EmittedStatement> _statements = [];
    private readonly List<string> _coursesCompleted = [];
    private readonly List<string> _coursesTakenBack = [];
    private readonly List<string> _stepsCompleted = [];
    private readonly List<string> _stepsTakenBack = [];

    public ProgressRows Rows => rows;

    public DateTimeOffset Now => now;

    public async Task AddAsync(RowKey key, Deed deed)
    {
        var record = Record(key, deed, now);
        await ProgressRowWriter.InsertAsync(unit, personId, journey.Id, key, record);
    }

    public async Task AddAttendanceAsync(RowKey key, Deed deed, DateTimeOffset attended, Guid? recordedBy)
    {
        var record = Record(key, deed, attended);
        await ProgressRowWriter.InsertAttendanceAsync(unit, personId, journey.Id, key, record, now, recordedBy);
    }

    public async Task RemoveAsync(RowKey key, Deed deed)
    {
        var record = rows.Remove(key);
        _statements.Add(records.TakeBack(deed, record.StatementId, pseudonym, now));
        await ProgressRowWriter.DeleteAsync(unit, personId, journey.Id, key);
    }

    /// <summary>
    /// Works out what the change completes and takes back, and stores it all. A completion once recorded is taken back only by what takes
    /// away something that it rests on (domain §6), never because a later kit asks for more.
    /// </summary>
    /// <param name="place">The course that the change was in.</param>
    /// <param name="before">The step's progress before the change.</param>
    /// <param name="courseLost">Whether something that the course rests on was taken away.</param>
    /// <param name="stepShifted">Whether the courses that count for the step have changed.</param>
    public async Task<ProgressAnswer> EndAsync(CourseInStep place, StepProgress before, bool courseLost, bool stepShifted)
    {
        var after = rows.ToFacts().In(place.Step);
        foreach (var course in after.Courses)
            await SettleCourseAsync(course, place, courseLost && course.CourseId == place.Course.Id);
        await SettleStepAsync(place.Step, after, stepShifted);
        await records.AppendAsync(unit, _statements);
        await TellFollowersAsync(place, after);
        var goals = ProgressChange.Between(before, after);
        return new(ProgressOutcome.Done, new(_coursesCompleted, _coursesTakenBack, _stepsCompleted, _stepsTakenBack, goals.GoalsCompleted, goals.GoalsTakenBack));
    }

    private async Task TellFollowersAsync(CourseInStep place, StepProgress after)
    {
        var changed = after.Courses.Where(c => c.CourseId == place.Course.Id || _coursesCompleted.Contains(c.CourseId) || _coursesTakenBack.Contains(c.CourseId))
            .Select(c => new CourseStanding(c, rows.Has(new RowKey(RowKind.CourseCompleted, c.CourseId)))).ToList();
        foreach (var follower in followers)
            await follower.FollowAsync(unit, personId, journey, changed, now);
    }

    private async Task SettleCourseAsync(CourseProgress course, CourseInStep place, bool lost)
    {
        var key = new RowKey(RowKind.CourseCompleted, course.CourseId);
        var deed = Deed.CourseCompleted(journey, place with { Course = place.Step.Courses.First(c => c.Id == course.CourseId) });
        if (course.IsCompleted && !rows.Has(key))
        {
            await AddAsync(key, deed);
            _coursesCompleted.Add(course.CourseId);
        }
        else if (!course.IsCompleted && lost && rows.Has(key))
        {
            await RemoveAsync(key, deed);
            _coursesTakenBack.Add(course.CourseId);
        }
    }

    private async Task SettleStepAsync(Step step, StepProgress after, bool shifted)
    {
        var key = new RowKey(RowKind.StepCompleted, step.Id);
        if (after.IsCompleted && !rows.Has(key))
        {
            await AddAsync(key, Deed.StepCompleted(journey, step));
            _stepsCompleted.Add(step.Id);
        }
        else if (!after.IsCompleted && rows.Has(key) && (shifted || _coursesTakenBack.Exists(after.CountedCourseIds.Contains)))
        {
            await RemoveAsync(key, Deed.StepCompleted(journey, step));
            _stepsTakenBack.Add(step.Id);
        }
    }

    private RowRecord Record(RowKey key, Deed deed, DateTimeOffset at)
    {
        var statement = records.Tell(deed, pseudonym, at);
        _statements.Add(statement);
        var record = new RowRecord(at, statement.Id);
        rows.Add(key, record);
        return record;
    }
}
