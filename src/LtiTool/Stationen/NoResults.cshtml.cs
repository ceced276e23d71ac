using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>Somebody was looked for who has never been here, or takes part in nothing.</summary>
internal sealed class NoResultsModel : PageModel
{
    public const string Path = "/stationen/no-results";
}
