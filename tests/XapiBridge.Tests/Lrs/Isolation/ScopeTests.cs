using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Tests.Lrs.Attachments;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;
using static Yrkesresan.XapiBridge.Tests.Lrs.Isolation.OthersStore;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Isolation;

/// <summary>
/// Communication 4.2, whole: what each scope permits on each resource, by itself. A refusal is 403 whether or not there is anything to be had, tells nothing
/// of it, and changes nothing.
/// </summary>
public sealed class ScopeTests(OthersStore others) : IClassFixture<OthersStore>
{
    private const string Statements = "/xapi/statements";
    private const string Nowhere = "fd41c918-b88b-4b20-a0a5-a4c32391aaff";

    // "write any Statement"; "read Statements written by me"; "read any Statement"; "read/write state data"; "read/write Profile document data";
    // "unrestricted read access"; "unrestricted access".
    private static readonly string[] Write = [Scope.StatementsWrite, Scope.All];
    private static readonly string[] Read = [Scope.StatementsReadMine, Scope.StatementsRead, Scope.AllRead, Scope.All];
    private static readonly string[] ReadState = [Scope.State, Scope.AllRead, Scope.All];
    private static readonly string[] WriteState = [Scope.State, Scope.All];
    private static readonly string[] ReadProfile = [Scope.Profile, Scope.AllRead, Scope.All];
    private static readonly string[] WriteProfile = [Scope.Profile, Scope.All];
    // The clause names no scope for these two: docs/xapi.md does.
    private static readonly string[] AskActivity = [Scope.StatementsRead, Scope.Profile, Scope.Define, Scope.AllRead, Scope.All];
    private static readonly string[] AskPerson = [Scope.StatementsRead, Scope.StatementsReadMine, Scope.Profile, Scope.AllRead, Scope.All];

    private static readonly Dictionary<string, (string[] Permitted, Func<HttpClient, Task<Answer>> Ask)> Operations = Permissions();

