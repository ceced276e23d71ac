namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The words of installing: RegistrationTexts.resx (Swedish) and RegistrationTexts.en.resx.</summary>
internal sealed class RegistrationTexts;
