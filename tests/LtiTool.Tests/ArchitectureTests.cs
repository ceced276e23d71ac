using System.Xml.Linq;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests;

/// <summary>design.md §2: LtiTool → XapiBridge → Content, and both → Storage. Nothing points back.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["src/Content/Content.csproj"] = [],
        ["src/Storage/Storage.csproj"] = [],
        ["src/XapiBridge/XapiBridge.csproj"] = ["Content", "Storage"],
        ["src/LtiTool/LtiTool.csproj"] = ["Content", "Storage", "XapiBridge"],
    };

    [Fact]
    public void Projects_reference_downwards_only()
    {
        foreach (var (project, allowed) in Allowed)
            Assert.Empty(References(project).Except(allowed));
    }

    [Fact]
    public void HostLms_shares_no_code_with_src()
    {
        // It may ask for the tool to be built before it runs, but links nothing of it.
        var project = XDocument.Load(Path.Combine(Checkout.Folder, "sandbox/HostLms/HostLms.csproj"));
        Assert.All(project.Descendants("ProjectReference"), r => Assert.Equal("false", (string?)r.Attribute("ReferenceOutputAssembly")));
        Assert.Empty(project.Descendants("Compile"));
    }

    [Fact]
    public void Content_knows_no_HTTP_and_no_database()
    {
        var code = Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "src/Content"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        Assert.All(code, file => Assert.DoesNotMatch(@"using (Microsoft\.AspNetCore|System\.Net\.Http|Microsoft\.Data|Microsoft\.EntityFrameworkCore|Npgsql|System\.Data)", File.ReadAllText(file)));
    }

    [Fact]
    public void The_statement_store_knows_no_journey_and_the_bridge_no_LTI()
    {
        var bridge = Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "src/XapiBridge"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).ToList();
        Assert.All(bridge.Where(f => f.Contains("/Lrs/", StringComparison.Ordinal)), file => Assert.DoesNotMatch(@"Yrkesresan\.(Content|XapiBridge\.(Vocabulary|FollowUp))", File.ReadAllText(file)));
        Assert.All(bridge, file => Assert.DoesNotContain("Yrkesresan.LtiTool", File.ReadAllText(file), StringComparison.Ordinal));
    }

    /// <summary>Where an LMS differs stands in Quirks and nowhere else; what administrators are told of their LMS stands in texts.</summary>
    [Fact]
    public void Nothing_about_an_LMS_stands_outside_Quirks()
    {
        var tool = Path.Combine(Checkout.Folder, "src/LtiTool");
        var code = Directory.EnumerateDirectories(tool).Where(f => Path.GetFileName(f) is not ("bin" or "obj" or "node_modules" or "wwwroot"))
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cs" or ".cshtml" or ".js" && !f.Contains("/Lti/Quirks/", StringComparison.Ordinal)).ToList();
        Assert.Contains(code, f => f.EndsWith("/Lti/Grades/GradeClient.cs", StringComparison.Ordinal));
        Assert.All(code, file => Assert.DoesNotMatch("(?i)moodle|canvas|instructure|brightspace|d2l|desire2learn|blackboard|sakai|itslearning|open ?edx|totara", File.ReadAllText(file)));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Checkout.Folder, project)).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
}
