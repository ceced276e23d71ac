using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>Lists keep to their indexes when the store is large (domain §10: 20 million statements), whatever the planner knows of the parameters.</summary>
public sealed partial class StatementPlanTests(ITestOutputHelper output)
{
    private const int Limit = 100;

    // The narrowest filter leads to at most 400 rows here (an activity's); a row takes some pages of the indexes on voiding, agents and activities.
    private const int MostPages = 2_500;

    [Fact]
    public async Task On_PostgreSQL_every_list_of_a_large_store_follows_an_index_in_stored_order()
    {
        await using var test = await TestDatabase.CreateAsync(Dialect.PostgreSql, LrsTables.Migrations);
        await using var session = await test.Database.OpenOwnAsync();
        await session.ExecuteScriptAsync(Fill("generate_series(1, 200000) n", "decode(repeat('7b', 900), 'hex')", "md5(n::text)::uuid"));
        await session.ExecuteScriptAsync("analyze");
        var (lists, faults) = (0, new List<string>());
        foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
        {
            await session.ExecuteScriptAsync("set plan_cache_mode = " + mode);
            foreach (var (query, branch) in Queries().SelectMany(q => q.Branches().Concat(Referring(q)).Select(b => (q, b))))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"list_{++lists}");
                await session.ExecuteScriptAsync($"prepare {name}(bigint, bigint, int, int, int, int, int, uuid, bigint) as {Numbered(branch)}");
                var plan = await PlanAsync(session, string.Create(CultureInfo.InvariantCulture,
                    $"explain (analyze, buffers, timing off) execute {name}({query.Above}, {query.Below}, {Limit}, 7, 3, 11, 1, '{Registration:D}', {References.NumberOf(Registration)})"));
                var pages = Buffers().Match(plan) is { Success: true } found
                    ? found.Groups[1].Captures.Concat(found.Groups[2].Captures).Sum(c => int.Parse(c.Value, CultureInfo.InvariantCulture)) : 0;
                output.WriteLine($"{mode} {Describe(query)}: {pages} pages");
                if (pages > MostPages || plan.Contains("Seq Scan", StringComparison.Ordinal) || plan.Contains("Sort", StringComparison.Ordinal))
                    faults.Add($"{mode} {Describe(query)}: {pages} pages\n{plan}");
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.Contains("xapi_statement_of_service", await PlanAsync(session, "explain " + OwnAfter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_SQLite_what_this_service_asserts_is_read_without_others_statements()
    {
        await using var test = await TestDatabase.CreateAsync(Dialect.Sqlite, LrsTables.Migrations);
        await using var session = await test.Database.ReadAsync();
        var plan = await session.QueryAsync(FormattableStringFactory.Create("explain query plan " + OwnAfter), r => r.GetString(3));
        Assert.Contains(plan, step => step.Contains("xapi_statement_of_service (stored>? AND stored<?)", StringComparison.Ordinal));
    }

    private const string OwnAfter = $"select {StatementPages.Columns} from xapi_statement s where {StatementPages.IsOfService} and s.stored > 5 and s.stored < 9000000000000000 order by s.stored limit 500";

    private static async Task<string> PlanAsync(SqlSession session, string explain)
    {
        await using var command = session.Connection.CreateCommand();
        command.CommandText = explain;
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new StringBuilder();
        while (await reader.ReadAsync())
            plan.AppendLine(reader.GetString(0));
        return plan.ToString();
    }

    private static readonly Guid Registration = new("0000000a-0000-0000-0000-000000000000");

    private static IEnumerable<StatementQuery> Queries() => Enumerable.Range(0, 256).Select(mask => new StatementQuery
    {
        Agent = (mask & 1) > 0 ? 7 : null,
        RelatedAgents = (mask & 2) > 0,
        Verb = (mask & 4) > 0 ? 3 : null,
        Activity = (mask & 8) > 0 ? 11 : null,
        RelatedActivities = (mask & 16) > 0,
        Registration = (mask & 32) > 0 ? Registration : null,
        Authority = (mask & 64) > 0 ? 1 : null,
        Ascending = (mask & 128) > 0,
        Above = (mask & 128) > 0 ? 1_000 : long.MinValue,
    });

    // What is found by its target is asked for whoever reads it and in either order alike.
    private static IEnumerable<string> Referring(StatementQuery q) => q is { HasFilter: true, Authority: null, Ascending: false } ? q.ReferringBranches() : [];

    private static string Describe(StatementQuery q) => string.Join(' ', new[]
    {
        q.Agent is null ? null : q.RelatedAgents ? "related-agent" : "agent", q.Verb is null ? null : "verb",
        q.Activity is null ? null : q.RelatedActivities ? "related-activity" : "activity", q.Registration is null ? null : "registration",
        q.Authority is null ? null : "mine", q.Ascending ? "ascending" : "descending",
    }.OfType<string>());

    private static string Numbered(string sql) => new[] { "@above", "@below", "@limit", "@agent", "@verb", "@activity", "@authority", "@registration", "@half" }
        .Select((name, i) => (name, i)).Aggregate(sql, (text, p) => text.Replace(p.name, "$" + (p.i + 1), StringComparison.Ordinal));

    /// <summary>
    /// 200 000 statements of 2 000 agents with 20 verbs about 500 activities, in 3 groupings each, from 3 senders; one in 50 is voided by the next, and one in
    /// thirty-five refers to the one before.
    /// </summary>
    private static string Fill(string numbers, string body, string id) => $"""
        insert into xapi_statement (stored, statement_id, verb_id, authority_id, flags, registration, target, body)
          select n * 10, {id}, n % 20 + 1, n % 3 + 1, case when n % 50 = 1 then 16 else 0 end,
            (lpad(to_hex(n % 5000), 8, '0') || '-0000-0000-0000-000000000000')::uuid, case when n % 50 = 1 or n % 35 = 3 then md5((n - 1)::text)::uuid end, {body} from {numbers};
        insert into xapi_statement_agent (agent_id, relation, stored)
          select (n % 2000) + 1, 0, n * 10 from {numbers} union all select 2001 + (n % 40), 1, n * 10 from {numbers};
        insert into xapi_statement_activity (activity_id, relation, stored)
          select (n * 7 % 500) + 1, 0, n * 10 from {numbers} union all select 501 + (n % 5), 1, n * 10 from {numbers} union all select 600 + (n % 20), 1, n * 10 from {numbers};
        insert into xapi_referred (kind, identifier, stored)
          select kind, identifier, (t + 1) * 10 from (select n - 1 as t from {numbers}) x, lateral (values
            (0, t % 2000 + 1), (1, 2001 + t % 40), (2, t * 7 % 500 + 1), (3, 501 + t % 5), (3, 600 + t % 20), (4, t % 20 + 1), (5, (t % 5000)::bigint << 32)) v (kind, identifier)
          where (t + 1) % 50 = 1 or (t + 1) % 35 = 3;
        """;

    [GeneratedRegex(@"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?")]
    private static partial Regex Buffers();
}
