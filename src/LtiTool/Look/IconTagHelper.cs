using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Yrkesresan.LtiTool.Look;

/// <summary><c>&lt;yr-icon name="@Icons.Book" /&gt;</c>: an icon from the sprite, hidden from screen readers.</summary>
[HtmlTargetElement("yr-icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    private readonly LookAssets _assets;

    /// <summary>Made for each use.</summary>
    public IconTagHelper(LookAssets assets) => _assets = assets;

    /// <summary>One of <see cref="Icons"/>.</summary>
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent($"""<svg class="ds-icon" aria-hidden="true" focusable="false"><use href="{_assets.Icons}#{Name}"/></svg>""");
    }
}
