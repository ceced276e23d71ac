namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>How far a person has come with one goal (the three states add up to the persons in the step).</summary>
public enum GoalState
{
    /// <summary>Has ticked no activity that serves the goal.</summary>
    NotBegun = 0,

    /// <summary>Has ticked at least one activity that serves the goal, and has not completed it.</summary>
    UnderWay = 1,

    /// <summary>Has done every obligatory activity and course day that serves the goal. Never in a continuous step.</summary>
    Completed = 2,
}
