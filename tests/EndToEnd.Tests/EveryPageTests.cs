using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using Yrkesresan.HostLms;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>EN 301 549 / WCAG 2.2 AA as far as axe can see: nothing on any page, light and dark, Swedish and English, wide and 320 px.</summary>
[Collection(HouseCollection.Name)]
public sealed partial class EveryPageTests(HouseFixture fixture)
{
    /// <summary>Every page, and somebody who may see it; nobody, where the page is for people without a session.</summary>
    private static readonly IReadOnlyList<PageToSee> AllPages =
    [
        new("hem", "ny-1", "/journeys/barn-och-unga"),
        new("hem-tom", "ny-2", "/journeys/barn-och-unga"),
        new("hem-van", "van-1", "/journeys/barn-och-unga"),
        new("hem-erfaren", "erfaren-1", "/journeys/barn-och-unga"),
        new("hem-chef", "chef-1", "/journeys/barn-och-unga"),
        new("hem-aldre", "bas-1", "/journeys/aldre"),
        new("resor", "chef-1", "/journeys"),
        new("resvaska-tidigare", "van-1", "/journeys/barn-och-unga/steps/ny"),
        new("resvaska-senare", "ny-1", "/journeys/barn-och-unga/steps/van"),
        new("hallplats", "ny-1", "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum"),
        new("hallplats-for-vissa", "ny-1", "/journeys/barn-och-unga/courses/arbeta-med-familjehem"),
        new("hallplats-erfaren", "erfaren-1", "/journeys/barn-och-unga", "ol.yr-route a"),
        new("film", "ny-1", "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum/activities/ett-arendes-vag"),
        new("podd", "ny-1", "/journeys/barn-och-unga/courses/samtal-och-delaktighet/activities/lyssna-in-ett-barn"),
        new("steg-inte-valt", "vantar-1", "/journeys/aldre/not-yet"),
        new("avtal-saknas", "ny-jonkoping-6", "/journeys/barn-och-unga/not-yet"),
        new("sparat-om-mig", "ny-1", "/my-data"),
        new("valkommen", "okand-1", "/welcome"),
        new("stationen", "ledare-1", "/stationen"),
        new("plattformen", "utbildare-1", "/plattformen"),
        new("regionen", "region-1", "/region"),
        new("larplattformar", "region-2", "/platforms"),
        new("larplattformar-ny-lank", "region-2", "/platforms", "form[action='/platforms'] button", "#lank"),
        new("larplattform-andra", "region-2", "/platforms/{lms}"),
        new("larplattform-andrad", "region-2", "/platforms/{lms}", ".yr-rows button"),
        new("godkann", "region-2", "/platforms/approvals"),
        new("anslut-moodle", "region-2", "/platforms/install/moodle"),
        new("nekad-registrering", null, "/lti/register/finns-inte") { IsRefusal = true },
        new("resultat", "region-2", "/platforms/grades"),
        new("resultat-tomt", "region-1", "/platforms/grades"),
        new("kommunen", "kommun-1", "/municipality"),
        new("deltagarlistor", "nation-1", "/platforms/rosters"),
        new("deltagarlistor-tomt", "region-1", "/platforms/rosters"),
        new("samma-person", "nation-1", "/people/join?name=Nyla"),
        new("samma-person-jamfor", "nation-1", "/people/join?name=Nyla&person={ny-1}&person={4711}"),
        new("samma-person-tomt", "region-1", "/people/join?name=Ingen"),
        new("support", "region-2", "/support"),
        new("support-tomt", "region-1", "/support"),
        new("support-larplattform", "region-2", "/platforms", ".yr-rows li:has-text('Kommunernas') a[href^='/support']"),
        new("support-kod", "region-2", $"/support?q={OtherLms.Code}"),
        new("support-okand-kod", "region-2", "/support?q=XXXX-0000"),
        new("support-namn", "region-2", "/support?q=Nyla"),
        new("support-person", "region-2", "/support?person={4711}"),
        new("sjalvtest", "region-2", "/self-test"),
        new("lms-administrator", "nation-1", "/data-privacy"),
        new("hallplats-en-person", "ledare-1", "/stationen/learner/{ny-1}/barn-och-unga/handlaggning-med-barnet-i-centrum"),
        new("steget-en-person", "ledare-1", "/stationen/learner/{ny-goteborg-1}/barn-och-unga"),
        new("inga-resultat", "ledare-1", "/stationen/no-results"),
        new("uppfoljning", "utvarderare-1", "/follow-up/aldre"),
        new("uppfoljning-annat-steg", "utvarderare-1", "/follow-up/aldre?step=fordjupning"),
        new("handelser", "lasare-1", "/follow-up/statements"),
        new("handelse", "lasare-1", "/follow-up/statements", "table.yr-lines tbody tr a"),
        new("lankvaljare", "utbildare-1", "/link-picker") { More = "&picker=1" },
        new("lankvaljare-granska", "utbildare-1", "/link-picker", "button[value=review]") { More = "&picker=1" },
        new("lanken-flyttad", "ny-1", "/link-note?place=course:barn-och-unga/borttagen&within=step:barn-och-unga/ny"),
        new("lanken-pa-plats", "utbildare-1", "/link-note?place=course:barn-och-unga/handlaggning-med-barnet-i-centrum"),
        new("tillganglighet", "ny-1", "/accessibility"),
        new("personuppgifter", "ny-1", "/privacy"),
        new("ny-flik", "ny-1", "/session/new-tab"),
        new("finns-inte", "ny-1", "/finns-inte") { IsRefusal = true },
        new("far-inte", "ny-1", "/region") { IsRefusal = true },
        new("utan-inloggning", null, "/my-data") { IsRefusal = true },
        new("nekad", null, "/lti/login?iss=https%3A%2F%2Fokand.invalid&login_hint=1&target_link_uri=https%3A%2F%2Fokand.invalid") { IsRefusal = true },
    ];