    public static TheoryData<Dialect, string, string> Everything
    {
        get
        {
            var rows = new TheoryData<Dialect, string, string>();
            foreach (var dialect in Enum.GetValues<Dialect>())
                foreach (var operation in Operations.Keys)
                    foreach (var scope in Scope.Known)
                        rows.Add(dialect, operation, scope);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Everything))]
    public async Task XAPI_Communication_4_2_A_scope_permits_what_it_says_and_nothing_else(Dialect dialect, string operation, string scope)
    {
        var (permitted, ask) = Operations[operation];
        var before = await others[dialect].ContentAsync();
        var answer = await ask(others.Client(dialect, scope));
        if (permitted.Contains(scope))
        {
            Assert.NotEqual(403, answer.Status);
            Assert.InRange(answer.Status, 200, 412);
            return;
        }

        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ETag", answer.Headers.Keys);
        Assert.DoesNotContain("Last-Modified", answer.Headers.Keys);
        Assert.Equal(before, await others[dialect].ContentAsync());
    }

    private static Dictionary<string, (string[] Permitted, Func<HttpClient, Task<Answer>> Ask)> Permissions()
    {
        var all = new Dictionary<string, (string[], Func<HttpClient, Task<Answer>>)>
        {
            ["POST statement"] = (Write, c => c.AskAsync("POST", Statements, Sample.Minimal().ToJsonString())),
            ["POST what is there"] = (Write, c => c.AskAsync("POST", Statements, Statement(Stored).ToJsonString())),
            ["POST batch"] = (Write, c => c.AskAsync("POST", Statements, new JsonArray(Sample.Minimal(), Sample.Minimal()).ToJsonString())),
            ["POST multipart"] = (Write, c => c.AskAsync("POST", Statements, Multipart.Of(Multipart.With("abc"u8.ToArray())).Data("abc"u8.ToArray()).End(), $"multipart/mixed; boundary=\"{Multipart.Boundary}\"")),
            ["POST form that stands for PUT"] = (Write, c => c.AskAsync("POST", $"{Statements}?method=PUT", Form(("statementId", $"{Guid.NewGuid()}"), ("content", Sample.Minimal().ToJsonString())), "application/x-www-form-urlencoded")),
            ["PUT statement"] = (Write, c => c.AskAsync("PUT", $"{Statements}?statementId={Guid.NewGuid()}", Sample.Minimal().ToJsonString())),
            ["GET statements"] = (Read, c => c.AskAsync("GET", Statements)),
            ["GET statements with attachments"] = (Read, c => c.AskAsync("GET", $"{Statements}?attachments=true")),
            ["GET form that stands for GET"] = (Read, c => c.AskAsync("POST", $"{Statements}?method=GET", "limit=1", "application/x-www-form-urlencoded")),
            ["HEAD statements"] = (Read, c => c.AskAsync("HEAD", Statements)),
            ["GET statement"] = (Read, c => c.AskAsync("GET", $"{Statements}?statementId={Stored}")),
            ["GET statement that is not"] = (Read, c => c.AskAsync("GET", $"{Statements}?statementId={Nowhere}")),
            ["GET voided statement"] = (Read, c => c.AskAsync("GET", $"{Statements}?voidedStatementId={Voided}")),
            ["GET activity"] = (AskActivity, c => c.AskAsync("GET", Address("/xapi/activities", ("activityId", Activity)))),
            ["GET person"] = (AskPerson, c => c.AskAsync("GET", Address("/xapi/agents", ("agent", Agent)))),
        };
        foreach (var (address, reads, writes) in ((string, string[], string[])[])[(OneDocument[0], ReadState, WriteState), (OneDocument[1], ReadProfile, WriteProfile), (OneDocument[2], ReadProfile, WriteProfile)])
        {
            var (kind, missing, list) = (address.Split('?')[0]["/xapi/".Length..], address + "x", address[..address.LastIndexOf('&')]);
            foreach (var method in (string[])["GET", "HEAD"])
            {
                all[$"{method} {kind}"] = (reads, c => c.AskAsync(method, address));
                all[$"{method} {kind} that is not"] = (reads, c => c.AskAsync(method, missing));
                all[$"{method} {kind} that has changed"] = (reads, c => c.AskAsync(method, address, headers: ("If-Match", "\"0\"")));
                all[$"{method} list of {kind}"] = (reads, c => c.AskAsync(method, list));
            }

            foreach (var method in (string[])["PUT", "POST", "DELETE"])
            {
                // With a tag that it has not: to whoever may write it is 412, and it stays for the others' questions.
                all[$"{method} {kind}"] = (writes, c => c.AskAsync(method, address, """{"b":1}""", "application/json", ("If-Match", "\"0\"")));
                all[$"{method} {kind} that is not"] = (writes, c => c.AskAsync(method, missing, """{"b":1}""", "application/json", ("If-Match", "\"0\"")));
            }
        }

        all["DELETE all state"] = (WriteState, c => c.AskAsync("DELETE", Address("/xapi/activities/state", ("activityId", "https://example.org/none"), ("agent", Agent))));
        return all;
    }

    [Theory]
    [InlineData(Dialect.Sqlite), InlineData(Dialect.PostgreSql)]
    public async Task XAPI_Communication_4_2_Without_define_a_statement_is_saved_and_changes_no_definition(Dialect dialect)
    {
        var address = Address("/xapi/activities", ("activityId", Activity));
        var before = (await others[dialect].Client.AskAsync("GET", address)).Text;
        var statement = Statement(Guid.NewGuid());
        statement["object"]!["definition"]!["name"]!["sv"] = "ett annat namn";
        Assert.Equal(200, (await others.Client(dialect, "statements/write,statements/read/mine").AskAsync("POST", Statements, statement.ToJsonString())).Status);
        Assert.Equal(before, (await others[dialect].Client.AskAsync("GET", address)).Text);
    }
}
