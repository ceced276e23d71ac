using System.Data.Common;
using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>
/// Joins two persons whom two platforms have told of and who are one, and parts them again. Whether an administrator may do it is asked in the
/// commit that does it (<see cref="JoinRight"/>); commands may.
/// </summary>
internal sealed class PersonJoining(WriteQueue writes, MembershipMove memberships, ProgressMove progress, TimeProvider clock)
{
    /// <summary>Joins one person to another: accounts, roles, memberships and progress go to the kept one.</summary>
    /// <param name="kept">Who both are from now on.</param>
    /// <param name="joined">Who is joined to that.</param>
    /// <param name="chosen">By journey, whose membership holds where both have one.</param>
    /// <param name="note">Who does it and why.</param>
    /// <param name="reader">The administrator who asks; null for a command.</param>
    /// <exception cref="JoinRefusedException">It cannot be; nothing is changed.</exception>
    public Task<Guid> JoinAsync(Guid kept, Guid joined, IReadOnlyDictionary<string, Guid> chosen, JoinNote note, SignedIn? reader = null) => writes.RunAsync(async unit =>
    {
        await ThrowUnlessAllowedAsync(unit, reader, kept, joined);
        var (one, other) = (await LearnerAsync(unit, kept), await LearnerAsync(unit, joined));
        if (one is null || other is null || kept == joined || await IsJoinedAsync(unit, kept) || await IsJoinedAsync(unit, joined))
            throw new JoinRefusedException(JoinRefusal.NotTwoPersons);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await unit.ExecuteAsync($"""
            insert into person_join (id, kept_id, joined_id, at, by_whom, by_id, why, moved) values ({id}, {kept}, {joined}, {now}, {note.By}, {note.ById}, {note.Why}, '')
            """);
        var moved = new JoinMoved(
            await MoveAccountsAsync(unit, joined, kept), await MoveGrantsAsync(unit, joined, kept),
            await memberships.JoinAsync(unit, id, one, other, chosen), await progress.BringAsync(unit, other, one), await JoinedLaunches.MoveAsync(unit, joined, kept));
        await unit.ExecuteAsync($"update person_join set moved = {JsonSerializer.Serialize(moved)} where id = {id}");
        await GradeFill.MarkPersonAsync(unit, kept);
        return id;
    }, Keys(kept, joined));

    /// <summary>Parts them: what moved goes back. What was done since stays with the kept person.</summary>
    /// <exception cref="JoinRefusedException">It cannot be; nothing is changed.</exception>
    public async Task PartAsync(Guid join, JoinNote note, SignedIn? reader = null)
    {
        // Who they are never changes; it is asked before the unit so that the unit can hold both.
        var both = await writes.RunAsync(unit => unit.FirstOrDefaultAsync(
            $"select kept_id, joined_id from person_join where id = {join}", r => (Kept: r.GetUuid(0), Joined: r.GetUuid(1))));
        await writes.RunAsync(unit => PartAsync(unit, join, note, reader), Keys(both.Kept, both.Joined));
    }

    /// <summary>What <see cref="Read"/> reads, of <c>person_join j</c> with <c>person p</c>, who was kept, and <c>person o</c>, who was joined.</summary>
    internal const string Columns = "j.id, j.kept_id, p.name, j.joined_id, o.name, j.at, j.by_whom, j.why, j.parted, j.parted_by, j.parted_why";

    /// <summary>Who both of a joining are now; null when there is none such.</summary>
    public static Task<Guid?> KeptOfAsync(SqlSession session, Guid join, CancellationToken cancel = default) =>
        session.FirstOrDefaultAsync($"select kept_id from person_join where id = {join}", r => (Guid?)r.GetUuid(0), cancel);

    /// <summary>The log, newest first; of one person where one is named.</summary>
    public static Task<List<JoinEntry>> ListAsync(SqlSession session, Guid? person = null, CancellationToken cancel = default) => session.QueryAsync($"""
        select j.id, j.kept_id, p.name, j.joined_id, o.name, j.at, j.by_whom, j.why, j.parted, j.parted_by, j.parted_why
        from person_join j join person p on p.id = j.kept_id join person o on o.id = j.joined_id
        where {person is null} or j.kept_id = {person ?? Guid.Empty} or j.joined_id = {person ?? Guid.Empty}
        order by j.at desc, j.id desc limit 500
        """, Read, cancel);

    private async Task PartAsync(WriteUnit unit, Guid join, JoinNote note, SignedIn? reader)
    {
        var row = await unit.FirstOrDefaultAsync(
            $"select kept_id, joined_id, at, moved from person_join where id = {join} and parted is null",
            r => (Kept: r.GetUuid(0), Joined: r.GetUuid(1), At: r.GetInstant(2), Moved: r.GetString(3)));
        if (row.Moved is null || await LearnerAsync(unit, row.Kept) is not { } kept || await LearnerAsync(unit, row.Joined) is not { } joined)
            throw new JoinRefusedException(JoinRefusal.NotJoined);
        await ThrowUnlessAllowedAsync(unit, reader, kept.Id);
        var later = await unit.ScalarAsync<long>($"""
            select count(*) from person_join where parted is null and id <> {join} and (joined_id = {row.Kept} or kept_id = {row.Kept} and id > {join})
            """);
        if (later > 0)
            throw new JoinRefusedException(JoinRefusal.LaterFirst);
        var moved = JsonSerializer.Deserialize<JoinMoved>(row.Moved)!;
        foreach (var account in moved.Accounts)
            await ReturnAccountAsync(unit, account, kept.Id, joined.Id);
        await JoinedLaunches.ReturnAsync(unit, moved, kept.Id, joined.Id, row.At);
        foreach (var grant in moved.Grants)
            await unit.ExecuteAsync($"update role_grant set person_id = {joined.Id} where id = {grant} and person_id = {kept.Id}");
        foreach (var journey in moved.Journeys)
            await memberships.PartAsync(unit, journey, kept, joined, row.At.InSweden());
        await RenameToldAsync(unit, joined.Id, await progress.ReturnAsync(unit, moved.Progress, joined, kept));
        await GradeFill.MarkPersonAsync(unit, kept.Id);
        await GradeFill.MarkPersonAsync(unit, joined.Id);
        await unit.ExecuteAsync($"""
            update person_join set parted = {clock.GetUtcNow()}, parted_by = {note.By}, parted_by_id = {note.ById}, parted_why = {note.Why}, moved = '' where id = {join}
            """);
    }

