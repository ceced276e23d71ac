using System.Net;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>Addresses given from outside are https and public, unless the configuration allows otherwise.</summary>
public sealed class PlatformAddressTests
{
    private static readonly YrkesresanOptions Strict = new();

    [Theory]
    [InlineData("https://lms.example.org/auth")]
    [InlineData("https://lms.example.org:8443/auth?a=b")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    public void Accepted(string address) => Assert.Null(PlatformAddress.RefusalOf(address, Strict));

    [Theory]
    [InlineData("http://lms.example.org/auth")]
    [InlineData("ftp://lms.example.org/")]
    [InlineData("/auth")]
    [InlineData("https://user@lms.example.org/")]
    [InlineData("https://lms.example.org/#x")]
    [InlineData("https://lms.example.org/ x")]
    [InlineData("https://localhost/")]
    [InlineData("https://lms.localhost/")]
    [InlineData("https://lms.internal/")]
    [InlineData("https://lms/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[64:ff9b::a00:1]/")]
    [InlineData("https://[2002:a00:1::]/")]
    public void Refused(string address) => Assert.NotNull(PlatformAddress.RefusalOf(address, Strict));

    [Fact]
    public void The_configuration_allows_otherwise()
    {
        Assert.Null(PlatformAddress.RefusalOf("http://lms.example.org/", new YrkesresanOptions { AllowInsecureHttp = true }));
        Assert.NotNull(PlatformAddress.RefusalOf("http://127.0.0.1/", new YrkesresanOptions { AllowInsecureHttp = true }));
        Assert.Null(PlatformAddress.RefusalOf("http://127.0.0.1:5090/", new YrkesresanOptions { AllowInsecureHttp = true, AllowPrivateNetworks = true }));
    }

    [Theory, InlineData("172.15.255.255", true), InlineData("172.32.0.0", true), InlineData("172.31.255.255", false), InlineData("224.0.0.1", false), InlineData("255.255.255.255", false),
        InlineData("0.0.0.0", false), InlineData("::", false), InlineData("ff02::1", false), InlineData("2001:db8::1", false), InlineData("9.255.255.255", true)]
    public void Public_or_not(string address, bool isPublic) => Assert.Equal(isPublic, PlatformAddress.IsPublic(IPAddress.Parse(address)));

    [Theory, InlineData("https://lms.example.org", true), InlineData("https://*.example.org", true), InlineData("https://lms.example.org:8443", true), InlineData("https://lms.example.org/", false),
        InlineData("*", false), InlineData("https://*", false), InlineData("https://*.org", false), InlineData("https://a.*.org", false), InlineData("'self'", false), InlineData("https://a.org; script-src *", false), InlineData("http://lms.example.org", false)]
    public void Frame_origins(string origin, bool fits) => Assert.Equal(fits, PlatformAddress.IsFrameOrigin(origin, Strict));

    [Theory, InlineData("https://lms.example.org/auth?a=b", "https://lms.example.org"), InlineData("https://lms.example.org:8443/auth", "https://lms.example.org:8443"), InlineData("https://[2606:4700::1111]/", "https://[2606:4700::1111]"),
        // A header has ASCII names alone (RFC 9110 §5.5; CSP 3 §2.3.1).
        InlineData("https://lärplattform.example.org/auth", "https://xn--lrplattform-l8a.example.org")]
    public void Origins(string address, string origin)
    {
        Assert.Equal(origin, PlatformAddress.OriginOf(address));
        Assert.True(PlatformAddress.IsFrameOrigin(origin, Strict));
    }
}
