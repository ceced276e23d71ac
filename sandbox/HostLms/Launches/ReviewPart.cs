using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.Launches;

/// <summary>Submission Review 1.0 §4: somebody opens a learner's result from the gradebook.</summary>
public sealed class ReviewPart(CourseRooms rooms, People.SamplePeople people) : IMessagePart
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";

    public void Add(JsonObject claims, LaunchOrder order)
    {
        if (order.Review is not { } review || rooms.Find(order.Room)?.Book.Find(review.LineItem) is not { } item)
            return;
        claims[Lti + "message_type"] = "LtiSubmissionReviewRequest";
        var about = new JsonObject { ["user_id"] = review.User, ["roles"] = new JsonArray("http://purl.imsglobal.org/vocab/lis/v2/membership#Learner") };
        if (!order.WithoutName && people.Find(review.User) is { } person)
            (about["name"], about["given_name"], about["family_name"]) = (person.Name, person.GivenName, person.FamilyName);
        claims[Lti + "for_user"] = about;
        // A column of the tool's own belongs to no link.
        if (item.ResourceLinkId is null)
            claims.Remove(Lti + "resource_link");
        foreach (var (name, value) in item.Review?.Custom ?? new Dictionary<string, string>())
            claims[Lti + "custom"]![name] = value;
    }
}
