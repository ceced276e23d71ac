namespace Yrkesresan.LtiTool.MyData;

/// <summary>The words of the page about what is stored.</summary>
internal sealed class MyDataTexts;
