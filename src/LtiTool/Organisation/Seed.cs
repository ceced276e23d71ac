using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>What a seed file says, each piece with its line.</summary>
internal sealed record Seed(
    IReadOnlyList<SeedRss> Rss,
    IReadOnlyList<SeedJoined> Joined,
    IReadOnlyList<SeedAgreement> Agreements,
    IReadOnlyList<SeedUnit> Units,
    IReadOnlyList<SeedPerson> People);

internal sealed record SeedRss(int Line, string Id, string Name, IReadOnlyList<SeedNational> National, IReadOnlyList<SeedRegional> Regional);

internal sealed record SeedNational(int Line, string JourneyId, Period Period);

internal sealed record SeedRegional(string JourneyId, Period Period, IReadOnlyList<(int Line, string Code)> Municipalities);

internal sealed record SeedJoined(int Line, string MunicipalityCode, string JourneyId, Period Period);

internal sealed record SeedAgreement(int Line, string MunicipalityCode, DateOnly Signed, Period Period);

internal sealed record SeedUnit(int Line, string Id, string MunicipalityCode, string Department, string Name);

internal sealed record SeedPerson(int Line, AccountName Account, string? Name, string JourneyId, MembershipChange Change, bool Confirmed, string? Why);
