namespace Yrkesresan.HostLms;

/// <summary>Stands for the resource files Texts.resx (Swedish) and Texts.en.resx.</summary>
public sealed class Texts;
