using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Tests.People;

/// <summary>domain.md §9: of a launch's identity claims nothing is kept that is, or holds, a personal identity number.</summary>
public sealed class IdentityTests
{
    [Fact]
    public void Identity_fields_of_a_launch_are_stripped()
    {
        var clean = Identity.Clean("Exempel Exempelsson 191212121212", "Exempel", "Exempelsson\0", "191212121212@example.invalid", "sv");
        Assert.Equal(new Identity("Exempel Exempelsson", "Exempel", "Exempelsson", null, "sv"), clean);
    }
}
