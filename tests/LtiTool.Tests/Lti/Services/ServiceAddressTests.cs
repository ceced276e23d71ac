using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Tests.Lti.Services;

/// <summary>lti.md §2.11: addresses go out character by character as the platform gave them.</summary>
public sealed class ServiceAddressTests
{
    [Theory]
    [InlineData("https://a.example/M?x=1", "limit", "200", "https://a.example/M?x=1&limit=200")]
    [InlineData("https://a.example/M", "role", "http://x#y z", "https://a.example/M?role=http%3A%2F%2Fx%23y%20z")]
    public void Parameters_are_added_to_an_address_that_is_left_as_it_is(string address, string name, string value, string expected) =>
        Assert.Equal(expected, ServicePages.With(address, name, value));

    [Theory]
    [InlineData("https://b.example/A/B?C=%2f%41", "https://b.example/A/B?C=%2f%41")]
    [InlineData("?p=2", "https://a.example/X/Y?p=2")]
    [InlineData("/Z?p=2", "https://a.example/Z?p=2")]
    [InlineData("../W", "https://a.example/W")]
    [InlineData("/Z%7e/%41?p=%7E2", "https://a.example/Z%7e/%41?p=%7E2")]
    [InlineData("W%7E?p=2", "https://a.example/X/W%7E?p=2")]
    [InlineData("?p=%7E2", "https://a.example/X/Y?p=%7E2")]
    [InlineData("//b.example/W%7E", "https://b.example/W%7E")]
    [InlineData("https://b.example/./W%7E", "https://b.example/./W%7E")]
    public void Links_are_resolved_and_absolute_ones_left_alone(string link, string expected) =>
        Assert.Equal(expected, ServicePages.Resolve(new Uri("https://a.example/X/Y?q=1"), link));
}
