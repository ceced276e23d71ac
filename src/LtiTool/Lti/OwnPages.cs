using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// Tells a form that one of our own pages sent from one that another site made the browser send: by its Origin, which a browser writes itself and
/// no page can make it write as another's (Fetch §3.2). Sec-Fetch-Site says less: WebKit calls a form of ours cross-site that goes from the LMS's
/// frame to a tab.
/// </summary>
internal sealed class OwnPages(YrkesresanOptions options)
{
    private readonly string _origin = options.PublicUri.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether this post comes from a page of ours.</summary>
    public bool Sent(HttpRequest request) => request.Headers.Origin == _origin;
}
