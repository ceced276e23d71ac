using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Yrkesresan.LtiTool.People.Sessions;

namespace Yrkesresan.LtiTool.Look;

/// <summary><c>&lt;form-token /&gt;</c> in every form that posts: the hidden field that proves the form came from this session.</summary>
[HtmlTargetElement("form-token", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormTokenTagHelper : TagHelper
{
    /// <summary>The page's context.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var http = ViewContext.HttpContext;
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.Attributes.SetAttribute("type", "hidden");
        output.Attributes.SetAttribute("name", SessionForms.Field);
        output.Attributes.SetAttribute("value", http.RequestServices.GetRequiredService<SessionForms>().TokenOf(http));
    }
}
