using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp;

/// <summary>The tables of follow-up: membership facts, what is derived from them and the statements, and issued editions.</summary>
public static class FollowUpTables
{
    /// <summary>To be listed with the other subjects' migrations.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("follow-up", 1, "membership facts, live progress, editions", t => Facts(t) + Live(t) + Editions(t)),
        new("follow-up", 2, "a person's facts, for erasing", _ => "create index follow_up_membership_pseudonym on follow_up_membership (pseudonym);"),
    ];

    private static string Facts(ColumnTypes t) => $"""
        create table follow_up_membership (
          id {t.IdentityKey},
          journey_id {t.Text} not null,
          pseudonym {t.Uuid} not null,
          batch integer not null,
          valid_from {t.Date} not null,
          step_id {t.Text},
          unit_id {t.Text},
          municipality_code {t.Text},
          region_id {t.Text},
          recorded {t.Instant} not null);
        create unique index follow_up_membership_person on follow_up_membership (journey_id, pseudonym, batch, valid_from);
        create index follow_up_membership_unit on follow_up_membership (journey_id, unit_id, pseudonym);
        create index follow_up_membership_municipality on follow_up_membership (journey_id, municipality_code, pseudonym);
        create index follow_up_membership_region on follow_up_membership (journey_id, region_id, pseudonym);
        {Unchanging(t, "follow_up_membership", "A membership fact never changes; append another.")}
        """;

    // A generation is one run through all statements. A new one is made beside the one in use, which it then replaces or is compared with.
    private static string Live(ColumnTypes t) => $"""
        create table follow_up_generation (
          id integer primary key, position {t.BigInt} not null, in_use {t.Boolean} not null);
        insert into follow_up_generation values (1, 0, {t.Pick("1", "true")});
        create table follow_up_kit (
          generation integer not null, journey_id {t.Text} not null, version {t.Text} not null, primary key (generation, journey_id));
        create table follow_up_deed (
          generation integer not null,
          statement_id {t.Uuid} not null,
          journey_id {t.Text} not null,
          pseudonym {t.Uuid} not null,
          kind smallint not null,
          course_id {t.Text} not null,
          item_id {t.Text} not null,
          done_on {t.Date} not null,
          primary key (generation, statement_id));
        create index follow_up_deed_person on follow_up_deed (generation, journey_id, pseudonym);
        create table follow_up_voided (
          generation integer not null, statement_id {t.Uuid} not null, primary key (generation, statement_id));
        create table follow_up_goal (
          generation integer not null,
          journey_id {t.Text} not null,
          pseudonym {t.Uuid} not null,
          goal_id {t.Text} not null,
          begun_on {t.Date},
          completed_on {t.Date},
          primary key (generation, journey_id, pseudonym, goal_id));

        """;

    private static string Editions(ColumnTypes t) => $"""
        create table follow_up_edition (
          id {t.Uuid} primary key,
          journey_id {t.Text} not null,
          year integer not null,
          reference_date {t.Date} not null,
          issued {t.Instant} not null,
          issued_by text not null,
          kit_version text not null,
          method_version text not null,
          journey text not null,
          definitions text not null);
        create unique index follow_up_edition_year on follow_up_edition (journey_id, year);
        create table follow_up_edition_row (
          edition_id {t.Uuid} not null references follow_up_edition (id),
          number integer not null,
          level smallint not null,
          code {t.Text} not null,
          name text not null,
          region_id {t.Text},
          step_id {t.Text},
          goal_id {t.Text},
          persons text not null,
          not_begun text not null,
          under_way text not null,
          completed text not null,
          begun text not null,
          primary key (edition_id, number));
        {Unchanging(t, "follow_up_edition", "An issued edition never changes.")}
        {Unchanging(t, "follow_up_edition_row", "An issued edition never changes.")}
        {Undeletable(t, "follow_up_edition")}
        {Undeletable(t, "follow_up_edition_row")}
        """;

    private static string Unchanging(ColumnTypes t, string table, string why) => Forbid(t, table, "update", why);

    private static string Undeletable(ColumnTypes t, string table) => Forbid(t, table, "delete", "An issued edition is kept.");

    private static string Forbid(ColumnTypes t, string table, string what, string why) => t.Pick(
        $"create trigger {table}_no_{what} before {what} on {table} begin select raise(abort, '{why}'); end;\n",
        $"""
        create function {table}_no_{what}() returns trigger language plpgsql as $$ begin raise exception '{why}'; end $$;
        create trigger {table}_no_{what} before {what} on {table} for each row execute function {table}_no_{what}();

        """);
}