    /// <summary>What earlier joinings had brought to the person is told anew, and they are to find it when they are parted in turn.</summary>
    private static async Task RenameToldAsync(WriteUnit unit, Guid person, IReadOnlyDictionary<Guid, Guid> again)
    {
        foreach (var (id, text) in await unit.QueryAsync($"select id, moved from person_join where kept_id = {person} and parted is null", r => (r.GetUuid(0), r.GetString(1))))
        {
            var moved = JsonSerializer.Deserialize<JoinMoved>(text)!;
            var renamed = moved with { Progress = moved.Progress.Retell(again) };
            await unit.ExecuteAsync($"update person_join set moved = {JsonSerializer.Serialize(renamed)} where id = {id}");
        }
    }

    private static async Task<List<MovedAccount>> MoveAccountsAsync(WriteUnit unit, Guid from, Guid to)
    {
        var accounts = await unit.QueryAsync(
            $"select platform_id, subject from person_account where person_id = {from} order by platform_id, subject", r => new MovedAccount(r.GetInt64(0), r.GetString(1)));
        await unit.ExecuteAsync($"update person_account set person_id = {to} where person_id = {from}");
        await unit.ExecuteAsync($"update lti_participant set person_id = {to} where person_id = {from}");
        await unit.ExecuteAsync($"update lti_member set person_id = {to} where person_id = {from}");
        // Who is signed in as the joined one opens the service again, as the kept one.
        await unit.ExecuteAsync($"delete from session where person_id = {from}");
        return accounts;
    }

    private static async Task ReturnAccountAsync(WriteUnit unit, MovedAccount account, Guid from, Guid to)
    {
        await unit.ExecuteAsync($"update person_account set person_id = {to} where platform_id = {account.Platform} and subject = {account.Subject} and person_id = {from}");
        await unit.ExecuteAsync($"""
            update lti_participant set person_id = {to} where person_id = {from} and subject = {account.Subject}
              and context_id in (select c.id from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {account.Platform})
            """);
        await unit.ExecuteAsync($"""
            update lti_member set person_id = {to} where person_id = {from} and subject = {account.Subject}
              and context_id in (select c.id from lti_context c join deployment d on d.id = c.deployment_id where d.platform_id = {account.Platform})
            """);
        await unit.ExecuteAsync($"delete from session where person_id = {from} and platform_id = {account.Platform}");
    }

    private static async Task<List<Guid>> MoveGrantsAsync(WriteUnit unit, Guid from, Guid to)
    {
        // A role that both hold stays as a row of its own, without an account that could use it.
        var grants = await unit.QueryAsync($"""
            select g.id from role_grant g where g.person_id = {from} and g.revoked is null
              and not exists (select 1 from role_grant h where h.person_id = {to} and h.role = g.role and h.scope = g.scope and h.revoked is null)
            """, r => r.GetUuid(0));
        foreach (var grant in grants)
            await unit.ExecuteAsync($"update role_grant set person_id = {to} where id = {grant}");
        return grants;
    }

    /// <summary>Neither may do anything meanwhile, nor may the organisation change.</summary>
    private static long[] Keys(Guid one, Guid other) => [ProgressStore.KeyOf(one), ProgressStore.KeyOf(other), .. Memberships.Memberships.Keys];

    private static Task<Learner?> LearnerAsync(SqlSession session, Guid person) =>
        session.FirstOrDefaultAsync($"select pseudonym from person where id = {person}", r => new Learner(person, r.GetUuid(0)));

    private static async Task<bool> IsJoinedAsync(SqlSession session, Guid person) =>
        await session.ScalarAsync<long>($"select count(*) from person_join where joined_id = {person} and parted is null") > 0;

    private async Task ThrowUnlessAllowedAsync(WriteUnit unit, SignedIn? reader, params Guid[] persons)
    {
        if (reader is not null && !await JoinRight.MayAsync(unit, reader, persons, clock.GetUtcNow()))
            throw new JoinRefusedException(JoinRefusal.NotAllowed);
    }

    internal static JoinEntry Read(DbDataReader r) => new(
        r.GetUuid(0), r.GetUuid(1), r.GetStringOrNull(2), r.GetUuid(3), r.GetStringOrNull(4), r.GetInstant(5), r.GetString(6), r.GetStringOrNull(7),
        r.GetInstantOrNull(8), r.GetStringOrNull(9), r.GetStringOrNull(10));
}
