using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People.Grants;

/// <summary>domain.md §2: who may be what, where; effective at the next request; logged with who, when, why.</summary>
public sealed class GrantStoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Grant Evaluator = new(Role.Evaluator, Scope.Nation);

    [Theory, BothDatabases]
    public async Task What_is_given_is_read_and_what_is_revoked_is_not(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var person = await NewPersonAsync(db);
        var grant = new Grant(Role.Manager, new Scope(ScopeKind.Municipality, "1480"));
        Assert.True(await db.Writes.RunAsync(u => GrantStore.GiveAsync(u, person, grant, new GrantNote("Exempel", "ny chef", Noon))));
        Assert.Equal([grant], await ReadAsync(db, person));
        Assert.True(await db.Writes.RunAsync(u => GrantStore.RevokeAsync(u, person, grant, new GrantNote("Exempel", "slutat", Noon.AddDays(1)))));
        Assert.Empty(await ReadAsync(db, person));
    }

    [Theory, BothDatabases]
    public async Task Giving_twice_gives_once_and_after_a_revocation_it_can_be_given_again(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var person = await NewPersonAsync(db);
        var note = new GrantNote("Exempel", null, Noon);
        Assert.True(await db.Writes.RunAsync(u => GrantStore.GiveAsync(u, person, Evaluator, note)));
        Assert.False(await db.Writes.RunAsync(u => GrantStore.GiveAsync(u, person, Evaluator, note)));
        Assert.True(await db.Writes.RunAsync(u => GrantStore.RevokeAsync(u, person, Evaluator, note)));
        Assert.False(await db.Writes.RunAsync(u => GrantStore.RevokeAsync(u, person, Evaluator, note)));
        Assert.True(await db.Writes.RunAsync(u => GrantStore.GiveAsync(u, person, Evaluator, note)));
        Assert.Equal([Evaluator], await ReadAsync(db, person));
    }

    [Theory, BothDatabases]
    public async Task The_log_keeps_who_when_and_why_of_both(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var person = await NewPersonAsync(db);
        await db.Writes.RunAsync(u => GrantStore.GiveAsync(u, person, Evaluator, new GrantNote("Givare", "uppdrag", Noon)));
        await db.Writes.RunAsync(u => GrantStore.RevokeAsync(u, person, Evaluator, new GrantNote("Tagare", "avslutat", Noon.AddDays(1))));
        await using var session = await db.Database.ReadAsync();
        var entry = Assert.Single(await GrantStore.HistoryAsync(session, person));
        Assert.Equal(("Givare", "uppdrag", Noon), (entry.GivenBy, entry.GivenWhy, entry.Given));
        Assert.Equal(("Tagare", "avslutat", Noon.AddDays(1)), (entry.RevokedBy, entry.RevokedWhy, entry.Revoked));
    }

    [Theory]
    [InlineData(Role.Manager, "unit municipality")]
    [InlineData(Role.Trainer, "region")]
    [InlineData(Role.RssAdministrator, "region nation")]
    [InlineData(Role.MunicipalAdministrator, "municipality")]
    [InlineData(Role.Evaluator, "nation region")]
    [InlineData(Role.StatementReader, "unit municipality region nation")]
    [InlineData(Role.Learner, "")]
    public void A_role_holds_only_in_the_scopes_that_suit_it(Role role, string kinds)
    {
        foreach (var kind in Enum.GetValues<ScopeKind>())
        {
            var allowed = kinds.Split(' ').Contains(kind.ToString().ToLowerInvariant());
            var scope = kind == ScopeKind.Nation ? Scope.Nation : new Scope(kind, "x");
            Assert.Equal(allowed, GrantRules.RefusalOf(new Grant(role, scope)) is null);
        }
    }

    [Theory, BothDatabases]
    public async Task A_scope_that_names_nothing_is_refused(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var person = await NewPersonAsync(db);
        foreach (var (role, scope) in new[] { (Role.Manager, "unit:finns-inte"), (Role.Manager, "municipality:9999"), (Role.Trainer, "region:finns-inte") })
        {
            Assert.True(Scope.TryParse(scope, out var parsed));
            await Assert.ThrowsAsync<GrantRefusedException>(() => db.Writes.RunAsync(u =>
                GrantStore.GiveAsync(u, person, new Grant(role, parsed), new GrantNote("Exempel", null, Noon))));
        }
        Assert.Empty(await ReadAsync(db, person));
    }

    private static async Task<IReadOnlyList<Grant>> ReadAsync(TestDatabase db, Guid person)
    {
        await using var session = await db.Database.ReadAsync();
        return await GrantStore.OfAsync(session, person);
    }

    private static async Task<Guid> NewPersonAsync(TestDatabase db)
    {
        var id = Guid.CreateVersion7();
        await db.Writes.RunAsync(u => u.ExecuteAsync($"insert into person (id, pseudonym, created) values ({id}, {Guid.NewGuid()}, {Noon})"));
        return id;
    }
}
