using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Npgsql;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>What a list of statements is asked for (Communication 2.1.3), identifiers as the store's numbers.</summary>
internal sealed record StatementQuery
{
    public int? Agent { get; init; }
    public bool RelatedAgents { get; init; }
    public int? Verb { get; init; }
    public int? Activity { get; init; }
    public bool RelatedActivities { get; init; }
    public Guid? Registration { get; init; }

    /// <summary>Only statements of this authority (scope statements/read/mine).</summary>
    public int? Authority { get; init; }

    /// <summary>Exclusive, as <c>since</c> is.</summary>
    public long Above { get; init; } = long.MinValue;

    /// <summary>Exclusive.</summary>
    public long Below { get; init; } = long.MaxValue;
    public bool Ascending { get; init; }

    /// <summary>Whether a statement can be found by what it refers to, beside by itself.</summary>
    public bool HasFilter => Agent is not null || Verb is not null || Activity is not null || Registration is not null;

    // As many texts as kinds of questions, so each is written once and stays prepared.
    private static readonly ConcurrentDictionary<int, string> Texts = new();
    private static readonly ConcurrentDictionary<int, string> ReferringTexts = new();

    /// <summary>The query's SQL.</summary>
    public string ToSql() => Texts.TryGetValue(Kind, out var text) ? text : Texts[Kind] = Merged([.. Branches()]);

    /// <summary>The SQL for those that the filter finds only by what they refer to (see <see cref="References"/>).</summary>
    public string ToReferringSql() => ReferringTexts.TryGetValue(Kind, out var text) ? text : ReferringTexts[Kind] = Merged([.. ReferringBranches()]);

    private int Kind => (Agent is null ? 0 : 1) | (RelatedAgents ? 2 : 0) | (Verb is null ? 0 : 4) | (Activity is null ? 0 : 8) | (RelatedActivities ? 16 : 0)
        | (Registration is null ? 0 : 32) | (Authority is null ? 0 : 64) | (Ascending ? 128 : 0);

    private string Merged(List<string> branches)
    {
        if (branches.Count == 1)
            return branches[0];
        // Each branch stops at the limit by its own index; the few rows left are merged.
        var parts = branches.Select(b => $"select * from ({b}) x");
        return $"select * from ({string.Join(" union all ", parts)}) y order by stored {Order} limit @limit";
    }

    private string Order => Ascending ? "asc" : "desc";

    /// <summary>A command of PostgreSQL's with its parameters, each with a fixed type.</summary>
    public NpgsqlBatchCommand ToCommand(string sql, int limit)
    {
        var command = new NpgsqlBatchCommand(sql);
        void Give<T>(string name, T? value)
            where T : struct
        {
            if (value is { } given)
                command.Parameters.Add(new NpgsqlParameter<T>(name, given));
        }

        Give<long>("above", Above);
        Give<long>("below", Below);
        Give<int>("limit", limit);
        Give("agent", Agent);
        Give("verb", Verb);
        Give("activity", Activity);
        Give("registration", Registration);
        Give<long>("half", Registration is { } registration ? References.NumberOf(registration) : null);
        Give("authority", Authority);
        return command;
    }

    /// <summary>Gives SQLite's statement its parameters; those that it has not are left out.</summary>
    public void Bind(SqliteStatement statement, int limit)
    {
        void Give(string name, long? value)
        {
            if (value is { } number && statement.PlaceOf(name) is > 0 and var place)
                statement.Bind(place, number);
        }

        Give("@above", Above);
        Give("@below", Below);
        Give("@limit", limit);
        Give("@agent", Agent);
        Give("@verb", Verb);
        Give("@activity", Activity);
        Give("@authority", Authority);
        if (Registration is not { } registration)
            return;
        if (statement.PlaceOf("@registration") is > 0 and var at)
            statement.Bind(at, registration);
        Give("@half", References.NumberOf(registration));
    }

    // The narrowest filter leads through its index in stored order; the others are checked row by row.
    internal IEnumerable<string> Branches()
    {
        if (Registration is not null)
            yield return Select("xapi_statement s", "s.registration = @registration", "s", Leads.Registration);
        else if (Agent is not null)
            foreach (var branch in AgentBranches())
                yield return branch;
        else if (Activity is not null)
            foreach (var relation in Relations(RelatedActivities))
                yield return Select(
                    "xapi_statement_activity i cross join xapi_statement s",
                    string.Create(CultureInfo.InvariantCulture, $"i.activity_id = @activity and i.relation = {(int)relation} and s.stored = i.stored"), "i", Leads.Activity);
        else if (Authority is not null)
            yield return Select("xapi_statement s", "s.authority_id = @authority", "s", Leads.Authority);
        else
            yield return Select("xapi_statement s", Verb is null ? "1 = 1" : "s.verb_id = @verb", "s", Leads.Verb);
    }

