namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The words of the administrators' pages about LMSs: PlatformPagesTexts.resx (Swedish) and PlatformPagesTexts.en.resx.</summary>
internal sealed class PlatformPagesTexts;
