namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>
/// Where a browser keeps the secret that binds a login to it, in the order of lti.md §7. The numbers stand in sealed states and the names in
/// the launch log: both stay.
/// </summary>
internal enum BrowserStorage : byte
{
    /// <summary>At top level: an unpartitioned cookie.</summary>
    Cookie = 0,

    /// <summary>In the LMS's frame: a cookie of this tool within this LMS.</summary>
    PartitionedCookie = 1,

    /// <summary>In the LMS's frame, which keeps no cookie: with the LMS, by postMessage.</summary>
    PlatformStorage = 2,

    /// <summary>In the tab that our own page opened out of a frame that keeps nothing: a cookie there.</summary>
    NewTab = 3,
}

/// <summary>How the launch log names them.</summary>
internal static class BrowserStorageNames
{
    public static string Name(this BrowserStorage storage) => storage switch
    {
        BrowserStorage.Cookie => "cookie",
        BrowserStorage.PartitionedCookie => "partitioned-cookie",
        BrowserStorage.PlatformStorage => "platform-storage",
        _ => "new-tab",
    };
}
