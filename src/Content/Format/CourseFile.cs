namespace Yrkesresan.Content;

/// <summary>Reads a course's course.yaml and the files beside it.</summary>
internal sealed class CourseFile(KitContext kit, string id, IReadOnlySet<string> goalsOfStep)
{
    private static readonly (string, DayExtent)[] Extents = [("whole", DayExtent.Whole), ("half", DayExtent.Half), ("not-decided", DayExtent.NotDecided)];

    private static readonly (string, DayForm)[] Forms =
        [("on-site", DayForm.OnSite), ("digital", DayForm.Digital), ("webcast", DayForm.Webcast), ("recorded", DayForm.Recorded)];

    private readonly string folder = $"courses/{id}/";
    private readonly HashSet<string> groupIds = new(StringComparer.Ordinal);

    public Course? Read(Spot askedAt)
    {
        if (kit.Mapping(folder + "course.yaml", askedAt) is not { } map)
            return null;
        var goals = GoalsOf(map, "goals", true, goalsOfStep, "no-such-goal", kit.Faults);
        var activities = new ActivityReader(kit, folder, goals.ToHashSet());
        var course = new Course
        {
            Id = id,
            Title = map.Text("title"),
            Summary = map.Text("summary"),
            Draft = map.Flag("draft", false),
            Demo = map.Flag("demo", false),
            Bonus = map.Flag("bonus", false),
            Audience = AudienceOf(map),
            GoalIds = goals,
            Preparation = [.. map.Maps("preparation", required: false).Select(g => Group(g, activities))],
            Days = [.. map.Maps("days", required: false).Select(Day)],
            Deepening = [.. map.Maps("deepening", required: false).Select(a => activities.Read(a, CoursePart.Deepening))],
        };
        map.End();
        if (!course.Bonus && course.Days.Count == 0 && !course.Activities.Any(a => a.Obligatory))
            kit.Faults.Add(map.Spot, "asks-for-nothing", id);
        return course;
    }

    internal static Audience AudienceOf(YamlMapReader map) => map.OptionalText("audience") is { } text ? new(false, text) : Audience.All;

    internal static IReadOnlyList<string> GoalsOf(YamlMapReader map, string key, bool required, IReadOnlySet<string> among, string fault, FaultList faults)
    {
        var goals = map.Texts(key, required);
        foreach (var goal in goals.Where(g => !among.Contains(g.Value)))
            faults.Add(goal.Spot, fault, goal.Value);
        return [.. goals.Select(g => g.Value)];
    }

    private ActivityGroup Group(YamlMapReader map, ActivityReader activities)
    {
        var group = new ActivityGroup
        {
            Id = map.Id("id"),
            Title = map.Text("title"),
            Activities = [.. map.Maps("activities", required: true).Select(a => activities.Read(a, CoursePart.Preparation))],
        };
        if (!groupIds.Add(group.Id) && group.Id.Length > 0)
            kit.Faults.Add(map.SpotOf("id"), "duplicate-id", group.Id);
        map.End();
        return group;
    }

    private static CourseDay Day(YamlMapReader map, int index)
    {
        var day = new CourseDay
        {
            Id = FormattableString.Invariant($"{index + 1}"),
            Title = map.OptionalText("title"),
            Extent = map.Word("extent", Extents),
            Forms = map.Words("forms", Forms),
        };
        map.End();
        return day;
    }
}
