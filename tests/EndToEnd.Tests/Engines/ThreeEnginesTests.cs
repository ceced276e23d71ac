namespace Yrkesresan.EndToEnd.Tests.Engines;

/// <summary>
/// lti.md §7 in three engines, with the tool in a frame of an LMS on another site: Chromium with third-party cookies blocked, Firefox ESR with total
/// cookie protection, and WebKitGTK with tracking prevention, which keeps no cookie there at all. Each case ends well: the person is signed in,
/// or is told what to do.
/// </summary>
public sealed class ThreeEnginesTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Stop = "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum";
    private const string Tick = "#forberedelser button[role=checkbox]";
    private const string Continue = "main form[target=_blank] button[type=submit]";
    private const string Nyla = "Nyla Exempelsson", Nyman = "Nyman Exempelsson";

    public static TheoryData<string> Engines => new("chromium", "firefox", "webkit");

    [Theory]
    [InlineData("chromium", "none", "partitioned-cookie")]
    [InlineData("chromium", "parent", "partitioned-cookie")]
    [InlineData("firefox", "none", "partitioned-cookie")]
    [InlineData("firefox", "parent", "partitioned-cookie")]
    [InlineData("webkit", "none", "new-tab")]
    [InlineData("webkit", "parent", "platform-storage")]
    [InlineData("webkit", "frame", "platform-storage")]
    public async Task A_launch_lands_signed_in(string engine, string storage, string path)
    {
        await using var jar = await fixture.OpenAsync(engine);
        var tool = await LaunchAsync(jar, engine, "ny-1", storage);
        await tool.SeesAsync(Nyla);
        Assert.Equal(path, await fixture.LastStorageAsync());
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Refresh_and_back_stay_signed_in(string engine)
    {
        await using var jar = await fixture.OpenAsync(engine);
        var tool = await LaunchAsync(jar, engine, "ny-1");
        await tool.ReloadAsync();
        await tool.SeesAsync(Nyla);
        await tool.PressAsync("a[href='/privacy']");
        await tool.SeesAsync("Så hanterar vi dina uppgifter");
        await tool.BackAsync();
        await tool.SeesAsync("Handläggning");
        await tool.SeesAsync(Nyla);
    }

    /// <summary>A browser has one session of ours at a time within an LMS, and one in tabs: the last launched. Nobody acts as another.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task Of_two_tabs_as_two_persons_the_earlier_ones_form_does_nothing_and_says_who_is_signed_in(string engine)
    {
        await using var jar = await fixture.OpenAsync(engine);
        var first = await LaunchAsync(jar, engine, "ny-2");
        await first.SeesAsync(Nyman);
        var before = await first.CountAsync(Tick + "[aria-checked=true]");
        var second = await LaunchAsync(jar, engine, "ny-1");
        await second.SeesAsync(Nyla);

        await first.PressAsync(Tick);
        await first.SeesAsync("Nu är " + Nyla);
        await first.SeesAsync("Inget sparades");
        Assert.Equal(0, await second.CountAsync(Tick + "[aria-checked=true]"));
        await second.ReloadAsync();
        await second.SeesAsync(Nyla);
        Assert.Equal(0, await second.CountAsync(Tick + "[aria-checked=true]"));

        // Opened again from the LMS the first is who they were, with what they had; and the second's form does nothing then.
        var again = await LaunchAsync(jar, engine, "ny-2");
        await again.SeesAsync(Nyman);
        Assert.Equal(before, await again.CountAsync(Tick + "[aria-checked=true]"));
        await second.PressAsync(Tick);
        await second.SeesAsync("Nu är " + Nyman);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_ended_session_says_that_the_link_is_to_be_opened_again_and_that_helps(string engine)
    {
        await using var jar = await fixture.OpenAsync(engine);
        var tool = await LaunchAsync(jar, engine, "ny-1");
        await tool.SeesAsync(Nyla);
        await fixture.House.EndSessionsAsync();
        await tool.PressAsync(".yr-nav ul a");
        await tool.SeesAsync("Du behöver öppna Yrkesresan igen");
        await (await LaunchAsync(jar, engine, "ny-1")).SeesAsync(Nyla);
    }

    [Fact]
    public async Task WebKit_is_told_to_open_the_link_again_when_the_last_page_is_loaded_again()
    {
        await using var jar = await fixture.OpenAsync("webkit");
        var frame = await OpenCourseAsync(jar, "ny-1", "parent");
        await frame.SeesAsync("Du är inloggad");
        var tab = await frame.PressToTabAsync(Continue);
        await tab.SeesAsync(Nyla);
        // The button has been used: pressed again it does not open the session a second time.
        await (await frame.PressToTabAsync(Continue)).SeesAsync("Öppna länken igen");
        await tab.ReloadAsync();
        await tab.SeesAsync(Nyla);
    }

    /// <summary>Deep Linking 2.0 §2.1: what is picked comes back to the LMS, which waits for it in its frame; also where the picker had to move to a tab.</summary>
    [Theory]
    [InlineData("chromium", "none")]
    [InlineData("firefox", "none")]
    [InlineData("webkit", "none")]
    [InlineData("webkit", "parent")]
    public async Task What_is_picked_comes_back_in_the_LMSs_frame(string engine, string storage)
    {
        await using var jar = await fixture.OpenAsync(engine);
        var lms = await jar.NewTabAsync();
        await lms.OpenAsync($"{fixture.House.LmsUrl}/add-link?person=utbildare-1&locale=sv&storage={storage}", toolInFrame: true);
        var picker = lms;
        if (engine == "webkit")
        {
            await lms.SeesAsync(storage == "none" ? "Fortsätt i en ny flik" : "Du är inloggad");
            picker = await lms.PressToTabAsync(Continue);
        }
        await picker.PressAsync("button[name=go][value=review]");
        await picker.PressAsync("button[name=go][value=place]");
        // The LMS's own page around the frame goes on to the course room.
        lms.LookAround();
        await lms.SeesAsync("Yrkesresan Barn och unga");
        Assert.Equal(1, await lms.CountAsync("#links"));
    }

    private async Task<ITab> OpenCourseAsync(IJar jar, string person, string storage)
    {
        var tab = await jar.NewTabAsync();
        var lms = storage == "frame" ? fixture.House.RoomUrl : fixture.House.LmsUrl;
        await tab.OpenAsync($"{lms}/course?person={person}&locale=sv&storage={storage}&target={Uri.EscapeDataString(fixture.House.ToolUrl + Stop)}", toolInFrame: true);
        return tab;
    }

    /// <summary>Opens the course room, and goes on to the tool's own tab where the frame keeps no cookie.</summary>
    private async Task<ITab> LaunchAsync(IJar jar, string engine, string person, string storage = "none")
    {
        var frame = await OpenCourseAsync(jar, person, storage);
        if (engine != "webkit")
        {
            await frame.SeesAsync("Förberedelser");
            return frame;
        }
        await frame.SeesAsync(storage == "none" ? "Fortsätt i en ny flik" : "Du är inloggad");
        var tab = await frame.PressToTabAsync(Continue);
        await tab.SeesAsync("Förberedelser");
        return tab;
    }
}
