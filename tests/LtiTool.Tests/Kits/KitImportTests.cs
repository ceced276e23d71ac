using Microsoft.Extensions.Logging.Abstractions;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Facts;

namespace Yrkesresan.LtiTool.Tests.Kits;

/// <summary>Kits as regions receive them: a version never changes, the highest is in force, and every instance sees it.</summary>
public sealed class KitImportTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "kits");
    private static readonly TestClock Clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-kits-").FullName;

    [Theory, BothDatabases]
    public async Task What_came_with_the_program_is_imported_once(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        using var library = Library(db);
        await Import(db, library).ShippedAsync(db.Database, Shipped);
        await Import(db, library).ShippedAsync(db.Database, Shipped);
        Assert.Equal(["Barn och unga", "Äldre"], library.Journeys.Select(j => j.Title));
        await using var session = await db.Database.ReadAsync();
        Assert.Equal(2, await session.ScalarAsync<long>($"select count(*) from kit"));
    }

    [Theory, BothDatabases]
    public async Task The_highest_version_is_in_force_whatever_was_imported_last(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        using var library = Library(db);
        foreach (var version in new[] { "1.9.0", "1.10.0", "1.2.0", "1.10.0-utkast.1" })
            Assert.True((await Import(db, library).FromAsync(CopyOf("aldre", version), "test")).IsNew);
        Assert.Equal("1.10.0", library.Find("aldre")!.Version.ToString());
    }

    [Theory, BothDatabases]
    public async Task Other_content_under_the_same_version_is_refused_and_the_same_content_is_nothing_new(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        using var library = Library(db);
        var kit = CopyOf("aldre", "1.0.0");
        Assert.True((await Import(db, library).FromAsync(kit, "test")).IsNew);
        var again = await Import(db, library).FromAsync(kit, "test");
        Assert.False(again.IsNew);
        Assert.Null(again.Refusal);
        var file = Path.Combine(kit, "kit.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("Demokit", "Ändrad demokit", StringComparison.Ordinal));
        var changed = await Import(db, library).FromAsync(kit, "test");
        Assert.Contains("1.0.0", changed.Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("Ändrad", library.Find("aldre")!.Description, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Another_instance_sees_an_import_at_its_next_look(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        using var one = Library(db);
        using var other = Library(db);
        await other.RefreshAsync();
        await Import(db, one).FromAsync(CopyOf("aldre", "1.0.0"), "test");
        Assert.Null(other.Find("aldre"));
        Assert.Equal(["aldre"], await other.RefreshAsync());
        Assert.NotNull(other.Find("aldre"));
        Assert.Empty(await other.RefreshAsync());
    }

    [Theory, BothDatabases]
    public async Task A_kit_with_faults_is_not_stored(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        using var library = Library(db);
        var kit = CopyOf("aldre", "ett");
        Assert.NotEmpty((await Import(db, library).FromAsync(kit, "test")).Faults);
        Assert.NotEmpty((await Import(db, library).FromAsync(Path.Combine(_folder, "finns-inte.zip"), "test")).Faults);
        Assert.Empty(library.Journeys);
        Assert.Empty(await library.RefreshAsync());
    }

    [Theory, BothDatabases]
    public async Task A_kits_media_is_found_by_its_path(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        using var library = Library(db);
        await Import(db, library).ShippedAsync(db.Database, Shipped);
        var media = library.Find("barn-och-unga")!.Steps.SelectMany(s => s.Courses).SelectMany(c => c.Activities).First(a => a.Media is not null).Media!;
        var bytes = library.FindFile("barn-och-unga", media.Path);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Shipped, "barn-och-unga", media.Path)), bytes!.Value.ToArray());
        Assert.Null(library.FindFile("barn-och-unga", "kit.yaml"));
        Assert.Null(library.FindFile("barn-och-unga", "../aldre/kit.yaml"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static KitLibrary Library(TestDatabase db) => new(db.Database, archive => KitReader.Read(new MemoryStream(archive.ToArray())).Kit!);

    private static KitImport Import(TestDatabase db, KitLibrary library) => new(db.Writes, library, new TouchedMemberships(library, new MembershipFactWriter(new MembershipFacts(Clock)), Clock), Clock, NullLogger<KitImport>.Instance);

    private string CopyOf(string kit, string version)
    {
        var copy = Path.Combine(_folder, $"{kit}-{version}");
        foreach (var file in Directory.GetFiles(Path.Combine(Shipped, kit), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(Path.Combine(Shipped, kit), file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        var yaml = Path.Combine(copy, "kit.yaml");
        var lines = File.ReadAllLines(yaml);
        File.WriteAllLines(yaml, lines.Select(l => l.StartsWith("version:", StringComparison.Ordinal) ? $"version: {version}" : l));
        return copy;
    }
}
