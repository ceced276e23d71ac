using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Suppression;
using Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Suppression;

/// <summary>Hands the attacker what an evaluator downloads.</summary>
internal static class Evaluator
{
    public static readonly EditionCsvWords Words = new(
        "level", "code", "place", "region", "step", "goal", "persons", "notBegun", "underWay", "completed", "begun",
        level => level.ToString().ToLowerInvariant(), "nation", "", step => step, goal => goal);

    public static byte[] Csv(SuppressedCube published)
    {
        using var file = new MemoryStream();
        EditionCsv.Write(file, EditionRows.Of(published, (_, code) => code), Words);
        return file.ToArray();
    }

    public static List<Leak> Attack(Cube cube, SuppressedCube published, Thoroughness thoroughness) =>
        Attacker.Attack(Csv(published), key => Truth(cube, key), thoroughness);

    private static int Truth(Cube cube, FigureKey key)
    {
        var geo = Enumerable.Range(0, cube.Geography.Count)
            .Single(g => cube.Geography.Code(g) == key.Code && cube.Geography.Level(g).ToString().Equals(key.Level, StringComparison.OrdinalIgnoreCase));
        if (key.Step.Length == 0)
            return cube.PersonsInAllSteps(geo);
        var step = cube.Steps.ToList().FindIndex(s => s.StepId == key.Step);
        if (key.Goal.Length == 0)
            return cube.Persons(step, geo);
        var goal = cube.Steps[step].GoalIds.ToList().IndexOf(key.Goal);
        int In(GoalState state) => cube.Count(step, goal, geo, state);
        return key.Column switch
        {
            "notBegun" => In(GoalState.NotBegun),
            "underWay" => In(GoalState.UnderWay),
            "completed" => In(GoalState.Completed),
            "begun" => In(GoalState.UnderWay) + In(GoalState.Completed),
            "notCompleted" => In(GoalState.NotBegun) + In(GoalState.UnderWay),
            "notUnderWay" => In(GoalState.NotBegun) + In(GoalState.Completed),
            _ => throw new ArgumentOutOfRangeException(nameof(key)),
        };
    }
}
