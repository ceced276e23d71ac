using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Tests.Lrs.Attachments;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;
using static Yrkesresan.XapiBridge.Tests.Lrs.Isolation.OthersStore;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Isolation;

/// <summary>
/// Communication 4.2, statements/read/mine: "read Statements written by 'me', that is with an authority matching what the LRS would assign", whichever way
/// is tried to others'. A launch's token the same, and its own registration's alone.
/// </summary>
public sealed class OwnStatementsTests(OthersStore others) : IClassFixture<OthersStore>
{
    private const string Statements = "/xapi/statements";
    private const string Mine = "statements/write,statements/read/mine";

    /// <summary>Questions that others' statements answer.</summary>
    private static readonly string[] Questions =
    [
        "", "?limit=1", "?ascending=true", "?since=2020-01-01T00:00:00Z", "?until=2099-01-01T00:00:00Z", "?format=canonical", "?format=ids", "?attachments=true",
        $"?verb={Uri.EscapeDataString(Verb)}", $"?verb={Uri.EscapeDataString(Sample.Voided)}", $"?registration={Registration}",
        Ask(("agent", Agent)), Ask(("agent", Agent), ("related_agents", "true")), Ask(("agent", """{"mbox":"mailto:larare@example.org"}"""), ("related_agents", "true")),
        Ask(("activity", Activity)), Ask(("activity", Activity), ("related_activities", "true"), ("format", "canonical")),
        Ask(("activity", $"https://example.org/courses/{Secret}"), ("related_activities", "true"), ("attachments", "true")),
        $"?statementId={Stored}", $"?statementId={Stored}&attachments=true", $"?statementId={Stored}&format=canonical", $"?statementId={Voided}", $"?voidedStatementId={Voided}", $"?voidedStatementId={Stored}",
    ];