    /// <summary>Kungälv, whose agreement is brought to an end for these pages.</summary>
    private const string AgreementEnded = "1482";

    private static readonly SemaphoreSlim OnlyOne = new(1);
    private static bool isFilled;

    public static TheoryData<string> Names => new(AllPages.Select(p => p.Name));

    private RunningHouse House => fixture.House;

    [Theory, MemberData(nameof(Names))]
    public async Task Axe_finds_nothing(string name)
    {
        await FillAsync();
        var seen = AllPages.Single(p => p.Name == name);
        foreach (var (width, dark, locale) in new[] { (1200, false, "sv"), (320, true, "en") })
        {
            var page = await OpenAsync(seen, width, dark, locale);
            var faults = await page.FaultsAsync();
            Assert.True(faults.Count == 0, $"{seen.Path} {width} {(dark ? "dark" : "light")} {locale}: {string.Join("; ", faults)}");
            Assert.Equal(locale, await page.Locator("html").GetAttributeAsync("lang"));
            // Nothing may stick out to the side (WCAG 1.4.10).
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{seen.Path} scrolls sideways at {width} px");
        }
    }

    /// <summary>Not a test of anything: makes the pictures to look at. Run by tests/screenshots; the test command leaves it out by its kind.</summary>
    [Fact(Explicit = true), Trait("Kind", "Pictures")]
    public async Task Screenshots()
    {
        var folder = Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(Path.GetTempPath(), "yrkesresan-screenshots");
        var only = Environment.GetEnvironmentVariable("SCREENSHOTS_OF")?.Split(',');
        Directory.CreateDirectory(folder);
        await FillAsync();
        await TravelAsync("ny-1", 2);
        foreach (var number in Enumerable.Range(1, 6))
            await TravelAsync($"ny-goteborg-{number}", 1);
        await House.CommandAsync("follow-up", "issue", "--journey", "barn-och-unga", "--by", "pictures");
        var lms = await fixture.Browser.PersonAsync();
        await lms.GotoAsync(House.LmsUrl);
        await lms.ScreenshotAsync(new() { Path = $"{folder}/lms.png", FullPage = true });
        IReadOnlyList<PageToSee> all =
        [
            .. AllPages,
            new("uppfoljning-barn-och-unga", "utvarderare-1", "/follow-up/barn-och-unga"),
            new("uppfoljning-gr", "utvarderare-1", "/follow-up/barn-och-unga?region=goteborgsregionen"),
        ];
        foreach (var seen in all.Where(p => only is null || only.Contains(p.Name)))
            await TakePicturesAsync(seen, folder);
    }

