using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>The custom claim: the link's parameters, the tool's, and addresses of services. A variable that Moodle does not know goes out as it stands.</summary>
internal sealed class MoodleVariables(HostLmsOptions options, MoodleNumbers numbers, Rooms.CourseRooms rooms)
{
    private const string ToolSettings = "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting";

    public JsonObject CustomOf(MoodleLaunch launch)
    {
        var custom = new JsonObject();
        var review = launch.Order.Review is { } asked ? rooms.Find(launch.Room.Id)!.Book.Find(asked.LineItem)?.Review?.Custom : null;
        foreach (var (name, value) in (launch.Order.WithoutCustom ? [] : launch.Link?.Custom ?? []).Concat(launch.Order.Tool.Custom).Concat(review ?? new Dictionary<string, string>()))
            custom[name] = ValueOf(value, launch);
        if (launch.Order.Picker is not null)
            return custom;
        var (course, type, services) = (numbers.OfRoom(launch.Room.Id), launch.Order.Deployment, options.ServerUrl + MoodleAddresses.Services);
        if (launch.TellsRoster)
            custom["context_memberships_url"] = MoodleAddresses.Members(options, course, type);
        if (launch.Order.Tool.Scopes.Contains(ToolSettings))
        {
            custom["system_setting_url"] = $"{services}/tool/{type}/custom";
            custom["context_setting_url"] = $"{services}/CourseSection/{course}/bindings/tool/{type}/custom";
            // As recorded: this one it does not put in.
            custom["link_setting_url"] = $"{services}/links/{{link_id}}/custom";
        }
        return custom;
    }

    private string? ValueOf(string value, MoodleLaunch launch)
    {
        var (person, room) = (launch.Order.Person, launch.Room);
        return value switch
        {
            "$ResourceLink.id" => launch.LinkId is { } id ? numbers.OfLink(id) : null,
            "$ResourceLink.title" => launch.Link?.Title,
            "$ResourceLink.description" => launch.Link?.Text,
            "$Context.id" => numbers.OfRoom(room.Id),
            "$Context.title" or "$CourseSection.title" => room.Title,
            "$Context.label" or "$CourseSection.label" => "BOU",
            "$Context.sourcedId" or "$CourseSection.sourcedId" => $"exempel-{room.Id}",
            "$Context.id.history" => launch.Order.WithoutHistory ? value : string.Join(',', room.History.Select(numbers.OfRoom)),
            "$Context.timeFrame.begin" or "$CourseSection.timeFrame.begin" or "$CourseSection.timeFrame.end" => "",
            "$User.id" => numbers.OfPerson(person.Subject),
            "$User.username" => person.Subject,
            "$Person.name.full" => person.Name,
            "$Person.name.given" => person.GivenName,
            "$Person.name.family" => person.FamilyName,
            "$Person.email.primary" => person.Email,
            "$Person.sourcedId" => $"exempel-{person.Subject}",
            "$Person.address.timezone" => "99",
            "$Membership.role" => MoodleRoles.Variable(launch.Order),
            "$Moodle.Person.userGroupIds" => string.Join(',', (room.Roster.Find(person.Subject)?.Groups ?? []).Select(numbers.OfGroup)),
            _ => value,
        };
    }
}

/// <summary>Moodle's hints: the person's number, and JSON that names the activity and the launch; the launch is found by the latter.</summary>
internal sealed class MoodleHints(MoodleNumbers numbers) : ILaunchHints
{
    public (string Login, string Message) Make(LaunchOrder order)
    {
        var random = System.Security.Cryptography.RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue);
        var link = numbers.OfLink(order.Link ?? ResourceLink.IdOf(order.Target));
        var hint = order.Picker is null
            ? new JsonObject { ["cmid"] = int.Parse(link, System.Globalization.CultureInfo.InvariantCulture) + 1, ["launchid"] = $"ltilaunch{link}_{random}" }
            : new JsonObject { ["launchid"] = $"ltilaunch_ContentItemSelectionRequest_{random}" };
        return (numbers.OfPerson(order.Person.Subject), hint.ToJsonString());
    }

    public string? KeyOf(string? login, string? message) => message;
}