    public static TheoryData<Dialect, string, string> All
    {
        get
        {
            var rows = new TheoryData<Dialect, string, string>();
            foreach (var dialect in Enum.GetValues<Dialect>())
                foreach (var who in (string[])[Mine, "launch"])
                    foreach (var question in Questions)
                        rows.Add(dialect, who, question);
            return rows;
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task XAPI_Communication_4_2_statements_read_mine_shows_nothing_of_another_whatever_is_asked(Dialect dialect, string who, string question)
    {
        var client = others.Client(dialect, who);
        await SendOwnAsync(client, who);
        foreach (var method in (string[])["GET", "HEAD"])
        {
            var answer = await client.AskAsync(method, Statements + question);
            Assert.Contains(answer.Status, who == "launch" ? (int[])[200, 403] : [200, 404]);
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Stored.ToString(), answer.Text, StringComparison.Ordinal);
        }
    }

    // About the same activity, and with the hash of the other's attachment: what it says of itself is all there is to see.
    private static async Task SendOwnAsync(HttpClient client, string who)
    {
        var own = Sample.Minimal();
        own["attachments"] = new JsonArray(Multipart.Attachment(Data));
        own["attachments"]![0]!["fileUrl"] = "https://example.org/egen";
        if (who == "launch")
            own.Remove("actor");
        Assert.Equal(200, (await client.AskAsync("POST", Statements, own.ToJsonString())).Status);
    }

    [Theory, BothDatabases]
    public async Task A_more_link_of_another_leads_to_ones_own_and_to_nothing_else(Dialect dialect)
    {
        var client = others.Client(dialect, Mine);
        await SendOwnAsync(client, Mine);
        await SendOwnAsync(others[dialect].Client, Mine);
        var more = (string?)(await others[dialect].Client.AskAsync("GET", $"{Statements}?limit=1&ascending=true")).Json["more"];
        Assert.StartsWith(Statements, more, StringComparison.Ordinal);
        var answer = await client.AskAsync("GET", more!);
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, (await others.Client(dialect, "launch").AskAsync("GET", more!)).Text, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task What_refers_to_anothers_statement_is_found_by_what_it_says_itself_alone(Dialect dialect)
    {
        var client = others.Client(dialect, Mine);
        var id = Guid.NewGuid();
        var referring = Sample.Parse($$$$"""{"id":"{{{{id}}}}","actor":{"mbox":"mailto:egen@example.org"},"verb":{"id":"https://example.org/verbs/egen"},"object":{"objectType":"StatementRef","id":"{{{{Stored}}}}"}}""");
        Assert.Equal(200, (await client.AskAsync("POST", Statements, referring.ToJsonString())).Status);
        foreach (var question in (string[])[$"?registration={Registration}", $"?verb={Uri.EscapeDataString(Verb)}", Ask(("agent", Agent)), Ask(("agent", """{"mbox":"mailto:larare@example.org"}"""), ("related_agents", "true")), Ask(("activity", Activity))])
            Assert.DoesNotContain(id.ToString(), (await client.AskAsync("GET", Statements + question)).Text, StringComparison.Ordinal);
        Assert.Contains(id.ToString(), (await client.AskAsync("GET", Statements + "?verb=https%3A%2F%2Fexample.org%2Fverbs%2Fegen")).Text, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_guess_at_anothers_statement_is_a_conflict_right_or_wrong_and_to_its_reader_told_apart(Dialect dialect)
    {
        var (right, wrong) = (Statement(Voided), Statement(Voided));
        wrong["result"]!["response"] = "en gissning";
        foreach (var who in (string[])[Mine, "statements/write"])
        {
            var before = await others[dialect].ContentAsync();
            var answers = (await others.Client(dialect, who).AskAsync("POST", Statements, right.ToJsonString()), await others.Client(dialect, who).AskAsync("POST", Statements, wrong.ToJsonString()));
            Assert.Equal((409, 409), (answers.Item1.Status, answers.Item2.Status));
            Assert.Equal(answers.Item1.Text, answers.Item2.Text);
            Assert.Equal(before, await others[dialect].ContentAsync());
        }

        Assert.Equal(200, (await others[dialect].Client.AskAsync("POST", Statements, Statement(Voided).ToJsonString())).Status);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Data_2_3_2_Anothers_statement_is_not_voided_and_a_voided_one_not_read(Dialect dialect)
    {
        var before = await others[dialect].ContentAsync();
        foreach (var who in (string[])[Mine, "statements/write", "launch"])
        {
            var answer = await others.Client(dialect, who).AskAsync("POST", Statements, Sample.Voiding(Stored).ToJsonString());
            Assert.Contains(answer.Status, who == "launch" ? (int[])[400] : [403]);
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await others[dialect].ContentAsync());
        Assert.Equal(200, (await others[dialect].Client.AskAsync("GET", $"{Statements}?statementId={Stored}")).Status);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_4_A_person_has_the_names_of_ones_own_statements_alone(Dialect dialect)
    {
        foreach (var (who, agent) in ((string, string)[])[(Mine, Agent), ("profile", Agent), ("launch", Agent), (Mine, """{"mbox":"mailto:larare@example.org"}""")])
        {
            var answer = await others.Client(dialect, who).AskAsync("GET", Address("/xapi/agents", ("agent", agent)));
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(403, (await others.Client(dialect, "launch").AskAsync("GET", Address("/xapi/agents", ("agent", """{"mbox":"mailto:larare@example.org"}""")))).Status);
        // The latest statements tell, and here others' are the latest.
        Assert.Equal(200, (await others[dialect].Client.AskAsync("POST", Statements, Statement(Guid.NewGuid()).ToJsonString())).Status);
        Assert.Contains(Secret, (await others.Client(dialect, "statements/read").AskAsync("GET", Address("/xapi/agents", ("agent", Agent)))).Text, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_launch_token_hears_no_name_that_another_launch_has_told(Dialect dialect)
    {
        var lrs = others[dialect];
        using var told = lrs.ClientOf(new("https://example.org", "p-2", Guid.NewGuid(), Activity, [], DateTimeOffset.UtcNow.AddHours(1)));
        using var later = lrs.ClientOf(new("https://example.org", "p-2", Guid.NewGuid(), Activity, [], DateTimeOffset.UtcNow.AddHours(1)));
        using var somebody = lrs.ClientOf(new("https://example.org", "p-3", Guid.NewGuid(), Activity, [], DateTimeOffset.UtcNow.AddHours(1)));
        var agent = Agent.Replace("p-1", "p-2", StringComparison.Ordinal);
        var statement = Sample.Minimal("p-2");
        statement["context"] = Sample.Parse($$$$"""{"instructor":{"name":"{{{{Secret}}}}","account":{"homePage":"https://example.org","name":"p-2"}}}""");
        Assert.Equal(200, (await told.AskAsync("POST", Statements, statement.ToJsonString())).Status);
        Assert.Contains(Secret, (await told.AskAsync("GET", Address("/xapi/agents", ("agent", agent)))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, (await later.AskAsync("GET", Address("/xapi/agents", ("agent", agent)))).Text, StringComparison.Ordinal);
        Assert.Equal(403, (await somebody.AskAsync("GET", Address("/xapi/agents", ("agent", agent)))).Status);
    }

    private static string Ask(params (string, string)[] parameters) => "?" + Form(parameters);
}
