using Yrkesresan.Content;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Facts;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>
/// A migrated database with two sample journeys, one platform and Göteborg in barn-och-unga since 1 September 2021, with an
/// agreement since 15 August 2021, delivered to by Göteborgsregionen.
/// </summary>
internal sealed class SampleHouse : IAsyncDisposable
{
    public const string Issuer = "https://lms.example.org";
    public const string ClientId = "yrkesresan";

    private SampleHouse(TestDatabase db)
    {
        Db = db;
        Kits = new KitLibrary(db.Database, archive => SampleJourneys.All[archive.Span[0]]);
        var facts = new MembershipFactWriter(new MembershipFacts(Clock));
        Touched = new TouchedMemberships(Kits, facts, Clock);
        Memberships = new Memberships(db.Writes, Kits, facts, Clock);
        Participation = new Participation(Kits);
    }

    public TestDatabase Db { get; }

    public KitLibrary Kits { get; }

    public Memberships Memberships { get; }

    public TouchedMemberships Touched { get; }

    public Participation Participation { get; }

    public TestClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 11, 0, 0, TimeSpan.Zero));

    public DateOnly Today => Clock.TodayInSweden();

    public static async Task<SampleHouse> BuildAsync(Dialect dialect)
    {
        var house = new SampleHouse(await TestDatabase.CreateAsync(dialect, ToolServices.Migrations));
        await house.Db.Writes.RunAsync(async unit =>
        {
            for (var i = 0; i < SampleJourneys.All.Count; i++)
            {
                await unit.ExecuteAsync($"""
                    insert into kit (journey_id, version, draft, title, digest, archive, imported, imported_by)
                    values ({SampleJourneys.All[i].Journey.Id}, {"1.0.0"}, {false}, {"Exempel"}, {new byte[] { (byte)i }}, {new byte[] { (byte)i }}, {house.Clock.GetUtcNow()}, {"test"})
                    """);
            }
            await unit.ExecuteAsync($"""
                insert into platform (issuer, client_id, name, authorization_endpoint, token_endpoint, jwks_uri, frame_origins, created)
                values ({Issuer}, {ClientId}, {"Exempel-LMS"}, {""}, {""}, {""}, {""}, {house.Clock.GetUtcNow()})
                """);
        });
        await house.Kits.RefreshAsync();
        await house.EditAsync(edit =>
        {
            edit.SayRss("gr", "Göteborgsregionen");
            edit.SayRss("jkpg", "RSS Jönköpings län");
            edit.SayRegional("gr", "1480", "barn-och-unga", new Period(new(2021, 7, 1), null), 0);
            edit.SayJoined("1480", "barn-och-unga", new Period(new(2021, 9, 1), null), 0);
            edit.SayJoined("1480", "aldre", new Period(new(2023, 1, 1), null), 0);
            edit.SayAgreement("1480", new(2021, 8, 15), new Period(new(2021, 8, 15), null), 0);
            edit.SayUnit("goteborg-mottagning", "1480", "Exempelförvaltningen", "Mottagning", 0);
        });
        return house;
    }

    /// <summary>Changes the organisation; gives the faults, and saves nothing when there are any.</summary>
    public async Task<IReadOnlyList<OrganisationFault>> EditAsync(Action<OrganisationEdit> say)
    {
        return await Db.Writes.RunAsync(async unit =>
        {
            await using var edit = await OrganisationEdit.BeginAsync(unit);
            say(edit);
            if (edit.Faults() is { Count: > 0 } faults)
                return faults;
            await edit.SaveAsync(unit, "test", Clock.GetUtcNow());
            await Touched.TellAsync(unit, edit.Touched);
            return [];
        }, Memberships.Keys);
    }

    public async Task<Guid> NewPersonAsync()
    {
        var id = Guid.CreateVersion7();
        await Db.Writes.RunAsync(u => u.ExecuteAsync($"insert into person (id, pseudonym, created) values ({id}, {Guid.NewGuid()}, {Clock.GetUtcNow()})"));
        return id;
    }

    public Task ChangeAsync(Guid person, string journey, MembershipChange change, string? why = null) =>
        Db.Writes.RunAsync(u => Memberships.ChangeAsync(u, person, journey, change, new MembershipNote("Exempel", why, Confirms: true)), Memberships.Keys);

    public async Task<IReadOnlyList<JourneyParticipation>> ParticipationOfAsync(Guid person, DateOnly? on = null)
    {
        await using var session = await Db.Database.ReadAsync();
        return await Participation.OfAsync(session, person, on ?? Today);
    }

    public static Employment At(string municipality, string? unit = null, DateOnly? from = null) => new(Employer.Municipality, municipality, unit, from);

    public async ValueTask DisposeAsync()
    {
        Kits.Dispose();
        await Db.DisposeAsync();
    }
}
