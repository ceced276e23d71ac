namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>The words of the administrators' page about grades.</summary>
internal sealed class GradeTexts;
