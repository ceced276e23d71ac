using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Map;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>The learner's first page: what next, the suitcases, and the map of the own step.</summary>
internal sealed class HomeModel(JourneyDoor door) : JourneyPageModel(door)
{
    public StepView Step { get; private set; } = null!;

    public IReadOnlyList<CaseView> Cases { get; private set; } = [];

    public BoardView Board { get; private set; } = null!;

    /// <summary>Since when the person is in the step; null where time does not decide it.</summary>
    public DateOnly? Since => StepMembership.OpensOn(Visit.Journey, Visit.OwnStep, Visit.Participation.Basis);

    /// <summary>Whether something that decides the step is what the person has said.</summary>
    public bool IsSelfStated => Visit.Participation.Membership is { StartedConfirmed: null, Started: not null } or { EmploymentConfirmed: null };

    public void OnGet()
    {
        Step = StepView.Of(Visit, Visit.OwnStep);
        Board = BoardView.Of(Visit, Step);
        Cases = CaseView.All(Visit, Step);
    }
}
