using System.Net;
using AngleSharp.Dom;

namespace Yrkesresan.LtiTool.Tests.Journeys.Pages;

/// <summary>The first sign-in.</summary>
public sealed class WelcomePageTests(PagesHost host) : IClassFixture<PagesHost>
{
    private const string Path = "/welcome?journey=barn-och-unga";

    [Fact]
    public async Task Someone_of_whom_nothing_is_known_is_asked_and_the_answers_stand_as_self_stated()
    {
        var visitor = await host.SomeoneAsync();
        var page = await visitor.PageAsync("/journeys/barn-och-unga");
        Assert.Equal(290, page.QuerySelectorAll("datalist option").Length);
        var answer = await AnswerAsync(visitor, "2026", "3", "", "göteborgs kommun", "Municipality");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var home = await visitor.PageAsync("/journeys");
        Assert.Contains("Det har du varit sedan mars 2026", home.QuerySelector("header p")!.TextContent);
        Assert.Contains("Du har själv lämnat uppgifterna", home.QuerySelector(".yr-hello")!.TextContent);
        Assert.Contains("Inte bekräftat än", (await visitor.PageAsync("/my-data")).Body!.TextContent);
    }

    [Theory]
    [InlineData("", "", "", "Göteborg", "Municipality", "Skriv år och välj månad")]
    [InlineData("2026", "2", "31", "Göteborg", "Municipality", "Dagen ska finnas i månaden")]
    [InlineData("2028", "2", "", "Göteborg", "Municipality", "kan inte ligga framåt")]
    [InlineData("1950", "2", "", "Göteborg", "Municipality", "mer än 60 år")]
    [InlineData("2026", "2", "", "", "Municipality", "Skriv vilken kommun")]
    [InlineData("2026", "2", "", "Atlantis", "Municipality", "ingen kommun som heter ”Atlantis”")]
    [InlineData("2026", "2", "", "Stockholm", "Municipality", "PUB-avtal")]
    [InlineData("2026", "2", "", "Malmö stad", "Municipality", "inte ansluten")]
    [InlineData("2026", "2", "", "Göteborg", "Consultancy", "anställd av en kommun")]
    [InlineData("99999999999", "x", "-1", "<b>", "Municipality", "&lt;b&gt;")]
    public async Task What_is_wrong_is_said_in_words_and_nothing_is_stored_nor_lost(string year, string month, string day, string municipality, string employer, string says)
    {
        var visitor = await host.SomeoneAsync();
        var answer = await AnswerAsync(visitor, year, month, day, municipality, employer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains(says, html);
        var page = await Visitor.Read(html);
        Assert.NotNull(page.QuerySelector("[role=alert]"));
        Assert.Equal(municipality, page.GetElementById("kommun")!.GetAttribute("value") ?? "");
        await using var session = await host.Tool.Database.ReadAsync();
        Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from membership where person_id = {visitor.PersonId}"));
    }

    private static async Task<HttpResponseMessage> AnswerAsync(Visitor visitor, string year, string month, string day, string municipality, string employer)
    {
        var token = (await visitor.PageAsync(Path)).QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("__form", token), new("Year", year), new("Month", month), new("Day", day), new("Municipality", municipality), new("Employer", employer), new("Role", "")]);
        return await visitor.SendAsync(HttpMethod.Post, Path, form);
    }
}
