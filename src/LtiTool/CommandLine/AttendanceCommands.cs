using System.CommandLine;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary><c>attendance record|withdraw</c>: course days that somebody has been present on.</summary>
internal static class AttendanceCommands
{
    private static readonly PersonOptions Person = new();
    private static readonly Option<string> JourneyId = new("--journey") { Description = "The journey's id.", Required = true };
    private static readonly Option<string> Course = new("--course") { Description = "The course's id.", Required = true };
    private static readonly Option<string> Day = new("--day") { Description = "The course day's number, from 1.", Required = true };
    private static readonly Option<DateOnly?> On = CommandOptions.Date("--on", "The day it was (default: today)");

    public static Command Create() => new("attendance", "Who has been present on which course day.")
    {
        Person.AddTo(new Command("record", "Record that a person was present on a course day.") { JourneyId, Course, Day, On })
            .Does((parsed, services, _) => RunAsync(parsed, services, record: true)),
        Person.AddTo(new Command("withdraw", "Take a recorded attendance back, and what rested on it.") { JourneyId, Course, Day })
            .Does((parsed, services, _) => RunAsync(parsed, services, record: false)),
    };

    private static async Task<CommandResult> RunAsync(ParseResult parsed, IServiceProvider services, bool record)
    {
        var today = services.GetRequiredService<TimeProvider>().TodayInSweden();
        var on = record ? parsed.GetValue(On) ?? today : today;
        if (on > today)
            throw new CommandRefusedException($"{on:yyyy-MM-dd} has not come.");
        var journey = services.GetRequiredService<KitLibrary>().Find(parsed.GetValue(JourneyId)!)
            ?? throw new CommandRefusedException($"No kit of the journey '{parsed.GetValue(JourneyId)}' has been imported.");
        Guid person;
        await using (var session = await services.GetRequiredService<Database>().ReadAsync())
            person = await Person.FindAsync(parsed, session);
        var (course, day) = (parsed.GetValue(Course)!, parsed.GetValue(Day)!);
        var progress = services.GetRequiredService<ProgressStore>();
        var answer = record
            ? await progress.RecordAttendanceAsync(person, journey, course, day, Noon(on), recordedBy: null)
            : await progress.WithdrawAttendanceAsync(person, journey, course, day);
        if (answer.IsRefused)
            throw new CommandRefusedException(Reason(answer, course, day));
        var changed = answer.Outcome == ProgressOutcome.Done;
        return new CommandResult(new { person, journey = journey.Id, course, day, changed }, changed ? (record ? "Recorded." : "Withdrawn.") : "It is so already.");
    }

    private static string Reason(ProgressAnswer answer, string course, string day) => answer.Outcome switch
    {
        ProgressOutcome.NoSuchThing => $"The journey has no course '{course}' with a day '{day}'.",
        ProgressOutcome.DoesNotTakePart => $"The person does not take part in the journey{(answer.WhyNot is { } why ? $" ({why})" : "")}.",
        _ => $"It could not be done ({answer.Outcome}).",
    };

    /// <summary>The middle of the day in Sweden: an hour that no time zone of a reader moves to another date.</summary>
    private static DateTimeOffset Noon(DateOnly day)
    {
        var noon = day.ToDateTime(new TimeOnly(12, 0));
        return new DateTimeOffset(noon, SwedishTime.Zone.GetUtcOffset(noon));
    }
}
