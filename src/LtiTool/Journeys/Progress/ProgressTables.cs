using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>
/// What each learner has done now. Every row carries the statement that records it; taking the row back voids that statement in the same
/// transaction, so rows and records never differ (checked by <see cref="ProgressCheck"/>).
/// </summary>
internal static class ProgressTables
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("progress", 1, "ticks, attendance and what they complete", t => $"""
            create table activity_tick (
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null, course_id {t.Text} not null, activity_id {t.Text} not null,
              at {t.Instant} not null, statement_id {t.Uuid} not null,
              primary key (person_id, journey_id, course_id, activity_id));
            create table attendance (
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null, course_id {t.Text} not null, day_id {t.Text} not null,
              at {t.Instant} not null, statement_id {t.Uuid} not null,
              recorded {t.Instant} not null, recorded_by {t.Uuid} references person (id) on delete set null,
              primary key (person_id, journey_id, course_id, day_id));
            create index attendance_recorded_by on attendance (recorded_by);
            create table course_applies (
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null, course_id {t.Text} not null,
              at {t.Instant} not null, statement_id {t.Uuid} not null,
              primary key (person_id, journey_id, course_id));
            create table course_completion (
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null, course_id {t.Text} not null,
              at {t.Instant} not null, statement_id {t.Uuid} not null,
              primary key (person_id, journey_id, course_id));
            create table step_completion (
              person_id {t.Uuid} not null references person (id) on delete cascade,
              journey_id {t.Text} not null, step_id {t.Text} not null,
              at {t.Instant} not null, statement_id {t.Uuid} not null,
              primary key (person_id, journey_id, step_id));
            """),
    ];
}
