using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Erasing;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.LtiTool.Tests.Lti;
using Yrkesresan.LtiTool.Tests.People.Joining;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Tests.People.Erasing;

/// <summary>domain.md §9: erasing a person leaves nothing of the person anywhere, and every figure as it was.</summary>
public sealed class PersonErasingTests(JoinHouse house) : IClassFixture<JoinHouse>
{
    private const string Name = "Unika Exempelsdotter";
    private const string Mail = "unika.exempelsdotter@example.org";
    private const string Subject = "unik-sub-4711";

    [Theory, BothDatabases]
    public async Task Nothing_of_the_person_is_left_in_any_table_and_every_figure_stays(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        var (person, other) = (await EverywhereAsync(world), await world.PersonAsync(1));
        await world.DoAtRandomAsync(other, new Random(3), 30);
        var othersBefore = await world.AllOfAsync(other);
        var pseudonym = await PseudonymAsync(world, person);
        var told = await StatementsAsync(world, pseudonym);
        Assert.Empty((await TablesOfPersonsAsync(world)).Except((await DatabaseSearch.FindAsync(world.Tool.Database, person)).Select(f => f.Split('.')[0])));
        var figures = await world.CountedAsync();
        var erasing = world.Tool.Services.GetRequiredService<PersonErasing>();
        var counted = await erasing.CountAsync(person, althoughLast: false);
        Assert.NotEqual(0, await world.OneAsync<int>($"select count(*) from person where id = {person}"));

        var report = await erasing.EraseAsync(person, "test", "begäran", althoughLast: false);

        Assert.Equal(report.Rows.AsEnumerable(), counted.Rows);
        Assert.Equal(report.Records, counted.Records);
        Assert.True(report.Records is { Deleted: > 0, Reduced: 3 });
        Assert.Empty(await DatabaseSearch.FindAsync(world.Tool.Database, [person, pseudonym, Name, Mail, Subject, .. told.Cast<object>()]));
        Assert.Equal(figures, await world.CountedAsync());
        Assert.Equal(othersBefore, await world.AllOfAsync(other));
        await world.CheckAsync();
        Assert.Empty((await world.Tool.Services.GetRequiredService<StoreCheck>().RunAsync()).Faults);
        Assert.Equal("test begäran", await world.OneAsync<string>($"select by_whom || ' ' || why from erasure_log order by id desc limit 1"));
    }

    [Fact]
    public async Task Every_table_that_knows_a_person_is_heeded()
    {
        var world = await house.WorldAsync();
        await using var session = await world.Tool.Database.ReadAsync();
        var columns = await session.QueryAsync(
            $"select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = {"table"}", r => (Table: r.GetString(0), Column: r.GetString(1)));
        var named = columns.Where(c => c.Column is "person_id" or "subject" or "kept_id" or "joined_id" or "by_id" or "membership_id" || c.Column.EndsWith("by_person", StringComparison.Ordinal)
            || c.Column.EndsWith("_by", StringComparison.Ordinal) || c.Column is "by_whom" or "recorded_by").Select(c => c.Table);
        var known = (await TablesOfPersonsAsync(world)).Concat(named).Distinct();
        // The name of who has issued an edition is part of what is published; a migration's subject is a part of this program.
        Assert.Equal([], known.Except(PersonRows.Tables).Except(["follow_up_edition", "schema_migration"]).Order());
    }

    [Fact]
    public async Task Who_is_joined_goes_with_the_person_and_not_before()
    {
        var world = await house.WorldAsync();
        var (kept, joined) = (await world.PersonAsync(1), await world.PersonAsync(2));
        foreach (var person in new[] { kept, joined })
            await world.DoAtRandomAsync(person, new Random(5), 15);
        var (one, other) = (await PseudonymAsync(world, kept), await PseudonymAsync(world, joined));
        await world.Joining.JoinAsync(kept, joined, new Dictionary<string, Guid> { [JoinWorld.Children] = kept }, new JoinNote("test", null));
        var erasing = world.Tool.Services.GetRequiredService<PersonErasing>();
        await Assert.ThrowsAsync<ErasureRefusedException>(() => erasing.EraseAsync(joined, "test", null, althoughLast: false));
        var figures = await world.CountedAsync();
        await erasing.EraseAsync(kept, "test", null, althoughLast: false);
        Assert.Empty(await DatabaseSearch.FindAsync(world.Tool.Database, kept, joined, one, other));
        Assert.Equal(figures, await world.CountedAsync());
        await world.CheckAsync();
    }

