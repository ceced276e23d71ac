using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Journeys.Pages;

/// <summary>People of every state, in a municipality that has joined and one that has not, written straight to the database.</summary>
internal static class SamplePeople
{
    public const string Joined = "1480";
    public const string WithoutAgreement = "0180";
    public const string NotJoined = "1280";

    public static async Task ImportKitsAsync(IServiceProvider services)
    {
        if (services.GetRequiredService<KitLibrary>().Journeys.Count > 0)
            return;
        var writes = services.GetRequiredService<WriteQueue>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "kits")))
        {
            using var zip = new MemoryStream();
            var read = KitPacker.Pack(folder, zip);
            var journey = read.Kit!.Journey;
            var bytes = zip.ToArray();
            await writes.RunAsync(async unit => await unit.ExecuteAsync(
                $"insert into kit (journey_id, version, draft, title, digest, archive, imported, imported_by) values ({journey.Id}, {journey.Version.ToString()}, {journey.Draft}, {journey.Title}, {SHA256.HashData(bytes)}, {bytes}, {DateTimeOffset.UnixEpoch}, {"test"})"));
        }
        await services.GetRequiredService<KitLibrary>().RefreshAsync();
    }

    public static async Task JoinAsync(IServiceProvider services)
    {
        var from = new DateOnly(2020, 1, 1);
        await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into rss (id, name) values ({"gr"}, {"Exempelregionen"})");
            foreach (var code in new[] { Joined, NotJoined })
                await unit.ExecuteAsync($"insert into processor_agreement (id, municipality_code, signed_on, valid_from) values ({Guid.NewGuid()}, {code}, {from}, {from})");
            foreach (var journey in new[] { "barn-och-unga", "aldre" })
            {
                await unit.ExecuteAsync($"insert into joined_municipality (id, municipality_code, journey_id, valid_from) values ({Guid.NewGuid()}, {Joined}, {journey}, {from})");
                await unit.ExecuteAsync($"insert into regional_assignment (id, rss_id, municipality_code, journey_id, valid_from) values ({Guid.NewGuid()}, {"gr"}, {Joined}, {journey}, {from})");
            }
            return 0;
        });
    }

    public static async Task<Guid> AddAsync(IServiceProvider services, string name, string email)
    {
        var id = Guid.CreateVersion7();
        await services.GetRequiredService<WriteQueue>().RunAsync(async unit => await unit.ExecuteAsync(
            $"insert into person (id, pseudonym, name, given_name, email, created) values ({id}, {Guid.NewGuid()}, {name}, {name.Split(' ')[0]}, {email}, {DateTimeOffset.UnixEpoch})"));
        return id;
    }

    /// <summary>Someone vouches for where the person works and since when.</summary>
    public static Task EmployAsync(IServiceProvider services, Guid person, string journey, MembershipChange change, bool confirms = true) =>
        services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
        {
            await services.GetRequiredService<Memberships>().ChangeAsync(unit, person, journey, change, new MembershipNote("test", "test", confirms));
            return 0;
        }, Memberships.Keys);

    /// <summary>Ticks the first activities of a course's preparation, and attends its days when all are ticked.</summary>
    public static async Task DoAsync(IServiceProvider services, Guid person, string journeyId, string courseId, int activities, bool attend = false)
    {
        var journey = services.GetRequiredService<KitLibrary>().Find(journeyId)!;
        var store = services.GetRequiredService<ProgressStore>();
        var course = journey.FindCourse(courseId)!.Course;
        foreach (var activity in course.Preparation.SelectMany(g => g.Activities).Take(activities))
            Assert.Equal(ProgressOutcome.Done, (await store.TickAsync(person, journey, courseId, activity.Id)).Outcome);
        foreach (var day in attend ? course.Days : [])
            await store.RecordAttendanceAsync(person, journey, courseId, day.Id, services.GetRequiredService<TimeProvider>().GetUtcNow(), person);
    }
}
