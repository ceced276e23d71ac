using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.MyData;

/// <summary>What is stored about the person, in plain words, and the same to download.</summary>
internal sealed class MyDataModel(Database database, Participation participation, PersonFile file, TimeProvider clock) : PageModel
{
    public SignedIn Person { get; private set; } = null!;

    public string? Email { get; private set; }

    /// <summary>Joinings of the person with another, in force or not.</summary>
    public IReadOnlyList<JoinEntry> Joined { get; private set; } = [];

    /// <summary>Course rooms whose roster names the person.</summary>
    public IReadOnlyList<string> Rosters { get; private set; } = [];

    public IReadOnlyList<StoredJourney> Journeys { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } person)
            return Unauthorized();
        Person = person;
        await using var session = await database.ReadAsync(cancel);
        Email = await session.ScalarAsync<string>($"select email from person where id = {person.PersonId}", cancel);
        Joined = await PersonJoining.ListAsync(session, person.PersonId, cancel);
        Rosters = await session.QueryAsync($"""
            select coalesce(c.title, l.name) from lti_member m join lti_context c on c.id = m.context_id join deployment d on d.id = c.deployment_id
              join platform l on l.id = d.platform_id where m.person_id = {person.PersonId} and m.status <> 'left' order by 1
            """, r => r.GetString(0), cancel);
        var journeys = new List<StoredJourney>();
        foreach (var found in await participation.OfAsync(session, person.PersonId, clock.TodayInSweden(), cancel))
        {
            var facts = await ProgressStore.FactsAsync(session, person.PersonId, found.JourneyId);
            journeys.Add(new(found, facts.Courses.Values.Sum(c => c.TickedActivityIds.Count), facts.Courses.Values.Sum(c => c.AttendedDayIds.Count), facts.CoursesCompleted.Count));
        }
        Journeys = journeys;
        return Page();
    }

    public async Task<IActionResult> OnGetDownloadAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } person)
            return Unauthorized();
        return File(await file.WriteAsync(person.PersonId, cancel), "application/json", "yrkesresan-mina-uppgifter.json");
    }
}

/// <summary>What is stored about a person in one journey.</summary>
/// <param name="Found">The membership, with names.</param>
/// <param name="Ticked">How many activities are ticked.</param>
/// <param name="Days">How many course days were attended.</param>
/// <param name="Completed">How many courses are completed.</param>
internal sealed record StoredJourney(JourneyParticipation Found, int Ticked, int Days, int Completed);
