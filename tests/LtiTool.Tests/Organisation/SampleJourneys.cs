using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>Two journeys without content: by tenure and role as domain.md §4 says, and by the manager's choice (§3).</summary>
internal static class SampleJourneys
{
    public static Journey ChildrenAndYouth { get; } = Of("barn-och-unga",
        ("ny", new ByTenure(0, true, 2, false)),
        ("van", new ByTenure(2, true, 5, true)),
        ("erfaren", new ByTenure(5, false, null, false)),
        ("chef", new ByRole("chef")));

    public static Journey Elderly { get; } = Of("aldre", ("bas", new ByManagersChoice()), ("fordjupning", new ByManagersChoice()), ("spets", new ByManagersChoice()));

    public static IReadOnlyList<Kit> All { get; } = [new(ChildrenAndYouth, new Dictionary<string, ReadOnlyMemory<byte>>()), new(Elderly, new Dictionary<string, ReadOnlyMemory<byte>>())];

    private static Journey Of(string id, params (string Id, StepMembershipRule Rule)[] steps) => new()
    {
        Id = id,
        Version = SemanticVersion.Parse("1.0.0"),
        Language = "sv",
        Title = id,
        Description = "Exempel",
        Steps = [.. steps.Select(s => new Step
        {
            Id = s.Id,
            Title = s.Id,
            Membership = s.Rule,
            Ending = StepEnd.Completes,
            Stem = "",
            Purpose = "",
            Goals = [],
            Courses = [],
        })],
    };
}
