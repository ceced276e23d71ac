using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.LtiTool.Tests.FollowUp;
using Yrkesresan.LtiTool.Tests.Lti;

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
    public async Task Who_is_no_administrator_may_not_open_it()
    {
        using var manager = await _world.SignInAsync("Leda Exempelsson", learner: false, (Role.Manager, $"unit:{FollowUpWorld.Reception}"));
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.GetAsync("/support")).StatusCode);
    }

    [Fact]
    public async Task Every_rule_has_words_for_what_happened_and_what_to_do()
    {
        var texts = _world.Tool.Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<SupportTexts>>();
        var rules = _world.Tool.Services.GetRequiredService<LaunchRules>().InOrder.Concat(_world.Tool.Services.GetServices<LaunchMessage>().SelectMany(m => m.Rules));
        foreach (var key in rules.Select(r => SupportWords.KeyOf(r.Name)).Append("Registration").Append("Notice").Distinct())
            Assert.False(texts[key + ".What"].ResourceNotFound || texts[key + ".Do"].ResourceNotFound, key);
        await Task.CompletedTask;
    }

    private void Note(LaunchLogEntry entry) => _world.Tool.Services.GetRequiredService<LaunchLog>().Note(entry);
}
