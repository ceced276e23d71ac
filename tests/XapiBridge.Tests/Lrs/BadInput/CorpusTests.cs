using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>The corpus of bad requests: each is refused as it should be, with a problem that says where and why, and nothing has changed.</summary>
public sealed class CorpusTests(CorpusTests.Servers servers) : IClassFixture<CorpusTests.Servers>
{
    private static readonly Dictionary<string, BadCase> Cases =
        new((IEnumerable<KeyValuePair<string, BadCase>>)[.. ((IEnumerable<BadCase>)[.. StatementCases.All(), .. MultipartCases.All(), .. QueryCases.All(), .. DocumentCases.All()]).Select(c => KeyValuePair.Create(c.Name, c))]);

    public static TheoryData<string> Statements => [.. StatementCases.All().Select(c => c.Name)];

    public static TheoryData<string> Multipart => [.. MultipartCases.All().Select(c => c.Name)];

    public static TheoryData<string> Queries => [.. QueryCases.All().Select(c => c.Name)];

    public static TheoryData<string> Documents => [.. DocumentCases.All().Select(c => c.Name)];

    [Theory, MemberData(nameof(Statements))]
    public Task What_is_no_statement_is_refused(string name) => RefusedAsync(name);

    [Theory, MemberData(nameof(Multipart))]
    public Task Parts_that_lie_or_are_cut_short_are_refused(string name) => RefusedAsync(name);

    [Theory, MemberData(nameof(Queries))]
    public Task What_is_no_question_is_refused(string name) => RefusedAsync(name);

    [Theory, MemberData(nameof(Documents))]
    public Task What_is_no_document_or_has_no_place_is_refused(string name) => RefusedAsync(name);

    private async Task RefusedAsync(string name)
    {
        foreach (var lrs in servers.All)
        {
            var before = await lrs.ContentAsync();
            await Cases[name].AssertRefusedAsync(lrs.Client);
            Assert.Equal(before, await lrs.ContentAsync());
        }
    }

    /// <summary>A server on each database, with something in it.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private readonly List<LrsServer> all = [];

        internal IReadOnlyList<LrsServer> All => all;

        public async ValueTask InitializeAsync()
        {
            foreach (var dialect in Enum.GetValues<Dialect>())
            {
                all.Add(await LrsServer.StartAsync(dialect));
                (await all[^1].PostAsync(Sample.Full())).EnsureSuccessStatusCode().Dispose();
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var server in all)
                await server.DisposeAsync();
        }
    }
}
