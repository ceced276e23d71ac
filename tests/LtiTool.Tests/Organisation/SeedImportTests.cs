using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>The seed file: all of it or nothing, every fault with its line, and again without effect.</summary>
public sealed class SeedImportTests
{
    private const string Good = """
        rss:
          - id: rss-jonkopings-lan
            name: RSS Jönköpings län
            national: [skadligt-bruk]
            regional:
              - { journey: barn-och-unga, from: 2021-07-01, municipalities: ["0680", "0604"] }
        joined:
          - { municipality: "0680", journey: barn-och-unga, from: 2021-10-01 }
        agreements:
          - { municipality: "0680", signed: 2021-09-20 }
        units:
          - { id: jonkoping-barn, municipality: "0680", department: "Exempelförvaltningen", name: "Barn och unga" }
        people:
          - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "ny-1", journey: barn-och-unga, started: 2025-11-03, municipality: "0680", unit: jonkoping-barn, confirmed: true, name: "Nyla Exempelsson" }
          - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "chef-1", journey: barn-och-unga, municipality: "0680", roles: [chef] }
          - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "bas-1", journey: aldre, municipality: "1480", step: bas }
        """;

    [Theory, BothDatabases]
    public async Task A_file_is_brought_in_and_again_changes_nothing(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var first = await ImportAsync(house, Good);
        Assert.Empty(first.Faults);
        Assert.NotEmpty(first.Changes);
        var today = Assert.Single(await house.ParticipationOfAsync(await PersonAsync(house, "ny-1")));
        Assert.Equal(("ny", "0680", "rss-jonkopings-lan", "jonkoping-barn"), (today.Step!.Id, today.Municipality!.Id, today.Region!.Id, today.Unit!.Id));
        Assert.Equal("organisatör", today.Membership.StartedConfirmed!.By);
        var manager = Assert.Single(await house.ParticipationOfAsync(await PersonAsync(house, "chef-1")));
        Assert.Equal("chef", manager.Step!.Id);
        Assert.Null(manager.Membership.RolesConfirmed);
        Assert.Equal("bas", Assert.Single(await house.ParticipationOfAsync(await PersonAsync(house, "bas-1"))).Step!.Id);

        var second = await ImportAsync(house, Good);
        Assert.Empty(second.Faults);
        Assert.Empty(second.Changes);
    }

    [Theory, BothDatabases]
    public async Task Every_fault_is_told_with_its_line_and_nothing_is_stored(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        var result = await ImportAsync(house, """
            rss:
              - id: rss-jonkopings-lan
                name: RSS Jönköpings län
                regional:
                  - { journey: barn-och-unga, from: 2021-07-01, municipalities: ["1480"] }
            joined:
              - { municipality: "9999", journey: barn-och-unga, from: 2021-10-01 }
              - { municipality: "0680", journey: barn-och-unga, from: 2021-10-01, to: 2020-01-01 }
            people:
              - { issuer: "https://other.example.org", clientId: "x", subject: "a", journey: barn-och-unga }
              - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "b", journey: barn-och-unga, municipality: "1480", unit: finns-inte, roles: [kung] }
              - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "c", journey: finns-inte }
              - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "d", journey: barn-och-unga, started: 1930-01-01 }
              - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "d", journey: barn-och-unga }
            """);
        Assert.Equal([5, 7, 8, 10, 11, 11, 12, 13, 14], result.Faults.Select(f => f.Line));
        await using var session = await house.Db.Database.ReadAsync();
        Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from rss where id = {"rss-jonkopings-lan"}"));
        Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from person"));
    }

    /// <summary>domain.md §2: without a processor agreement a municipality's people are not processed beyond the launch.</summary>
    [Theory, BothDatabases]
    public async Task Nobody_is_brought_in_for_a_municipality_without_an_agreement_in_force(Dialect dialect)
    {
        await using var house = await SampleHouse.BuildAsync(dialect);
        const string people = """
            people:
              - { issuer: "https://lms.example.org", clientId: "yrkesresan", subject: "a", journey: barn-och-unga, municipality: "2584" }
            """;
        Assert.Equal([2], (await ImportAsync(house, people)).Faults.Select(f => f.Line));
        const string ended = """
            agreements:
              - { municipality: "2584", signed: 2020-01-01, from: 2020-01-01, to: 2020-12-31 }

            """;
        Assert.Equal([4], (await ImportAsync(house, ended + people)).Faults.Select(f => f.Line));
        await using (var session = await house.Db.Database.ReadAsync())
            Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from person"));
        Assert.Empty((await ImportAsync(house, ended.Replace(", to: 2020-12-31", "", StringComparison.Ordinal) + people)).Faults);
    }

    [Theory]
    [InlineData("people:\n  - { issuer: a, clientId: b, subject: c, journey: d, age: 40 }", 2)]
    [InlineData("rss: []\nregions: []", 2)]
    [InlineData("joined:\n  - municipality: \"1480\"\n    journey: Barn och unga\n    from: 2021-10-01", 3)]
    [InlineData("joined:\n  - municipality: \"1480\"\n    journey: barn-och-unga\n    from: 1/10/2021", 4)]
    [InlineData("joined:\n  - { municipality: \"1480\", journey: barn-och-unga }", 2)]
    [InlineData("- rss", 1)]
    [InlineData("rss: ]", 1)]
    [InlineData("", 1)]
    [InlineData("people:\n  - { issuer: a, clientId: b, subject: c, journey: d, confirmed: kanske }", 2)]
    public void A_file_of_another_form_is_refused_with_the_line(string text, int line)
    {
        var (seed, faults) = SeedReader.Read(text);
        Assert.Null(seed);
        Assert.Contains(line, faults.Select(f => f.Line));
    }

    [Fact]
    public void No_file_makes_the_reader_throw()
    {
        // Any text, and the good file with pieces cut out, doubled and replaced.
        var lines = Good.Split('\n');
        var broken = Gen.Choose(0, lines.Length - 1).Two().SelectMany(at => Gen.Elements("\t", "[", "}", "*a", "&a", "!!x", "\"", ": :", "- -", "\u0000", "?", "%", "~", "<<: *x")
            .SelectMany(junk => Gen.Choose(0, 60).Select(column =>
            {
                var changed = (string[])lines.Clone();
                changed[at.Item1] = changed[at.Item1].Insert(Math.Min(column, changed[at.Item1].Length), junk);
                changed[at.Item2] = changed[at.Item2][Math.Min(column, changed[at.Item2].Length)..];
                return string.Join('\n', changed);
            })));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.OneOf(broken, ArbMap.Default.GeneratorFor<string>()).ToArbitrary(), text =>
        {
            var (seed, faults) = SeedReader.Read(text ?? "");
            return seed is null == faults.Count > 0;
        }));
    }

    private static Task<SeedResult> ImportAsync(SampleHouse house, string text) =>
        new SeedImport(house.Db.Writes, house.Kits, house.Memberships, house.Touched, house.Clock).ImportAsync(text, "organisatör");

    private static async Task<Guid> PersonAsync(SampleHouse house, string subject)
    {
        await using var session = await house.Db.Database.ReadAsync();
        var platform = await AccountName.PlatformAsync(session, SampleHouse.Issuer, SampleHouse.ClientId);
        return (await PersonRegister.FindAsync(session, platform!.Value, subject))!.Id;
    }
}
