using System.Text.RegularExpressions;

namespace Yrkesresan.Content;

/// <summary>Reads kit.yaml and through it the courses.</summary>
internal sealed partial class JourneyFile(KitContext kit)
{
    private const string FileName = "kit.yaml";

    private static readonly (string, StepEnd)[] Endings = [("completes", StepEnd.Completes), ("continuous", StepEnd.Continuous)];

    private readonly HashSet<string> stepIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> goalIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> courseIds = new(StringComparer.Ordinal);
    private readonly List<(ByTenure Rule, Spot Spot)> tenures = [];

    public Journey? Read()
    {
        if (kit.Mapping(FileName, Spot.Of("")) is not { } map)
            return null;
        var format = map.Number("format", required: true);
        if (format is not null and not 1)
            kit.Faults.Add(map.SpotOf("format"), "format", format);
        var journey = new Journey
        {
            Id = map.Id("id"),
            Version = Version(map),
            Language = Language(map, "language", kit.Faults) ?? "",
            Title = map.Text("title"),
            Owner = map.NullableText("owner"),
            Draft = map.Flag("draft", false),
            Description = map.Text("description"),
            Steps = [.. map.Maps("steps", required: true).Select(Step)],
        };
        map.End();
        TenureCheck.Run(tenures, kit.Faults);
        foreach (var file in kit.Files.Unused)
            kit.Faults.Add(Spot.Of(file), "unused-file", file);
        return journey;
    }

    internal static string? Language(YamlMapReader map, string key, FaultList faults)
    {
        var text = map.OptionalText(key, required: true);
        if (text is null || LanguageTag().IsMatch(text))
            return text;
        faults.Add(map.SpotOf(key), "language", text);
        return null;
    }

    private SemanticVersion Version(YamlMapReader map)
    {
        var text = map.Text("version");
        if (SemanticVersion.TryParse(text, out var version))
            return version;
        if (text.Length > 0)
            kit.Faults.Add(map.SpotOf("version"), "version", text);
        return SemanticVersion.Parse("0.0.0");
    }

    private Step Step(YamlMapReader map)
    {
        var id = map.Id("id");
        if (!stepIds.Add(id) && id.Length > 0)
            kit.Faults.Add(map.SpotOf("id"), "duplicate-id", id);
        var step = new Step
        {
            Id = id,
            Title = map.Text("title"),
            Membership = Membership(map),
            Ending = map.Word("ending", Endings),
            Stem = map.Text("stem"),
            Purpose = map.Text("purpose"),
            Draft = map.Flag("draft", false),
            Goals = [.. map.Maps("goals", required: true).Select(Goal)],
            Courses = [],
        };
        var goals = step.Goals.Select(g => g.Id).ToHashSet();
        step = step with { Courses = [.. map.Texts("courses", required: false).Select(c => Course(c, goals)).OfType<Course>()] };
        map.End();
        CheckGoalsAreServed(step, map);
        return step;
    }

    private StepMembershipRule Membership(YamlMapReader step)
    {
        if (step.Map("membership", required: true) is not { } map)
            return new ByManagersChoice();
        var rule = map.Word<Func<StepMembershipRule>>("by", [("managers-choice", () => new ByManagersChoice()), ("role", () => new ByRole(map.Id("role"))), ("tenure", () => Tenure(map))])();
        map.End();
        return rule;
    }

    private ByTenure Tenure(YamlMapReader map)
    {
        var rule = new ByTenure(
            map.Number("from-years", required: true) ?? 0, map.Flag("from-inclusive", true),
            map.Number("to-years", required: false), map.Flag("to-inclusive", false));
        tenures.Add((rule, map.Spot));
        return rule;
    }

    private Goal Goal(YamlMapReader map)
    {
        var goal = new Goal { Id = map.Id("id"), Text = map.Text("text"), ShortText = map.Text("short") };
        if (!goalIds.Add(goal.Id) && goal.Id.Length > 0)
            kit.Faults.Add(map.SpotOf("id"), "duplicate-id", goal.Id);
        map.End();
        return goal;
    }

    private Course? Course(YamlText reference, IReadOnlySet<string> goals)
    {
        if (!YamlMapReader.IsId(reference.Value))
            kit.Faults.Add(reference.Spot, "id", reference.Value);
        else if (!courseIds.Add(reference.Value))
            kit.Faults.Add(reference.Spot, "duplicate-id", reference.Value);
        else
            return new CourseFile(kit, reference.Value, goals).Read(reference.Spot);
        return null;
    }

    /// <summary>A goal that nothing obligatory serves could never be reached, and one that only days serve would be completed without being begun.</summary>
    private void CheckGoalsAreServed(Step step, YamlMapReader map)
    {
        if (step.Draft && step.Courses.Count == 0)
            return;
        var served = step.Courses.Where(c => !c.Bonus && c.Audience.Everyone)
            .SelectMany(c => c.Activities).Where(a => a.Obligatory).SelectMany(a => a.GoalIds).ToHashSet();
        foreach (var goal in step.Goals.Where(g => !served.Contains(g.Id)))
            kit.Faults.Add(map.SpotOf("goals"), "goal-not-served", goal.Id);
    }

    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