    private async Task TakePicturesAsync(PageToSee seen, string folder)
    {
        foreach (var (form, width, dark, locale) in new[] { ("1200", 1200, false, "sv"), ("390", 390, false, "sv"), ("390-dark", 390, true, "sv"), ("1200-dark-en", 1200, true, "en") })
        {
            var page = await OpenAsync(seen, width, dark, locale);
            await page.ScreenshotAsync(new() { Path = $"{folder}/{seen.Name}-{form}.png", FullPage = true });
        }
        if (seen.Person is null || seen.Click is not null)
            return;
        var framed = await fixture.Browser.PersonAsync(1100, 2300);
        await framed.OpenInFrameAsync(House, seen.Person, target: await PathAsync(seen), more: seen.More);
        await framed.ScreenshotAsync(new() { Path = $"{folder}/{seen.Name}-ram.png", FullPage = true });
        await framed.Context.CloseAsync();
    }

    /// <summary>Opens the page on the person's screen, where they are signed in: launches are other tests' matter.</summary>
    private async Task<IPage> OpenAsync(PageToSee seen, int width, bool dark, string locale)
    {
        var page = seen.Person is null ? await fixture.ScreenOfNobodyAsync(locale == "sv" ? "sv-SE" : "en-GB") : await fixture.ScreenOfAsync(seen.Person);
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        var path = await PathAsync(seen);
        // What the LMS asks for has an address of its own.
        if (seen.More.Length > 0)
        {
            await page.OpenAloneAsync(House, seen.Person!, locale, path, seen.More);
            path = new Uri(page.Url).PathAndQuery;
        }
        // Whom nobody knows is answered in the browser's language.
        var language = seen.Person is null ? "" : (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "language=" + locale;
        var answer = await page.GotoAsync(House.ToolUrl + path + language);
        Assert.True(answer!.Ok != seen.IsRefusal, $"{path} was answered with {answer.Status}");
        Assert.Equal(path.Split('?')[0], new Uri(page.Url).AbsolutePath);
        if (seen.Click is null)
            return page;
        var before = page.Url;
        await page.Locator(seen.Click).First.ClickAsync();
        if (seen.After is { } after)
            await page.Locator(after).WaitForAsync();
        // A form's answer stands at the form's own address.
        else if (seen.More.Length > 0)
            await Assertions.Expect(page.Locator(seen.Click)).ToHaveCountAsync(0);
        else
            await page.WaitForURLAsync(url => url != before);
        await page.Locator("main h1").WaitForAsync();
        return page;
    }

    /// <summary>The page's path, with the ids of the people that it names by their accounts.</summary>
    private async Task<string> PathAsync(PageToSee seen)
    {
        var path = seen.Path.Contains("{lms}", StringComparison.Ordinal) ? seen.Path.Replace("{lms}", $"{await OtherLms.PlatformAsync(House)}", StringComparison.Ordinal) : seen.Path;
        foreach (Match account in AnAccount().Matches(path))
        {
            var subject = account.Groups[1].Value;
            path = path.Replace(account.Value, $"{await (char.IsAsciiDigit(subject[0]) ? OtherLms.PersonAsync(House, subject) : House.PersonAsync(subject))}", StringComparison.Ordinal);
        }
        return path;
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex AnAccount();

    /// <summary>Something to see in every place: a learner's records, somebody on two journeys, somebody whose municipality has ended its agreement, and an edition (of the journey that no other test issues).</summary>
    private async Task FillAsync()
    {
        await OnlyOne.WaitAsync();
        try
        {
            if (isFilled)
                return;
            await OtherLms.RegisterAsync(House);
            await House.ImportAsync($$"""
                joined:
                  - { municipality: "{{AgreementEnded}}", journey: barn-och-unga, from: 2022-01-01 }
                agreements:
                  - { municipality: "{{AgreementEnded}}", signed: 2022-01-01 }
                people:
                  - { issuer: "{{House.LmsUrl}}", clientId: {{HostLmsOptions.ClientId}}, subject: chef-1, journey: aldre, step: fordjupning, municipality: "1480", confirmed: true }
                  - { issuer: "{{House.LmsUrl}}", clientId: {{HostLmsOptions.ClientId}}, subject: ny-jonkoping-6, journey: barn-och-unga, municipality: "{{AgreementEnded}}", confirmed: true }
                {{OtherLms.People}}
                """);
            // Each is a program of its own that starts, and each writes what none of the others reads.
            await Task.WhenAll(
                House.CommandAsync("municipality", "agreement", "--municipality", AgreementEnded, "--end", "2026-01-31", "--by", "test"),
                House.CommandAsync("follow-up", "issue", "--journey", "aldre", "--by", "test"),
                // Somebody who looks after every LMS.
                House.CommandAsync(
                    "role", "grant", "--issuer", House.LmsUrl, "--client-id", HostLmsOptions.ClientId, "--subject", "region-2", "--role", "rss-administrator", "--scope", "nation", "--by", "test"),
                OtherLms.LiveAsync(House),
                fixture.ScreenOfAsync("ny-1"));
            await OtherLms.JoinAsync(House);
            // A deployment that waits for the administrator.
            var held = await fixture.Browser.PersonAsync();
            await held.GotoAsync($"{House.LmsUrl}/launch/window?person=ledare-1&deployment=99");
            await held.GetByText("Väntar på godkännande").WaitForAsync();
            await held.Context.CloseAsync();
            isFilled = true;
        }
        finally
        {
            OnlyOne.Release();
        }
    }

    /// <summary>Ticks the preparations of the person's first stops.</summary>
    private async Task TravelAsync(string subject, int stops)
    {
        var page = await fixture.Browser.PersonAsync();
        for (var stop = 0; stop < stops; stop++)
        {
            await page.OpenAloneAsync(House, subject);
            await page.Locator("ol.yr-route a").Nth(stop).ClickAsync();
            var open = page.Locator("#forberedelser button[role=checkbox][aria-checked=false]");
            await page.Locator("#forberedelser button[role=checkbox]").First.WaitForAsync();
            for (var left = await open.CountAsync(); left > 0; left--)
            {
                await open.First.ClickAsync();
                await Assertions.Expect(open).ToHaveCountAsync(left - 1);
            }
        }
        await page.Context.CloseAsync();
    }

    /// <param name="Name">What the pictures are called.</param>
    /// <param name="Person">Who sees it; null for nobody.</param>
    /// <param name="Path">Where it is; <c>{account}</c> stands for the id of a person, <c>{lms}</c> for that of the other LMS.</param>
    /// <param name="Click">What is clicked there to come to the page; null where the path leads to it.</param>
    /// <param name="After">What the click brings to the same address; null where it leads to another.</param>
    private sealed record PageToSee(string Name, string? Person, string Path, string? Click = null, string? After = null)
    {
        /// <summary>What else the LMS is told of the launch; the page then stands below the path, by an id of its own.</summary>
        public string More { get; init; } = "";

        /// <summary>Whether it says no.</summary>
        public bool IsRefusal { get; init; }
    }
}
