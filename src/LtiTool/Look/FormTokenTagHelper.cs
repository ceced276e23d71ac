using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Yrkesresan.LtiTool.Look;

/// <summary><c>&lt;form-token /&gt;</c> in every form that posts: the hidden field that proves the form came from this session.</summary>
[HtmlTargetElement("form-token", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormTokenTagHelper : TagHelper
{
    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) => output.SuppressOutput();
}
