using Yrkesresan.XapiBridge.Lrs.People;

namespace Yrkesresan.LtiTool.Hosting;

/// <summary>The configuration section <c>Yrkesresan</c> (environment <c>Yrkesresan__Name</c>). Names are fixed: installations depend on them.</summary>
public sealed class YrkesresanOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Yrkesresan";

    /// <summary>Where people and LMSs reach the service, without a trailing slash, e.g. <c>https://resa.example.org</c>.</summary>
    public string PublicUrl { get; set; } = "http://tool.localhost:5080";

    /// <summary>Connection string: <c>Data Source=…</c> (SQLite) or <c>Host=…</c> (PostgreSQL). Empty: SQLite in <see cref="DataDirectory"/>.</summary>
    public string? Database { get; set; }

    /// <summary>Where files are kept that are not in the database.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>The master key file. Empty: <c>master.key</c> in <see cref="DataDirectory"/>, made at first start with mode 600.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Lets the public address and platforms' addresses be plain http. For trying out on one machine only.</summary>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>Lets platforms' addresses point into private networks and loopback.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>
    /// Addresses and networks of reverse proxies, by comma, e.g. <c>10.0.0.5, 10.1.0.0/16</c>, whose <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> are believed. Empty: nobody's.
    /// </summary>
    public string? TrustedProxies { get; set; }

    /// <summary>Where LMSs' administrators can write to those who run the service; sent along when an LMS registers. Empty: nothing is sent.</summary>
    public string? SupportEmail { get; set; }

    /// <summary>How long a platform's service may take to answer, in seconds.</summary>
    public int ServiceTimeoutSeconds { get; set; } = 30;

    /// <summary>
    /// What becomes of statements from outside that name one of our people by e-mail address, LMS account or name: <c>Rewrite</c> puts the pseudonym
    /// in its place, <c>Refuse</c> refuses them.
    /// </summary>
    public OtherwiseNamed OtherwiseNamed { get; set; }

    /// <summary>After how many months without a sign-in a person is erased: 5 years and 9 months (domain §9). 0: nobody is.</summary>
    public int EraseAfterMonths { get; set; } = 69;

    /// <summary>The connection string in force.</summary>
    public string ConnectionString =>
        string.IsNullOrWhiteSpace(Database) ? $"Data Source={Path.Combine(DataDirectory, "yrkesresan.db")}" : Database;

    /// <summary>The key file in force.</summary>
    public string KeyFilePath =>
        string.IsNullOrWhiteSpace(KeyFile) ? Path.Combine(DataDirectory, "master.key") : KeyFile;

    /// <summary>The public address, checked.</summary>
    /// <exception cref="InvalidOperationException">Not an absolute https address without path (http only where allowed).</exception>
    public Uri PublicUri
    {
        get
        {
            if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var uri) || uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0)
                throw new InvalidOperationException($"Yrkesresan:PublicUrl must be an absolute address without a path, not '{PublicUrl}'.");
            if (uri.Scheme != Uri.UriSchemeHttps && !(AllowInsecureHttp && uri.Scheme == Uri.UriSchemeHttp))
                throw new InvalidOperationException($"Yrkesresan:PublicUrl must begin with https:// ('{PublicUrl}'). Set Yrkesresan:AllowInsecureHttp only to try the service out.");
            return uri;
        }
    }
}
