using Yrkesresan.LtiTool.Lti.DataPrivacy;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.Lti.Roster;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// Everything the tool can make use of in an LMS. An LMS is asked for what it offers of this and for nothing else; what it offers beyond it is
/// not asked for.
/// </summary>
internal static class ToolOffer
{
    public const string ResourceLink = "LtiResourceLinkRequest";
    public const string DeepLinking = "LtiDeepLinkingRequest";
    public const string SubmissionReview = "LtiSubmissionReviewRequest";
    public const string DataPrivacy = DataPrivacyMessage.FinalType;

    /// <summary>What platforms built to the draft call it.</summary>
    public const string DataPrivacyDraft = DataPrivacyMessage.DraftType;

    public const string LineItem = GradeScopes.LineItem;

    /// <summary>A scope of its own (AGS 2.0 §3.1): <see cref="LineItem"/> need not be taken to include it.</summary>
    public const string LineItemRead = GradeScopes.LineItemReadOnly;
    public const string Score = GradeScopes.Score;
    public const string Result = GradeScopes.ResultReadOnly;
    public const string Roster = RosterSync.Scope;
    public const string Groups = CourseGroups.Scope;
    public const string Notices = NoticeHandlers.Scope;

    public static IReadOnlyList<string> Scopes { get; } = [LineItem, LineItemRead, Result, Score, Roster, Groups, Notices];

    public static IReadOnlyList<string> Messages { get; } = [ResourceLink, DeepLinking, SubmissionReview, DataPrivacy, DataPrivacyDraft];

    /// <summary>OpenID Connect Core §5.1; nothing else about a person is asked for.</summary>
    public static IReadOnlyList<string> Claims { get; } = ["iss", "sub", "name", "given_name", "family_name", "email", "locale"];

    /// <summary>Custom parameters by name, and the variable each is to carry (LTI 1.3 Core appendix B).</summary>
    public static IReadOnlyList<(string Name, string Variable)> CustomParameters { get; } =
    [
        // By which copies of courses and links are recognised (lti.md §2.12).
        ("resource_link_history", "ResourceLink.id.history"),
        ("context_history", "Context.id.history"),
    ];

    /// <summary>Dynamic Registration 1.0 §5.3.2: placements that the specification names itself.</summary>
    public static IReadOnlyList<string> StandardPlacementsOf(string message) => message == DeepLinking ? ["ContentArea", "RichTextEditor"] : [];
}
