using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Records;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

/// <summary>Attachments' data go with their statements into a file and back, and are proved whole.</summary>
public sealed class AttachmentRecordsTests : IDisposable
{
    private static readonly byte[] Shared = Encoding.UTF8.GetBytes("delas av två");
    private static readonly byte[] Large = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];
    private static readonly byte[] Named = Encoding.UTF8.GetBytes("nämns bara");
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-parts-").FullName;

    private string File => Path.Combine(_folder, "records.ndjson");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Dialect.Sqlite, Dialect.PostgreSql), InlineData(Dialect.PostgreSql, Dialect.Sqlite)]
    public async Task Data_come_along_with_the_statements_that_had_them_and_with_no_others(Dialect from, Dialect to)
    {
        await using var source = await FilledAsync(from);
        var sum = await source.Get<RecordExport>().RunAsync(File);
        Assert.Equal((4L, 4L), (sum.Statements, sum.Parts));
        await using var target = await LrsServer.StartAsync(to);
        await target.Get<RecordImport>().RunAsync(File, new Authority("https://lrs.example.org", "yrkesresan"));
        await target.Get<RecordImport>().RunAsync(File, new Authority("https://lrs.example.org", "yrkesresan"));
        foreach (var id in await IdsAsync(source))
        {
            var (one, two) = (await PartsAsync(source, id), await PartsAsync(target, id));
            Assert.Equal(one, two);
        }

        Assert.Equal(3, await target.CountAsync("xapi_attachment"));
        Assert.Equal((4, 3, 0), await CheckAsync(target));
    }

    [Fact]
    public async Task Data_that_are_missing_or_changed_are_not_imported()
    {
        await using var source = await FilledAsync(Dialect.Sqlite);
        await source.Get<RecordExport>().RunAsync(File);
        await using var target = await LrsServer.StartAsync();
        var large = Path.Combine(File + ".attachments", Multipart.Sha256(Large));
        await System.IO.File.WriteAllBytesAsync(large, [.. Large[..^1], 0]);
        Assert.Contains("not what its hash says", (await RefusedAsync()).Message, StringComparison.Ordinal);
        System.IO.File.Delete(large);
        Assert.Contains("missing", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(File + ".parts", "");
        Assert.Contains("not whole", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(0, await target.CountAsync("xapi_statement"));

        Task<RecordsException> RefusedAsync() => Assert.ThrowsAsync<RecordsException>(() => target.Get<RecordImport>().RunAsync(File, new Authority("https://lrs.example.org", "yrkesresan")));
    }

    [Theory, BothDatabases]
    public async Task Data_that_are_broken_lost_or_of_no_statement_are_told(Dialect dialect)
    {
        foreach (var (sql, told) in new[]
        {
            ("update xapi_attachment_chunk set bytes = (select bytes from xapi_attachment_chunk where attachment_id <> 1 limit 1) where attachment_id = 1 and number = 0", "hash says"),
            ("delete from xapi_attachment_chunk where number = 1", "hash says"),
            ("update xapi_attachment set length = length + 1 where id = 1", "hash says"),
            ("delete from xapi_statement_attachment", "lost the data"),
            ("update xapi_statement set flags = flags & ~128", "filed under a statement"),
        })
        {
            await using var lrs = await FilledAsync(dialect);
            Assert.Equal((4, 3, 0), await CheckAsync(lrs));
            await lrs.ScriptAsync(sql);
            Assert.Contains((await lrs.Get<StoreCheck>().RunAsync()).Faults, f => f.Contains(told, StringComparison.Ordinal));
        }
    }

    // Two that share data, one of them with more; one with its own; one that names data of another's and did not come with them.
    private static async Task<LrsServer> FilledAsync(Dialect dialect)
    {
        var lrs = await LrsServer.StartAsync(dialect);
        await Multipart.TakenAsync(lrs, Multipart.Of(new JsonArray(Multipart.With(Shared), Multipart.With(Shared, Large))).Data(Shared).Data(Large).End());
        await Multipart.TakenAsync(lrs, Multipart.Of(Multipart.With(Named)).Data(Named).End());
        var naming = Multipart.With(Named);
        naming["attachments"]![0]!["fileUrl"] = "https://example.org/fil";
        using var posted = await lrs.PostAsync(naming);
        Assert.True(posted.IsSuccessStatusCode, await posted.Content.ReadAsStringAsync());
        return lrs;
    }

    private static async Task<(long, long, int)> CheckAsync(LrsServer lrs)
    {
        var report = await lrs.Get<StoreCheck>().RunAsync();
        return (report.Statements, report.Attachments, report.Faults.Count);
    }

    private static async Task<List<string>> IdsAsync(LrsServer lrs) => [.. (await lrs.GetAsync("/xapi/statements"))["statements"]!.AsArray().Select(s => (string)s!["id"]!)];

    /// <summary>Which of the data an answer with attachments holds.</summary>
    private static async Task<(bool, bool, bool)> PartsAsync(LrsServer lrs, string id)
    {
        var answer = (await lrs.Client.GetByteArrayAsync($"/xapi/statements?statementId={id}&attachments=true")).AsMemory();
        return (answer.Span.IndexOf(Shared) >= 0, answer.Span.IndexOf(Large) >= 0, answer.Span.IndexOf(Named) >= 0);
    }
}
