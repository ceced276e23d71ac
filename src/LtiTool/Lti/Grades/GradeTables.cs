using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>
/// Line items, what each is to say of each learner, and how platforms take it. A grade is a row of what is wanted now, not a queue of events:
/// only the latest is ever sent (lti.md §2.10). A learner is named as the platform does, so that the row is the same whoever the person turns
/// out to be; it goes when the participant does.
/// </summary>
internal static class GradeTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("grades", 1, "line items and wanted grades", t => $"""
            create table grade_platform (
              platform_id {t.BigInt} primary key references platform (id) on delete cascade,
              remakes {t.Boolean} not null, declares {t.Boolean} not null, resends {t.Boolean} not null,
              failures {t.BigInt} not null, paused_until {t.Instant}, problem {t.Text}, detail {t.Text},
              last_success {t.Instant}, checked {t.Instant}, differences {t.BigInt});
            create table grade_context (
              context_id {t.BigInt} primary key references lti_context (id) on delete cascade);
            create table grade_fill (
              context_id {t.BigInt} not null, subject {t.Text} not null,
              primary key (context_id, subject),
              foreign key (context_id, subject) references lti_participant (context_id, subject) on delete cascade);
            create table line_item (
              id {t.IdentityKey},
              platform_id {t.BigInt} not null,
              context_id {t.BigInt} not null references lti_context (id) on delete cascade,
              journey_id {t.Text} not null, course_id {t.Text} not null,
              link_id {t.BigInt} not null,
              url {t.Text},
              state {t.BigInt} not null,
              due {t.Instant} not null,
              attempts {t.BigInt} not null,
              remade {t.BigInt} not null,
              problem {t.Text}, detail {t.Text},
              made {t.Instant},
              unique (context_id, journey_id, course_id, link_id));
            create index line_item_platform on line_item (platform_id, state);
            create unique index line_item_url on line_item (context_id, url);
            create table grade_kit (
              journey_id {t.Text} primary key, version {t.Text} not null);
            create table grade (
              line_item_id {t.BigInt} not null references line_item (id) on delete cascade,
              subject {t.Text} not null,
              context_id {t.BigInt} not null,
              platform_id {t.BigInt} not null,
              score {t.BigInt},
              completed {t.Boolean} not null,
              revision {t.BigInt} not null,
              state {t.BigInt} not null,
              due {t.Instant} not null,
              since {t.Instant} not null,
              attempts {t.BigInt} not null,
              second {t.BigInt} not null,
              sent {t.Instant},
              problem {t.Text}, detail {t.Text},
              primary key (line_item_id, subject),
              foreign key (context_id, subject) references lti_participant (context_id, subject) on delete cascade);
            create index grade_due on grade (platform_id, due) where state = 0;
            create index grade_state on grade (platform_id, state, problem);
            create index grade_participant on grade (context_id, subject);
            """),
    ];
}

/// <summary>How it stands with a wanted grade; the numbers stand in the database.</summary>
internal enum GradeState
{
    /// <summary>To be sent, or sent with an answer that is not known yet.</summary>
    Waiting = 0,

    /// <summary>The platform has taken the latest.</summary>
    Sent = 1,

    /// <summary>Given up, until an administrator or the learner's next step tries again.</summary>
    Dead = 2,
}

/// <summary>How it stands with a line item; the numbers stand in the database.</summary>
internal enum LineItemState
{
    /// <summary>To be found or made, before the next grade is sent to it.</summary>
    Wanted = 0,

    /// <summary>Its address is known.</summary>
    Ready = 1,

    /// <summary>Somebody has deleted it on the platform, and it is let be.</summary>
    Deleted = 2,
}

/// <summary>Why a grade or a line item does not come through; stored, and told in plain words by <see cref="GradeTexts"/>.</summary>
internal static class GradeProblems
{
    /// <summary>The platform does not answer, or fails by itself.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The platform asks us to wait.</summary>
    public const string Throttled = "throttled";

    /// <summary>The platform does not let us in.</summary>
    public const string Denied = "denied";

    /// <summary>The answer is not what the specification says.</summary>
    public const string Unintelligible = "unintelligible";

    /// <summary>The platform takes no grade for this learner: not (or no longer) somebody it grades there.</summary>
    public const string Refused = "refused";

    /// <summary>The platform says that the line item is not there, and not why: the course room may be closed.</summary>
    public const string NotFound = "not-found";

    /// <summary>The line item was deleted on the platform and is let be.</summary>
    public const string LineItemDeleted = "line-item-deleted";

    /// <summary>The platform lets us read line items there, not make them.</summary>
    public const string LineItemReadOnly = "line-item-read-only";

    /// <summary>The platform says that it has a newer grade, again and again.</summary>
    public const string Newer = "newer";

    /// <summary>Not come through for so long that it was given up.</summary>
    public const string TooLong = "too-long";

    /// <summary>Sent, but the platform's gradebook says otherwise.</summary>
    public const string Differs = "differs";

    /// <summary>All reasons for which a grade can be given up, in the order they are shown.</summary>
    public static readonly IReadOnlyList<string> OfDeadGrades = [Refused, LineItemDeleted, TooLong];
}
