using Microsoft.AspNetCore.Mvc;

namespace Yrkesresan.LtiTool.Look;

/// <summary>303: what was posted is done, and the answer is read there. Reloading it sends nothing again.</summary>
/// <param name="path">A path on our own origin.</param>
internal sealed class SeeOtherResult(string path) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = path;
    }
}
