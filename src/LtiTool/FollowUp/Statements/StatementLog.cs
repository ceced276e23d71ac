using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>The log of every look at statements (domain.md §2): written before anything is sent, so that what is not logged was not seen.</summary>
internal sealed class StatementLog(Database database, WriteQueue writes, TimeProvider clock)
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("statement looks", 1, "the log of looks at statements", t => $"""
            create table statement_look (
              id {t.Uuid} primary key,
              at {t.Instant} not null,
              person_id {t.Uuid} references person (id) on delete set null,
              scope text not null,
              filter text not null,
              shown integer not null);
            create index statement_look_at on statement_look (at);
            create index statement_look_person on statement_look (person_id);
            """),
    ];

    /// <summary>Logs a look.</summary>
    /// <param name="reader">Who.</param>
    /// <param name="filter">What was asked for, as the address has it.</param>
    /// <param name="shown">How many statements the answer has.</param>
    public Task WriteAsync(SignedIn reader, string filter, int shown)
    {
        var at = clock.GetUtcNow();
        var scope = string.Join(", ", reader.ScopesOf(Role.StatementReader).Select(s => s.ToString()).Order(StringComparer.Ordinal));
        return writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into statement_look (id, at, person_id, scope, filter, shown)
            values ({Guid.CreateVersion7(at)}, {at}, {reader.PersonId}, {scope}, {filter}, {shown})
            """));
    }

    /// <summary>The newest looks first.</summary>
    public async Task<IReadOnlyList<StatementLook>> ReadAsync(int atMost, CancellationToken cancel = default)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync(
            $"""
            select l.at, l.person_id, p.name, l.scope, l.filter, l.shown from statement_look l left join person p on p.id = l.person_id
            order by l.at desc, l.id desc limit {atMost}
            """,
            r => new StatementLook(r.GetInstant(0), r.GetUuidOrNull(1), r.GetStringOrNull(2), r.GetString(3), r.GetString(4), r.GetInt32(5)), cancel);
    }
}

/// <summary>One look.</summary>
/// <param name="At">When.</param>
/// <param name="PersonId">Who; null once the person has been erased.</param>
/// <param name="Name">The reader's name; null when not known.</param>
/// <param name="Scope">What the reader was entitled to.</param>
/// <param name="Filter">What was asked for.</param>
/// <param name="Shown">How many statements were shown.</param>
internal sealed record StatementLook(DateTimeOffset At, Guid? PersonId, string? Name, string Scope, string Filter, int Shown);
