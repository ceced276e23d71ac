using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DataPrivacy;

/// <summary>
/// Data Privacy Launch: an administrator of the LMS reviews what the tool asks for and what it has stored, of everybody or of one person
/// (<c>for_user</c>). The specification's name and the one of its draft, which platforms send.
/// </summary>
internal sealed class DataPrivacyMessage(string type, YrkesresanOptions options, ReviewSeal seal) : LaunchMessage(type)
{
    public const string FinalType = "DataPrivacyLaunchRequest";
    public const string DraftType = "LtiDataPrivacyLaunchRequest";

    private static readonly string[] Administrators =
    [
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator", "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
    ];

    public override IReadOnlyList<LaunchRule> Rules { get; } = [new TargetLinkRule(options)];

    public override async ValueTask<string> LandAsync(WriteUnit unit, Launched launched, CancellationToken cancel)
    {
        // About a person only to whom the platform itself says is its administrator; what is asked and stored of all may anybody read.
        var isAdministrator = Launch.Rules.Texts.Of(launched.Attempt.Claim(ClaimNames.Roles))?.Any(r => Administrators.Contains(r, StringComparer.Ordinal)) == true;
        if (!isAdministrator || ForUser.SubjectOf(launched.Attempt) is not { } subject)
            return DataPrivacyModel.Path;
        var person = await PersonRegister.FindAsync(unit, launched.Launch.PlatformId, subject, cancel);
        return DataPrivacyModel.PathTo(seal.Close(new PersonReview(launched.Person.Id, person?.Id ?? Guid.Empty, launched.Launch.At + ReviewSeal.Lifetime)));
    }
}
