using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>How somebody stands to a course room (NRPS 2.0 §2.3).</summary>
internal enum MemberStatus
{
    /// <summary>A member.</summary>
    Active,

    /// <summary>Enrolled, and shut out for now.</summary>
    Inactive,

    /// <summary>No longer a member: said to be deleted, or absent from a roster read whole.</summary>
    Left,
}

/// <summary>A member as a roster tells of one.</summary>
/// <param name="Subject">The platform's <c>user_id</c>, the same as the <c>sub</c> of launches.</param>
/// <param name="Roles">As sent, short or whole.</param>
/// <param name="Status">How the person stands to the course room.</param>
/// <param name="Identity">The name, where the platform tells it; an address is never taken from a roster.</param>
/// <param name="Groups">The ids of the person's groups; null when the roster says nothing of groups.</param>
internal sealed record RosterMember(string Subject, IReadOnlyList<string> Roles, MemberStatus Status, Identity Identity, IReadOnlyList<string>? Groups)
{
    /// <summary>Whether the course room's roles make a learner. Who teaches or manages there is none, whatever else is said.</summary>
    public bool IsLearner => LaunchRoles.MakeLearner(Roles) && !LaunchRoles.MakeStaff(Roles);
}

/// <summary>One page of a roster.</summary>
/// <param name="Members">Those that can be understood, in order.</param>
/// <param name="Skipped">How many could not: without an id, or one that no launch could have (<see cref="SubjectRule"/>).</param>
/// <param name="Numbered">How many the platform names by personal identity number: they are not taken (domain.md §9), as their launches are refused.</param>
internal sealed record RosterPage(IReadOnlyList<RosterMember> Members, int Skipped, int Numbered)
{
    /// <summary>Nobody.</summary>
    public static readonly RosterPage None = new([], 0, 0);

    /// <summary>The largest answer, in bytes: a roster of 10,000, of whom the platform says much, by a platform that heeds no <c>limit</c> (lti.md §2.11).</summary>
    public const long Largest = 32 * 1024 * 1024;

    /// <summary>How long an answer may take, once it has begun.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private const int LongestId = 255;
    private const int MostRoles = 50;
    private const int MostGroups = 200;

    /// <summary>Reads a page (NRPS 2.0 §2.2), whatever media type the answer is labelled with.</summary>
    /// <exception cref="PlatformServiceException">It is no membership container.</exception>
    public static async Task<RosterPage> ReadAsync(Stream answer, CancellationToken cancel = default)
    {
        try
        {
            var members = new List<RosterMember>();
            var (skipped, numbered) = (0, 0);
            await foreach (var entry in new ListReader(answer, "members").ReadAsync(cancel))
            {
                using (entry)
                {
                    if (MemberOf(entry.RootElement) is not { } member)
                        skipped++;
                    else if (IdentityNumbers.Contains(member.Subject))
                        numbered++;
                    else
                        members.Add(member);
                }
            }
            return new RosterPage(members, skipped, numbered);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PlatformServiceException(ServiceFailure.Unintelligible, $"The answer is no roster: {e.Message}", inner: e);
        }
    }

    private static RosterMember? MemberOf(JsonElement member)
    {
        if (member.ValueKind != JsonValueKind.Object || Id(member, "user_id") is not { } subject || !SubjectRule.IsPlain(subject))
            return null;
        string? Of(string name) => member.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;
        var roles = member.TryGetProperty("roles", out var said) ? RolesOf(said).Take(MostRoles) : [];
        return new RosterMember(
            subject, [.. roles.Distinct(StringComparer.Ordinal)], StatusOf(Of("status")),
            Identity.Clean(Of("name"), Of("given_name"), Of("family_name"), null, null), GroupsOf(member));
    }

    // §2.3: nothing said means Active; a word that is not in the specification lets nobody in who was shut out.
    private static MemberStatus StatusOf(string? said) => said?.ToUpperInvariant() switch
    {
        null or "ACTIVE" => MemberStatus.Active,
        "DELETED" => MemberStatus.Left,
        _ => MemberStatus.Inactive,
    };

    // Course Groups 1.0: group_enrollments [{ group_id }].
    private static List<string>? GroupsOf(JsonElement member) =>
        member.TryGetProperty("group_enrollments", out var all) && all.ValueKind == JsonValueKind.Array
            ? [.. all.EnumerateArray().Where(g => g.ValueKind == JsonValueKind.Object).Select(g => Id(g, "group_id")).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostGroups)]
            : null;

    /// <summary>An id, as text; some platforms send numbers.</summary>
    internal static string? Id(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => Text(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return text is not null && IsFit(text) ? text : null;
    }

    // A control character is part of no id and no role; U+0000 can be stored in no text.
    private static bool IsFit(string text) => text.Length is > 0 and <= LongestId && !text.Any(char.IsControl);

    private static IEnumerable<string> RolesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value) is { } one && IsFit(one) ? [one] : [],
        JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(Text).OfType<string>().Where(IsFit),
        _ => [],
    };

    /// <summary>Null for what is no text: half of a surrogate pair, written as an escape.</summary>
    internal static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
