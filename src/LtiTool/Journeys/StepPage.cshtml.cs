using Microsoft.AspNetCore.Mvc;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>An earlier suitcase, open to read; or a closed one that says when it opens and leads nowhere.</summary>
internal sealed class StepPageModel(JourneyDoor door) : JourneyPageModel(door)
{
    public StepView Step { get; private set; } = null!;

    public CaseView Case { get; private set; } = null!;

    public bool IsClosed => Case.Access.Openness == StepOpenness.Closed;

    public IActionResult OnGet(string step)
    {
        if (Visit.Journey.FindStep(step) is not { } found)
            return NotFound();
        if (found.Id == Visit.OwnStep.Id)
            return new SeeOtherResult(Visit.Path);
        Step = StepView.Of(Visit, found);
        Case = new CaseView(Visit, PositionOf(found), found, Visit.AccessTo(found), Step.Progress) { IsAlone = true };
        return Page();
    }

    private int PositionOf(Step step) => Visit.Journey.Steps.TakeWhile(s => s.Id != step.Id).Count();
}