    internal IEnumerable<string> ReferringBranches()
    {
        if (Registration is not null)
            yield return SelectReferring(Referred.Registration, "@half");
        else if (Agent is not null)
            foreach (var kind in (Referred[])(RelatedAgents ? [Referred.Agent, Referred.RelatedAgent] : [Referred.Agent]))
                yield return SelectReferring(kind, "@agent");
        else if (Activity is not null)
            foreach (var kind in (Referred[])(RelatedActivities ? [Referred.Activity, Referred.RelatedActivity] : [Referred.Activity]))
                yield return SelectReferring(kind, "@activity");
        else
            yield return SelectReferring(Referred.Verb, "@verb");
    }

    // The chain is followed anew for each row that an identifier leads to, since one statement of it must meet the whole filter.
    private string SelectReferring(Referred kind, string lead) => string.Create(CultureInfo.InvariantCulture, $"""
        select {StatementPages.Columns} from xapi_referred i cross join xapi_statement s
        where i.kind = {(int)kind} and i.identifier = {lead} and s.stored = i.stored and i.stored > @above and i.stored < @below
          {(Authority is null ? "" : "and s.authority_id = @authority")} and not ({Meets("s")})
          and exists (
            with recursive chain (target, steps) as (
              select s.target, 1 union select x.target, c.steps + 1 from chain c join xapi_statement x on x.statement_id = c.target
              where x.target is not null and c.steps < {References.LongestChain})
            select 1 from chain c join xapi_statement x on x.statement_id = c.target where {Meets("x")})
          and {StatementPages.NotVoided} order by i.stored {Order} limit @limit
        """);

    private string Meets(string statement)
    {
        var conditions = new List<string>();
        if (Registration is not null)
            conditions.Add($"{statement}.registration = @registration and {statement}.registration is not null");
        if (Agent is not null)
            conditions.Add($"({Exists("xapi_statement_agent", "agent_id", "@agent", RelatedAgents, statement)}{(RelatedAgents ? $" or {statement}.authority_id = @agent" : "")})");
        if (Activity is not null)
            conditions.Add(Exists("xapi_statement_activity", "activity_id", "@activity", RelatedActivities, statement));
        if (Verb is not null)
            conditions.Add($"{statement}.verb_id = @verb");
        if (Authority is not null)
            conditions.Add($"{statement}.authority_id = @authority");
        return string.Join(" and ", conditions);
    }

    private IEnumerable<string> AgentBranches()
    {
        foreach (var relation in Relations(RelatedAgents))
            yield return Select(
                "xapi_statement_agent i cross join xapi_statement s",
                string.Create(CultureInfo.InvariantCulture, $"i.agent_id = @agent and i.relation = {(int)relation} and s.stored = i.stored"), "i", Leads.Agent);
        if (RelatedAgents)
            yield return Select(
                "xapi_statement s",
                "s.authority_id = @agent and not exists (select 1 from xapi_statement_agent d where d.agent_id = @agent and d.relation in (0, 1) and d.stored = s.stored limit 1 offset 0)",
                "s", Leads.Agent);
    }

    private static Relation[] Relations(bool related) => related ? [Relation.Direct, Relation.Related] : [Relation.Direct];

    private string Select(string from, string lead, string ordered, Leads leads)
    {
        var sql = new StringBuilder($"select {StatementPages.Columns} from {from} where {lead} and {ordered}.stored > @above and {ordered}.stored < @below");
        if (Agent is not null && leads != Leads.Agent)
            sql.Append(" and (").Append(Exists("xapi_statement_agent", "agent_id", "@agent", RelatedAgents))
                .Append(RelatedAgents ? " or s.authority_id = @agent)" : ")");
        if (Activity is not null && leads != Leads.Activity)
            sql.Append(" and ").Append(Exists("xapi_statement_activity", "activity_id", "@activity", RelatedActivities));
        // + 0 keeps the planner from leading with a verb's or a sender's index, which may hold half the store, where a narrower one leads.
        if (Verb is not null && leads != Leads.Verb)
            sql.Append(leads == Leads.Authority ? " and s.verb_id = @verb" : " and s.verb_id + 0 = @verb");
        if (Authority is not null && leads != Leads.Authority)
            sql.Append(" and s.authority_id + 0 = @authority");
        // By the leading index's own column: SQLite does not see that the joined one is the same, and would sort every row there is.
        return $"{sql} and {StatementPages.NotVoided} order by {ordered}.stored {Order} limit @limit";
    }

    // The offset keeps PostgreSQL from turning the look-up for each row into a join that reads and sorts all that the filter has.
    private static string Exists(string table, string column, string parameter, bool related, string statement = "s") =>
        $"exists (select 1 from {table} e where e.{column} = {parameter} and e.relation in ({(related ? "0, 1" : "0")}) and e.stored = {statement}.stored limit 1 offset 0)";

    private enum Leads
    {
        Registration,
        Agent,
        Activity,
        Authority,
        Verb,
    }
}
