using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.LtiTool.Tests.FollowUp;
using Yrkesresan.LtiTool.Tests.Lti;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Support;

/// <summary>domain.md §7: first-line support lies with the RSS: look a launch up by its code, and a person's launches, of the own region alone.</summary>
public sealed class SupportPageTests : IAsyncLifetime
{
    private FollowUpWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await FollowUpWorld.CreateAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory, InlineData("7KQM-2XD9"), InlineData("7kqm2xd9"), InlineData(" 7KQM 2XD9 "), InlineData("7KQM–2XD9")]
    public async Task A_refused_launch_is_found_by_the_code_on_the_persons_screen(string typed)
    {
        Note(new LaunchLogEntry(_world.Tool.Clock.Now, null, null, "expiry", "exp 2027-03-18 08:00:00Z", "7KQM-2XD9", SkewMilliseconds: -95_000));
        using var administrator = await _world.SignInAsync("Regina Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.West}"));
        var page = await administrator.TextAsync($"/support?q={Uri.EscapeDataString(typed)}");
        Assert.Contains("klocka går fel", page, StringComparison.Ordinal);
        Assert.Contains("exp 2027-03-18", page, StringComparison.Ordinal);
        Assert.Contains("95,0 sekunder", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_refusal_is_found_by_its_code_and_among_the_persons_launches()
    {
        await using var platform = TestPlatform.Start();
        var platformId = await platform.RegisterAsync(_world.Tool);
        var person = await _world.EmployAsync("Nyla Exempelsson", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        await _world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into person_account (platform_id, subject, person_id) values ({platformId}, {"nyla"}, {person})"));
        using var browser = new TestBrowser(_world.Tool);
        var refused = await browser.LaunchAsync(platform, c =>
        {
            c["sub"] = "nyla";
            (c["iat"], c["exp"]) = (_world.Tool.Clock.Now.ToUnixTimeSeconds() - 900, _world.Tool.Clock.Now.ToUnixTimeSeconds() - 840);
        });
        var entry = await Refused.ByAsync(_world.Tool, refused, "expiry");
        Assert.Equal(person, entry.PersonId);
        using var administrator = await _world.SignInAsync("Regina Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.West}"));
        Assert.Contains("klocka går fel", await administrator.TextAsync($"/support?q={entry.Reference}"), StringComparison.Ordinal);
        Assert.Contains(entry.Reference!, await administrator.TextAsync($"/support?person={person:D}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("O1LI-0000", "0111-0000")]
    [InlineData("UUUU-UUUU", null)]
    [InlineData("7KQM-2XD", null)]
    [InlineData("Nyla Exempelsson", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Codes_as_they_are_heard_on_the_telephone(string? typed, string? code) => Assert.Equal(code, SupportWords.CodeOf(typed));

    [Fact]
    public async Task A_persons_launches_are_for_the_own_region_alone()
    {
        var person = await _world.EmployAsync("Nyla Exempelsson", FollowUpWorld.Goteborg, FollowUpWorld.Reception);
        await _world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into person_account (platform_id, subject, person_id) select id, {"nyla"}, {person} from platform"));
        Note(new LaunchLogEntry(_world.Tool.Clock.Now, 1, person, Rule: null));
        using var west = await _world.SignInAsync("Regina Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.West}"));
        using var east = await _world.SignInAsync("Regine Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.East}"));
        Assert.Contains(person.ToString("D"), await west.TextAsync("/support?q=Nyla"), StringComparison.Ordinal);
        Assert.DoesNotContain(person.ToString("D"), await east.TextAsync("/support?q=Nyla"), StringComparison.Ordinal);
        Assert.Contains("Personen kom in.", await west.TextAsync($"/support?person={person:D}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await east.GetAsync($"/support?person={person:D}")).StatusCode);
    }

    [Fact]
    public async Task What_was_refused_lately_is_for_the_platforms_administrator()
    {
        Note(new LaunchLogEntry(_world.Tool.Clock.Now, 1, null, "deployment", "deployment 7 is not approved", "AAAA-1111"));
        using var nation = await _world.SignInAsync("Nationa Exempelsson", learner: false, (Role.RssAdministrator, "nation"));
        using var west = await _world.SignInAsync("Regina Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.West}"));
        Assert.Contains("AAAA-1111", await nation.TextAsync("/support"), StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA-1111", await west.TextAsync("/support"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platforms_latest_are_for_its_administrator_with_the_names_of_the_own_region()
    {
        var platform = await RegionalPlatformAsync(FollowUpWorld.West);
        var (own, foreign) = (await _world.EmployAsync("Nyla Exempelsson", FollowUpWorld.Goteborg), await _world.EmployAsync("Nora Exempelsson", FollowUpWorld.Jonkoping));
        var now = _world.Tool.Clock.Now;
        Note(new LaunchLogEntry(now, platform, own, Rule: null));
        Note(new LaunchLogEntry(now, platform, foreign, Rule: null));
        Note(new LaunchLogEntry(now, platform, null, "expiry", null, "AAAA-1111"));
        Note(new LaunchLogEntry(now, 1, null, "expiry", null, "BBBB-2222"));
        using var west = await _world.SignInAsync("Regina Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.West}"));
        using var east = await _world.SignInAsync("Regine Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.East}"));
        using var nation = await _world.SignInAsync("Nationa Exempelsson", learner: false, (Role.RssAdministrator, "nation"));
        var page = await west.TextAsync($"/support?platform={platform}");
        Assert.Equal(2, Regex.Count(page, "Personen kom in"));
        Assert.Contains("AAAA-1111", page, StringComparison.Ordinal);
        Assert.DoesNotContain("BBBB-2222", page, StringComparison.Ordinal);
        Assert.Contains("Nyla Exempelsson", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nora Exempelsson", page, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign.ToString("D"), page, StringComparison.Ordinal);
        Assert.Contains("Nora Exempelsson", await nation.TextAsync($"/support?platform={platform}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await east.GetAsync($"/support?platform={platform}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await west.GetAsync("/support?platform=1")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await nation.GetAsync("/support?platform=4711")).StatusCode);
        Assert.Contains($"/support?platform={platform}", await west.TextAsync("/platforms"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_administrator_may_not_open_it()
    {
        using var manager = await _world.SignInAsync("Leda Exempelsson", learner: false, (Role.Manager, $"unit:{FollowUpWorld.Reception}"));
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/support")).StatusCode);
    }

    [Fact]
    public void Every_rule_has_words_for_what_happened_and_what_to_do()
    {
        var texts = _world.Tool.Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<SupportTexts>>();
        Assert.All(EveryRule(), rule =>
        {
            var key = SupportWords.KeyOf(rule);
            Assert.NotEqual(SupportWords.Unknown, key);
            Assert.False(texts[key + ".What"].ResourceNotFound || texts[key + ".Do"].ResourceNotFound, key);
        });
    }

    [Theory]
    [InlineData(SessionMove.Rule, "väntade för länge", "Be personen öppna länken i kursrummet igen")]
    [InlineData("may-pick-links", "roll i lärplattformen räcker inte", "Be den som har hand om kursrummet")]
    [InlineData("a-rule-of-another-version", "den här versionen av Yrkesresan inte har", "kontakta den som sköter driften")]
    public async Task Nobody_blames_the_LMS_for_what_it_has_not_done(string rule, string what, string todo)
    {
        Note(new LaunchLogEntry(_world.Tool.Clock.Now, null, null, rule, null, "7KQM-2XD9"));
        using var administrator = await _world.SignInAsync("Regina Exempelsson", learner: false, (Role.RssAdministrator, $"region:{FollowUpWorld.West}"));
        var page = await administrator.TextAsync("/support?q=7KQM-2XD9");
        Assert.Contains(what, page, StringComparison.Ordinal);
        Assert.Contains(todo, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Lärplattformen skickade", page, StringComparison.Ordinal);
    }

    /// <summary>A rule's name in the log is a class's, a fault's or a constant's named so: a text in the place itself would escape the list above.</summary>
    [Fact]
    public void No_rule_is_logged_by_a_name_that_stands_in_passing()
    {
        var code = Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "src/LtiTool"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        Assert.All(code, file => Assert.DoesNotMatch("""(Refuse\(\w+, \$?"|new LaunchLogEntry\([^";]*, \$?"|with \{[^}]*\bRule = \$?")""", File.ReadAllText(file)));
    }

    /// <summary>The rules in their lists, with every class of one; the faults of registrations; and the constants that are called a rule.</summary>
    private HashSet<string> EveryRule()
    {
        var all = typeof(LaunchRule).Assembly.GetTypes();
        var launch = _world.Tool.Services.GetRequiredService<LaunchRules>().InOrder.Concat(_world.Tool.Services.GetServices<LaunchMessage>().SelectMany(m => m.Rules)).ToList();
        var notice = _world.Tool.Services.GetRequiredService<NoticeRules>().InOrder;
        Assert.Equal(all.Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(LaunchRule))).ToHashSet(), launch.Concat(notice).Select(r => r.GetType()).ToHashSet());
        var named = all.SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Where(f => f.IsLiteral && f.FieldType == typeof(string) && (f.Name.EndsWith("Rule", StringComparison.Ordinal) || f.Name == "RuleName"))
            .Select(f => (string)f.GetRawConstantValue()!).ToList();
        Assert.Empty(new[] { "state-unused", "login-fields", "login-registration", "login-target", "login-check", "session-move", "notices-form", "picker-answer" }.Except(named));
        return [.. launch.Select(r => r.Name), .. notice.Select(NoticesEndpoint.RuleOf), .. Enum.GetValues<RegistrationFault>().Select(RegistrationEndpoint.RuleOf), .. named];
    }

    private async Task<long> RegionalPlatformAsync(string region) => (await _world.Tool.Writes.RunAsync(unit => PlatformStore.AddAsync(
        unit,
        new Platform(0, "https://regional.example.org", "client-2", "Regionens LMS", "https://regional.example.org/auth", "https://regional.example.org/token", "https://regional.example.org/jwks", null, ["https://regional.example.org"], []) { DefaultRegion = region },
        ["1"], _world.Tool.Clock.Now)))!.Value;

    private void Note(LaunchLogEntry entry) => _world.Tool.Services.GetRequiredService<LaunchLog>().Note(entry);
}
