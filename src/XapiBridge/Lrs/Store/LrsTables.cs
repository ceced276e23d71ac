using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Definitions;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Erasing;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>
/// The tables of the statement store, laid out for twenty million statements. <c>stored</c>, a microsecond that no other statement has, is the
/// primary key: it is the stored order, the <c>since</c>/<c>until</c> filter and the paging key in one, so each filter needs one narrow index and no sort.
/// </summary>
public static class LrsTables
{
    /// <summary>To be listed with the other subjects' migrations.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("xapi", 1, "statements, identifiers, credentials", Statements),
        new("xapi", 2, "whose statements may be voided", _ => OfService),
        new("xapi", 3, "the stored order on PostgreSQL, closed behind whoever asks", t => t.Pick("select 1;", ClosedOrder)),
        AttachmentRows.Tables,
        References.Tables,
        .. DocumentTables.Migrations,
        .. DefinitionTables.Migrations,
        new("xapi-order", 1, "open claims of any age", t => t.Pick("select 1;", OpenClaims)),
        new("xapi", 4, "limits, rotation and last use of credentials", CredentialLimits),
        // Follow-up reads these alone, however many others send.
        new("xapi", 5, "this service's own statements", _ => "create index xapi_statement_of_service on xapi_statement (stored) where (flags & 32) <> 0;"),
        ErasedAgents.Tables,
    ];

    private static string Statements(ColumnTypes t) => $"""
        create table xapi_iri (
          id {Key(t)}, hash {t.Uuid} not null unique, iri {t.Text} not null);
        create table xapi_agent (
          id {Key(t)}, hash {t.Uuid} not null unique, kind smallint not null, home_page {t.Text}, name {t.Text} not null);
        create table xapi_statement (
          stored {t.BigInt} primary key, statement_id {t.Uuid} not null unique, verb_id integer not null, authority_id integer not null,
          flags smallint not null, registration {t.Uuid}, target {t.Uuid}, body {t.Bytes} not null);
        create index xapi_statement_verb on xapi_statement (verb_id, stored);
        create index xapi_statement_authority on xapi_statement (authority_id, stored);
        create index xapi_statement_registration on xapi_statement (registration, stored) where registration is not null;
        create index xapi_statement_target on xapi_statement (target) where target is not null;
        create table xapi_statement_agent (
          agent_id integer not null, relation smallint not null, stored {t.BigInt} not null, primary key (agent_id, relation, stored)){Clustered(t)};
        create table xapi_statement_activity (
          activity_id integer not null, relation smallint not null, stored {t.BigInt} not null, primary key (activity_id, relation, stored)){Clustered(t)};
        create table xapi_credential (
          credential_key text primary key, name text not null, salt {t.Bytes} not null, secret_hash {t.Bytes} not null, scopes text not null,
          made {t.Instant} not null, revoked {t.Instant});
        {t.Pick("", StoredOrder)}
        """;

    private static string CredentialLimits(ColumnTypes t) => $"""
        alter table xapi_credential add column per_minute integer;
        alter table xapi_credential add column largest_body integer;
        alter table xapi_credential add column strict {t.Boolean} not null default {t.Pick("0", "false")};
        alter table xapi_credential add column last_used {t.Instant};
        alter table xapi_credential add column old_salt {t.Bytes};
        alter table xapi_credential add column old_hash {t.Bytes};
        alter table xapi_credential add column old_until {t.Instant};
        """;

    // The mark is taken before the sequence moves: whoever reads the sequence first and the marks second misses none. Closing moves the sequence to the
    // time it is, so that a claim that read the clock before comes after; nothing rests on that being on disk.
    // The lock is the session's, so that others go on before the transaction ends; a cancelled or failed call must let go of it itself, or nobody
    // could claim until its connection closes.
    private const string ClosedOrder = """
        create or replace function xapi_claim(count bigint, now bigint) returns bigint language plpgsql as $$
        declare first bigint;
        begin
          perform pg_advisory_lock(30161, 1);
          begin
            select greatest(last_value + 1, now) into first from xapi_stored;
            perform pg_advisory_xact_lock(first);
            perform setval('xapi_stored', first + count - 1);
          exception when query_canceled or others then
            perform pg_advisory_unlock(30161, 1);
            raise;
          end;
          perform pg_advisory_unlock(30161, 1);
          return first;
        end $$;
        create or replace function xapi_close(now bigint) returns bigint language plpgsql as $$
        declare last bigint;
        begin
          perform set_config('synchronous_commit', 'off', true);
          perform pg_advisory_lock(30161, 1);
          begin
            select last_value into last from xapi_stored;
            if now > last then
              perform setval('xapi_stored', now);
              last := now;
            end if;
          exception when query_canceled or others then
            perform pg_advisory_unlock(30161, 1);
            raise;
          end;
          perform pg_advisory_unlock(30161, 1);
          return last;
        end $$;
        """;

    // StatementFlags.OfService on what was stored before there was such a flag. No credential has that name.
    private const string OfService = """
        update xapi_statement set flags = flags | 32 where authority_id in (select id from xapi_agent where kind = 1 and name = 'yrkesresan');
        """;

    // A claim may be open while the clock is set forward, by years where a machine finds out what time it is: so none is too old to count. No other
    // lock of this service has a number that an instant could have (DbValue.LockKey).
    private const string OpenClaims = """
        create or replace function xapi_lowest_open(last bigint) returns bigint language sql volatile as $$
          select coalesce(min(mark), last + 1) from (
            select (classid::bigint << 32) | objid::bigint as mark from pg_locks
            where locktype = 'advisory' and objsubid = 1 and database = (select oid from pg_database where datname = current_database())) open
          where mark between 1 and last $$;
        """;

    // Identifiers fit 31 bits: their index rows are most of what the store writes.
    internal static string Key(ColumnTypes t) => t.Pick("integer primary key", "integer generated by default as identity primary key");

    internal static string Clustered(ColumnTypes t) => t.Pick(" without rowid", "");

    // A claim takes the next free microseconds and marks, for as long as its transaction lives, where they begin: a reader that stays below the
    // lowest mark can never be overtaken by a late commit. The mutex is held inside the function only, so claims wait for no transaction.
    private const string StoredOrder = """
        create sequence xapi_stored;
        create function xapi_claim(count bigint, now bigint) returns bigint language plpgsql as $$
        declare first bigint;
        begin
          perform pg_advisory_lock(30161, 1);
          first := greatest(nextval('xapi_stored'), now);
          perform pg_advisory_xact_lock(first);
          perform setval('xapi_stored', first + count - 1);
          perform pg_advisory_unlock(30161, 1);
          return first;
        end $$;
        create function xapi_last_claimed() returns bigint language sql volatile as $$ select last_value from xapi_stored $$;
        create function xapi_lowest_open(last bigint) returns bigint language sql volatile as $$
          select coalesce(min(mark), last + 1) from (
            select (classid::bigint << 32) | objid::bigint as mark from pg_locks
            where locktype = 'advisory' and objsubid = 1 and database = (select oid from pg_database where datname = current_database())) open
          where mark between last - 3600000000 and last $$;
        """;
}