    [Fact]
    public async Task The_last_administrator_of_a_place_is_erased_only_when_that_is_said()
    {
        var world = await house.WorldAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(1));
        var erasing = world.Tool.Services.GetRequiredService<PersonErasing>();
        var grant = new Grant(Role.MunicipalAdministrator, new Scope(ScopeKind.Municipality, SamplePeople.Joined));
        foreach (var person in new[] { one, other })
            await world.Tool.Writes.RunAsync(unit => GrantStore.GiveAsync(unit, person, grant, new GrantNote("test", null, world.Tool.Clock.Now)));
        await erasing.EraseAsync(one, "test", null, althoughLast: false);
        await Assert.ThrowsAsync<ErasureRefusedException>(() => erasing.EraseAsync(other, "test", null, althoughLast: false));
        await Assert.ThrowsAsync<ErasureRefusedException>(() => erasing.CountAsync(other, althoughLast: false));
        await erasing.EraseAsync(other, "test", null, althoughLast: true);
        await Assert.ThrowsAsync<ErasureRefusedException>(() => erasing.EraseAsync(other, "test", null, althoughLast: true));
    }

    [Fact]
    public async Task Who_has_not_signed_in_for_5_years_and_9_months_is_erased_and_nobody_else()
    {
        await using var tool = await ToolHost.StartAsync();
        var job = tool.Services.GetRequiredService<ErasingJob>();
        var (silent, announced, seen, late) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var limit = tool.Clock.Now.AddYears(-5).AddMonths(-9);
        foreach (var (id, created, lastSeen) in new (Guid, DateTimeOffset, DateTimeOffset?)[]
        {
            (silent, limit.AddYears(-1), limit.AddDays(-1)), (announced, limit.AddDays(-1), null), (seen, limit.AddYears(-1), limit.AddDays(1)), (late, limit.AddDays(1), null),
        })
            await tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into person (id, pseudonym, created, last_seen) values ({id}, {Guid.NewGuid()}, {created}, {lastSeen})"));
        await using (await tool.Services.GetRequiredService<Leases>().TryTakeAsync("erasing", TimeSpan.FromHours(1)))
            Assert.Equal(0, await job.RunAsync());
        tool.Services.GetRequiredService<YrkesresanOptions>().EraseAfterMonths = 0;
        Assert.Equal(0, await job.RunAsync());
        tool.Services.GetRequiredService<YrkesresanOptions>().EraseAfterMonths = new YrkesresanOptions().EraseAfterMonths;
        Assert.Equal(2, await job.RunAsync());
        await using var session = await tool.Database.ReadAsync();
        Assert.Equal(new[] { seen, late }.Order(), (await session.QueryAsync($"select id from person", r => r.GetUuid(0))).Order());
        Assert.Equal(2, await session.ScalarAsync<int>($"select count(*) from erasure_log where by_whom = {"yrkesresan"}"));
    }

    [Fact]
    public async Task Neither_an_old_session_nor_an_old_token_of_content_is_good_and_who_launches_again_is_a_new_person()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(platform)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/my-data")).StatusCode);
        var (person, pseudonym) = await OnlyAsync(tool);
        var home = tool.Services.GetRequiredService<StatementEmitter>().HomePage;
        var token = tool.Services.GetRequiredService<LaunchTokens>().Issue(new LaunchGrant(home, pseudonym.ToString("D"), Guid.NewGuid(), "https://example.org/a", [], tool.Clock.Now.AddHours(4)));
        using var content = tool.CreateClient();
        content.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        content.DefaultRequestHeaders.Add("X-Experience-API-Version", "1.0.3");
        Task<HttpResponseMessage> TellAsync() => content.PostAsJsonAsync("/xapi/statements", new { verb = new { id = "https://example.org/did" }, @object = new { id = "https://example.org/a" } });
        Assert.Equal(HttpStatusCode.OK, (await TellAsync()).StatusCode);

        await tool.Services.GetRequiredService<PersonErasing>().EraseAsync(person, "test", null, althoughLast: false);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/my-data")).StatusCode);
        var refused = await TellAsync();
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("erased", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["rule"]);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(platform)).StatusCode);
        var again = await OnlyAsync(tool);
        Assert.NotEqual(person, again.Id);
        Assert.NotEqual(pseudonym, again.Pseudonym);
        Assert.Empty(await DatabaseSearch.FindAsync(tool.Database, pseudonym));
    }

    private static async Task<(Guid Id, Guid Pseudonym)> OnlyAsync(ToolHost tool)
    {
        await using var session = await tool.Database.ReadAsync();
        return Assert.Single(await session.QueryAsync($"select id, pseudonym from person", r => (r.GetUuid(0), r.GetUuid(1))));
    }

    /// <summary>Tables with a reference to a person.</summary>
    private static async Task<List<string>> TablesOfPersonsAsync(JoinWorld world)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return session.Dialect == Dialect.Sqlite
            ? await session.QueryAsync($"select distinct m.name from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = {"table"} and f.\"table\" = {"person"}", r => r.GetString(0))
            : await session.QueryAsync($"select distinct c.relname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid where k.contype = {"f"} and p.relname = {"person"}", r => (string)r[0]);
    }

    private static async Task<Guid> PseudonymAsync(JoinWorld world, Guid person)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return await session.FirstOrDefaultAsync($"select pseudonym from person where id = {person}", r => r.GetUuid(0));
    }

    private static async Task<List<Guid>> StatementsAsync(JoinWorld world, Guid pseudonym)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        var home = world.Tool.Services.GetRequiredService<StatementEmitter>().HomePage;
        return [.. (await world.Tool.Services.GetRequiredService<StatementStore>().OfAccountAsync(session, home, pseudonym.ToString("D"), voided: true)).Select(s => s.Id)];
    }

    /// <summary>A person of whom every table knows something.</summary>
    private static async Task<Guid> EverywhereAsync(JoinWorld world)
    {
        var (person, parted, tool) = (await world.PersonAsync(1), await world.PersonAsync(2), world.Tool);
        var course = world.Journey.FindStep("ny")!.Courses.First(c => c.Days.Count > 0);
        var activities = course.Preparation.SelectMany(g => g.Activities).Select(a => a.Id).ToList();
        await world.TickAsync(person, course.Id, activities[0]);
        await world.TickAsync(person, course.Id, activities[1]);
        await world.TickAsync(person, course.Id, activities[2]);
        await world.UntickAsync(person, course.Id, activities[2]);
        await tool.Services.GetRequiredService<ProgressStore>().RecordAttendanceAsync(person, world.Journey, course.Id, course.Days[0].Id, tool.Clock.Now, person);
        await tool.Services.GetRequiredService<ProgressStore>().OpenedSourceAsync(person, world.Journey, course.Id, activities[0]);
        var join = await world.Joining.JoinAsync(person, parted, new Dictionary<string, Guid> { [JoinWorld.Children] = person }, new JoinNote(Name, null, person));
        await world.Joining.PartAsync(join, new JoinNote(Name, null, person));
        var (now, pseudonym) = (tool.Clock.Now, await PseudonymAsync(world, person));
        var number = Random.Shared.Next(1000, int.MaxValue);
        await tool.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"update person set name = {Name}, given_name = {"Unika"}, email = {Mail}, last_seen = {now} where id = {person}");
            await unit.ExecuteAsync($"update person_account set subject = {Subject} where person_id = {person}");
            await unit.ExecuteAsync($"insert into deployment (id, platform_id, deployment_id, approved, first_seen) values ({number}, 1, {$"d-{number}"}, {true}, {now})");
            await unit.ExecuteAsync($"insert into lti_context (id, deployment_id, context_id, grade_scopes, said) values ({number}, {number}, {"c"}, {""}, {now})");
            await unit.ExecuteAsync($"insert into lti_participant (context_id, subject, person_id, is_learner, since, is_staff) values ({number}, {Subject}, {person}, {true}, {now}, {true})");
            await unit.ExecuteAsync($"insert into lti_member (context_id, subject, person_id, roles, is_learner, status, run, since, changed) values ({number}, {Subject}, {person}, {"Learner"}, {true}, {"active"}, 1, {now}, {now})");
            await unit.ExecuteAsync($"insert into lti_group_member (context_id, group_id, subject) values ({number}, {"g"}, {Subject})");
            await unit.ExecuteAsync($"insert into roster_person (person_id, told) values ({person}, {now})");
            await unit.ExecuteAsync($"insert into grade_fill (context_id, subject) values ({number}, {Subject})");
            await unit.ExecuteAsync($"insert into line_item (id, platform_id, context_id, journey_id, course_id, link_id, state, due, attempts, remade) values ({number}, 1, {number}, {"j"}, {"c"}, 0, 0, {now}, 0, 0)");
            await unit.ExecuteAsync($"insert into grade (line_item_id, subject, context_id, platform_id, completed, revision, state, due, since, attempts, second) values ({number}, {Subject}, {number}, 1, {false}, 1, 0, {now}, {now}, 0, 0)");
            await unit.ExecuteAsync($"insert into link_request (id, person_id, deployment_id, begun, expires, settings) values ({Guid.NewGuid()}, {person}, {number}, {now}, {now}, {""})");
            await unit.ExecuteAsync($"insert into session (id, person_id, platform_id, deployment_id, is_learner, mapped_grants, locale, in_frame, created, last_seen) values ({Guid.NewGuid().ToByteArray()}, {person}, 1, {number}, {true}, {""}, {"sv"}, {false}, {now}, {now})");
            await unit.ExecuteAsync($"insert into launch_log (at, platform_id, person_id) values ({now}, 1, {person})");
            foreach (var table in new[] { "course_applies", "course_completion" })
                await unit.ExecuteAsync(System.Runtime.CompilerServices.FormattableStringFactory.Create($"insert into {table} (person_id, journey_id, course_id, at, statement_id) values ({{0}}, {{1}}, {{2}}, {{3}}, {{4}})", person, "x", "y", now, Guid.NewGuid()));
            await unit.ExecuteAsync($"insert into step_completion (person_id, journey_id, step_id, at, statement_id) values ({person}, {"x"}, {"y"}, {now}, {Guid.NewGuid()})");
            await unit.ExecuteAsync($"insert into membership_aside (join_id, id, person_id, journey_id, employer, roles) values ({join}, {Guid.NewGuid()}, {person}, {"x"}, {"municipality"}, {""})");
            await unit.ExecuteAsync($"insert into role_grant (id, person_id, role, scope, given, given_by) values ({Guid.NewGuid()}, {person}, {"manager"}, {"nation"}, {now}, {Name})");
            await unit.ExecuteAsync($"insert into registration_link (token_hash, created, created_by, created_by_person, expires, attempts) values ({Guid.NewGuid().ToByteArray()}, {now}, {Name}, {person}, {now}, 0)");
            await unit.ExecuteAsync($"insert into deployment_decision (deployment_id, decision, at, by_whom, by_person) values ({number}, {"approved"}, {now}, {Name}, {person})");
            await unit.ExecuteAsync($"insert into platform_change (platform_id, at, by_whom, by_person, fields) values (1, {now}, {Name}, {person}, {"[]"})");
            await unit.ExecuteAsync($"insert into statement_look (id, at, person_id, scope, filter, shown) values ({Guid.NewGuid()}, {now}, {person}, {"nation"}, {""}, 1)");
            await unit.ExecuteAsync($"insert into organisation_log (at, by_whom, what) values ({now}, {Name}, {"x"})");
            await unit.ExecuteAsync($"update membership_log set by_whom = {Name} where id = (select max(id) from membership_log)");
        });
        // The log is written a little after the launch; content sends what it likes.
        await tool.Services.GetRequiredService<StatementStore>().IngestAsync(
            [PreparedStatement.Read(JsonSerializer.SerializeToUtf8Bytes(new { actor = new { mbox = "mailto:" + Mail }, verb = new { id = "https://example.org/did" }, @object = new { id = "https://example.org/a" } }))],
            new Authority(tool.Services.GetRequiredService<StatementEmitter>().HomePage, "content"));
        Assert.NotEqual(Guid.Empty, pseudonym);
        return person;
    }
}
