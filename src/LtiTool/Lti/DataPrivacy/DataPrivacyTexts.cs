namespace Yrkesresan.LtiTool.Lti.DataPrivacy;

/// <summary>The words of the page about personal data for an LMS's administrator.</summary>
internal sealed class DataPrivacyTexts;
