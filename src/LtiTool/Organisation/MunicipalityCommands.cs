using System.CommandLine;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary><c>municipality join|agreement</c>.</summary>
internal static class MunicipalityCommands
{
    private static readonly Option<string> Municipality = new("--municipality") { Description = "The municipality's four-digit SCB code.", Required = true };
    private static readonly Option<string> Journey = new("--journey") { Description = "The journey's id.", Required = true };
    private static readonly Option<DateOnly?> From = CommandOptions.Date("--from", "The first day");
    private static readonly Option<DateOnly?> End = CommandOptions.Date("--end", "The last day; alone it ends what holds on that day");
    private static readonly Option<DateOnly?> Signed = CommandOptions.Date("--signed", "The day the agreement was signed");
    private static readonly Option<string> By = CommandOptions.By();

    public static Command Create() => new("municipality", "What a municipality takes part in, and under which agreement.")
    {
        new Command("join", "Let a municipality join a journey from a day on, or end its joining.") { Municipality, Journey, From, End, By }.Does(JoinAsync),
        new Command("agreement", "Record a municipality's signed processor agreement (PUB-avtal), or its end.") { Municipality, Signed, From, End, By }.Does(AgreementAsync),
    };

    private static Task<CommandResult> JoinAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var (municipality, journey) = (parsed.GetValue(Municipality)!, parsed.GetValue(Journey)!);
        var (from, end) = (parsed.GetValue(From), parsed.GetValue(End));
        if (from is null && end is null)
            throw new CommandRefusedException("Say --from, the first day, or --end, the last.");
        return RunAsync(parsed, services, edit =>
        {
            if (from is { } first)
                edit.SayJoined(municipality, journey, new Period(first, end), 0);
            else
                edit.EndJoined(municipality, journey, end!.Value);
        });
    }

    private static Task<CommandResult> AgreementAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancel)
    {
        var municipality = parsed.GetValue(Municipality)!;
        var (signed, from, end) = (parsed.GetValue(Signed), parsed.GetValue(From), parsed.GetValue(End));
        if (signed is null && (end is null || from is not null))
            throw new CommandRefusedException("Say --signed, the day the agreement was signed, or --end alone, the last day of the one in force.");
        return RunAsync(parsed, services, edit =>
        {
            if (signed is { } day)
                edit.SayAgreement(municipality, day, new Period(from ?? day, end), 0);
            else
                edit.EndAgreement(municipality, end!.Value);
        });
    }

    private static async Task<CommandResult> RunAsync(ParseResult parsed, IServiceProvider services, Action<OrganisationEdit> say)
    {
        var touched = services.GetRequiredService<TouchedMemberships>();
        var clock = services.GetRequiredService<TimeProvider>();
        var changes = await services.GetRequiredService<WriteQueue>().RunAsync(async unit =>
        {
            await using var edit = await OrganisationEdit.BeginAsync(unit);
            say(edit);
            if (edit.Faults() is [var fault, ..])
                throw new CommandRefusedException(fault.Message);
            await edit.SaveAsync(unit, parsed.GetValue(By)!, clock.GetUtcNow());
            await touched.TellAsync(unit, edit.Touched);
            return edit.Changes;
        }, Memberships.Keys);
        return new CommandResult(new { changes }, changes.Count == 0 ? "It is so already." : string.Join(Environment.NewLine, changes));
    }
}
