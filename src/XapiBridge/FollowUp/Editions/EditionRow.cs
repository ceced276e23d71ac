using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.FollowUp.Editions;

/// <summary>
/// One row of an edition: a place, and a step's goal, a step as a whole, or all steps. Of the last two only the persons are counted.
/// </summary>
/// <param name="Level">The level of the place.</param>
/// <param name="Code">RSS id or SCB code; empty for the nation.</param>
/// <param name="Name">The place's name when the edition was issued; empty for the nation.</param>
/// <param name="RegionId">The RSS of a municipality or region; null for the nation.</param>
/// <param name="StepId">The step; null for all steps.</param>
/// <param name="GoalId">The goal; null for the step as a whole.</param>
/// <param name="Persons">Persons in the step (or in all steps).</param>
/// <param name="NotBegun">Persons who have ticked no activity that serves the goal.</param>
/// <param name="UnderWay">Persons who have begun the goal and not completed it.</param>
/// <param name="Completed">Persons who have completed the goal; not applicable in a continuous step.</param>
/// <param name="Begun">Persons who have begun the goal, completed or not.</param>
public sealed record EditionRow(
    GeographyLevel Level,
    string Code,
    string Name,
    string? RegionId,
    string? StepId,
    string? GoalId,
    Figure Persons,
    Figure NotBegun,
    Figure UnderWay,
    Figure Completed,
    Figure Begun);

/// <summary>Lays a suppressed cube out as rows.</summary>
internal static class EditionRows
{
    /// <summary>Every row, by place (nation, then regions, then municipalities), step and goal.</summary>
    /// <param name="cube">The published figures.</param>
    /// <param name="names">The name of a place, by its level and code.</param>
    public static IEnumerable<EditionRow> Of(SuppressedCube cube, Func<GeographyLevel, string, string> names)
    {
        for (var geo = 0; geo < cube.Geography.Count; geo++)
        {
            var place = Place(cube.Geography, geo, names);
            yield return place with { Persons = cube.PersonsInAllSteps(geo) };
            for (var step = 0; step < cube.Steps.Count; step++)
            {
                var ofStep = place with { StepId = cube.Steps[step].StepId, Persons = cube.Persons(step, geo) };
                yield return ofStep;
                for (var goal = 0; goal < cube.Steps[step].GoalIds.Count; goal++)
                    yield return ofStep with
                    {
                        GoalId = cube.Steps[step].GoalIds[goal],
                        NotBegun = cube.Count(step, goal, geo, GoalState.NotBegun),
                        UnderWay = cube.Count(step, goal, geo, GoalState.UnderWay),
                        Completed = cube.Count(step, goal, geo, GoalState.Completed),
                        Begun = cube.Begun(step, goal, geo),
                    };
            }
        }
    }

    private static EditionRow Place(Geography geography, int geo, Func<GeographyLevel, string, string> names)
    {
        var (level, code) = (geography.Level(geo), geography.Code(geo));
        var region = level switch
        {
            GeographyLevel.Nation => null,
            GeographyLevel.Region => code,
            _ => geography.Code(geography.Parent(geo)),
        };
        var none = Figure.NotApplicable;
        return new EditionRow(level, code, names(level, code), region, null, null, none, none, none, none, none);
    }
}
