using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Records;
using Yrkesresan.XapiBridge.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>Records to a file and back: streamed, gone on with, checked by count and hash.</summary>
public sealed class RecordFileTests : IDisposable
{
    private static readonly Authority Own = new("https://lrs.example.org", "yrkesresan");
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-records-").FullName;

    private string File => Path.Combine(_folder, "records.ndjson");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Dialect.Sqlite, Dialect.PostgreSql), InlineData(Dialect.PostgreSql, Dialect.Sqlite)]
    public async Task What_is_exported_and_imported_elsewhere_is_the_same_records_in_the_same_order(Dialect from, Dialect to)
    {
        await using var source = await FilledAsync(from);
        var sum = await new RecordExport(source.Database.Database, source.Store).RunAsync(File);
        Assert.Equal((1207, new FileInfo(File).Length), (sum.Statements, sum.Bytes));
        await using var target = await StoreFixture.CreateAsync(to);
        Assert.Equal(1207, await new RecordImport(target.Store).RunAsync(File, Own));
        await SameAsync(source, target);
        // Again: all of it is there, and nothing comes twice.
        await new RecordImport(target.Store).RunAsync(File, Own);
        await SameAsync(source, target);
        Assert.Empty((await new StoreCheck(target.Database.Database, target.Database.Writes, target.Store).RunAsync()).Faults);
    }

    [Theory, BothDatabases]
    public async Task Into_the_store_that_it_came_from_nothing_comes_twice(Dialect dialect)
    {
        await using var source = await FilledAsync(dialect);
        await new RecordExport(source.Database.Database, source.Store).RunAsync(File);
        await new RecordImport(source.Store).RunAsync(File, Own);
        Assert.Equal(1207, await source.CountAsync("xapi_statement"));
    }

    [Fact]
    public async Task An_export_that_was_broken_off_goes_on_where_the_last_whole_line_ends()
    {
        await using var source = await FilledAsync(Dialect.Sqlite);
        var sum = await new RecordExport(source.Database.Database, source.Store).RunAsync(File);
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        foreach (var length in new[] { 0, 10, whole.Length / 3, Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1, whole.Length - 1, whole.Length })
        {
            System.IO.File.Delete(File);
            await System.IO.File.WriteAllBytesAsync(File + ".part", whole[..length]);
            Assert.Equal(sum.Sha256, (await new RecordExport(source.Database.Database, source.Store).RunAsync(File)).Sha256);
            Assert.Equal(whole, await System.IO.File.ReadAllBytesAsync(File));
            Assert.False(System.IO.File.Exists(File + ".part"));
        }
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_written_over_and_what_is_no_export_is_not_gone_on_with()
    {
        await using var source = await FilledAsync(Dialect.Sqlite);
        await System.IO.File.WriteAllTextAsync(File, "x");
        await Assert.ThrowsAsync<RecordsException>(() => new RecordExport(source.Database.Database, source.Store).RunAsync(File));
        System.IO.File.Delete(File);
        await System.IO.File.WriteAllTextAsync(File + ".part", "not a record\n");
        await Assert.ThrowsAsync<RecordsException>(() => new RecordExport(source.Database.Database, source.Store).RunAsync(File));
        Assert.Equal("not a record\n", await System.IO.File.ReadAllTextAsync(File + ".part"));
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_sum_says_is_not_imported()
    {
        await using var source = await FilledAsync(Dialect.Sqlite);
        await new RecordExport(source.Database.Database, source.Store).RunAsync(File);
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        var changed = whole.ToArray();
        changed[whole.Length / 2] ^= 1;
        await using var target = await StoreFixture.CreateAsync(Dialect.Sqlite);
        foreach (var bytes in new[] { changed, whole[..^1], [.. whole, (byte)'\n'], [] })
        {
            await System.IO.File.WriteAllBytesAsync(File, bytes);
            Assert.Contains("not whole", (await Assert.ThrowsAsync<RecordsException>(() => new RecordImport(target.Store).RunAsync(File, Own))).Message, StringComparison.Ordinal);
        }

        await System.IO.File.WriteAllBytesAsync(File, whole);
        System.IO.File.Delete(File + ".sum");
        await Assert.ThrowsAsync<RecordsException>(() => new RecordImport(target.Store).RunAsync(File, Own));
        await Assert.ThrowsAsync<RecordsException>(() => new RecordImport(target.Store).RunAsync(File + "x", Own));
        Assert.Equal(0, await target.CountAsync("xapi_statement"));
    }

    [Theory, BothDatabases]
    public async Task A_statement_that_is_here_with_other_content_ends_the_import_and_is_named(Dialect dialect)
    {
        await using var source = await StoreFixture.CreateAsync(Dialect.Sqlite);
        var ids = await source.IngestAsync(Minimal("p-1"), Minimal("p-2"));
        await new RecordExport(source.Database.Database, source.Store).RunAsync(File);
        await using var target = await StoreFixture.CreateAsync(dialect);
        var other = Minimal("p-3");
        other["id"] = ids[1].ToString();
        await target.IngestAsync(other);
        var refused = await Assert.ThrowsAsync<RecordsException>(() => new RecordImport(target.Store).RunAsync(File, Own));
        Assert.Contains(ids[1].ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await target.CountAsync("xapi_statement"));
    }

    // Full, a SubStatement, plain ones, the service's own; two voided: one by its own credential, one by another that may; one that is not, by one that may not.
    private static async Task<StoreFixture> FilledAsync(Dialect dialect)
    {
        var store = await StoreFixture.CreateAsync(dialect);
        await store.IngestAsync(Full(), SubStatement());
        var ids = await store.IngestAsync([.. Enumerable.Range(0, 1200).Select(i => Minimal($"p-{i % 7}"))]);
        await store.Database.Writes.RunAsync(unit => store.Store.AppendAsync(unit, [Read(Minimal("p-own"))], Own));
        await store.IngestAsync(Voiding(ids[0]));
        var another = new Authority("https://lrs.example.org", "another");
        await store.Store.IngestAsync([Read(Voiding(ids[1]))], another, VoidingRight.EveryCredentials);
        var late = Guid.NewGuid();
        await store.Store.IngestAsync([Read(Voiding(late))], another);
        var held = Minimal("p-held");
        held["id"] = late.ToString();
        await store.IngestAsync(held);
        return store;
    }

    private static async Task SameAsync(StoreFixture source, StoreFixture target)
    {
        var (one, two) = (await source.Store.ReadAfterAsync(0, 5000), await target.Store.ReadAfterAsync(0, 5000));
        Assert.Equal(one.Select(TextOf), two.Select(TextOf));
        Assert.Equal(one.Select(s => (s.OfService, s.Voids)), two.Select(s => (s.OfService, s.Voids)));
        var asked = new StatementQuery { Below = long.MaxValue, Above = long.MinValue };
        Assert.Equal(await source.ListAsync(asked, 5000), await target.ListAsync(asked, 5000));
    }

    // Everything but when it was stored here, which the store that it comes to says anew (Data 2.4.8).
    private static string TextOf(StoredStatement statement)
    {
        var json = JsonNode.Parse(Encoding.UTF8.GetString(statement.ToJson().Span))!.AsObject();
        json.Remove("stored");
        return new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();
    }
}
