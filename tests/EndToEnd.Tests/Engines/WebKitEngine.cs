using System.Diagnostics;
using OpenQA.Selenium;
using OpenQA.Selenium.Remote;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Engines;

/// <summary>
/// WebKitGTK, Safari's engine, with Intelligent Tracking Prevention: it keeps no cookie of a frame on another site, of whatever kind. Debian's
/// WebKitWebDriver and MiniBrowser on a screen of their own (Xvfb).
/// </summary>
internal sealed class WebKitEngine : IEngine
{
    // In the folder of the machine's architecture.
    private static readonly string? MiniBrowser =
        Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(d => Path.Combine(d, "webkit2gtk-4.1", "MiniBrowser")).FirstOrDefault(File.Exists);

    private readonly Process _screen;
    private readonly Process _driver;
    private readonly Uri _address;

    private WebKitEngine(Process screen, Process driver, Uri address) => (_screen, _driver, _address) = (screen, driver, address);

    public static async Task<IEngine> StartAsync()
    {
        if (MiniBrowser is null)
            throw new InvalidOperationException("WebKitGTK's MiniBrowser is missing: apt-get install webkit2gtk-driver xvfb (tests/run does).");
        // It chooses a number that is free, and says it.
        var screen = Start("Xvfb", ["-displayfd", "1", "-screen", "0", "1200x900x24", "-nolisten", "tcp"], output: true);
        var display = await screen.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Xvfb did not start.");
        var port = Ports.Free();
        var driver = Start("WebKitWebDriver", [$"--port={port}"], environment: new()
        {
            ["DISPLAY"] = ":" + display.Trim(),
            ["WEBKIT_DISABLE_DMABUF_RENDERER"] = "1",
            ["LIBGL_ALWAYS_SOFTWARE"] = "1",
            ["LANGUAGE"] = "sv",
        });
        var engine = new WebKitEngine(screen, driver, new Uri($"http://127.0.0.1:{port}/"));
        await engine.AwaitDriverAsync();
        return engine;
    }

    public Task<IJar> OpenAsync() => Task.FromResult<IJar>(new Jar(_address));

    private async Task AwaitDriverAsync()
    {
        using var client = new HttpClient { BaseAddress = _address };
        for (var until = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(50))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("status", UriKind.Relative));
                return;
            }
            catch (HttpRequestException) when (DateTime.UtcNow < until && !_driver.HasExited)
            {
                // It is starting.
            }
        }
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string>? environment = null, bool output = false)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = output, RedirectStandardError = false };
        foreach (var (name, value) in environment ?? [])
            info.Environment[name] = value;
        var process = Process.Start(info)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(process);
        return process;
    }

    private static void End(Process process)
    {
        if (process.HasExited)
            return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        End(_driver);
        End(_screen);
        return ValueTask.CompletedTask;
    }

    private sealed class Options : DriverOptions
    {
        public Options() => AcceptInsecureCertificates = true;

        public override ICapabilities ToCapabilities()
        {
            var capabilities = GenerateDesiredCapabilities(isSpecificationCompliant: true);
            capabilities.SetCapability("webkitgtk:browserOptions", new Dictionary<string, object> { ["binary"] = MiniBrowser!, ["args"] = new[] { "--automation", "--enable-itp" } });
            return capabilities.AsReadOnly();
        }
    }

    /// <summary>A session of the driver's is a browser of its own; the driver has one at a time.</summary>
    private sealed class Jar(Uri address) : IJar
    {
        private readonly RemoteWebDriver _driver = new(address, new Options());
        private bool _hasFirst;

        public Task<ITab> NewTabAsync()
        {
            if (_hasFirst)
                _driver.SwitchTo().NewWindow(WindowType.Window);
            _hasFirst = true;
            return Task.FromResult<ITab>(new Tab(_driver, _driver.CurrentWindowHandle, inFrame: false));
        }

        public ValueTask DisposeAsync()
        {
            _driver.Quit();
            _driver.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Tab(RemoteWebDriver driver, string handle, bool inFrame) : ITab
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
        private bool _inFrame = inFrame;

        public Task OpenAsync(string address, bool toolInFrame)
        {
            driver.SwitchTo().Window(handle);
            driver.Navigate().GoToUrl(address);
            _inFrame = toolInFrame;
            return Task.CompletedTask;
        }

        public void LookAround() => _inFrame = false;

        public Task<string> TextAsync() => Task.FromResult(Try(() => (string)driver.ExecuteScript("return document.body ? document.body.innerText : ''")!) ?? "");

        public async Task PressAsync(string selector)
        {
            for (var until = DateTime.UtcNow + Patience; ; await Task.Delay(50))
            {
                var pressed = Try(() =>
                {
                    driver.FindElement(By.CssSelector(selector)).Click();
                    return "pressed";
                });
                if (pressed is not null)
                    return;
                if (DateTime.UtcNow > until)
                    throw new Xunit.Sdk.XunitException($"{selector} could not be pressed in: {await TextAsync()}");
            }
        }

        public async Task<ITab> PressToTabAsync(string selector)
        {
            var before = driver.WindowHandles.ToHashSet();
            await PressAsync(selector);
            for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(50))
            {
                if (driver.WindowHandles.FirstOrDefault(h => !before.Contains(h)) is { } opened)
                    return new Tab(driver, opened, inFrame: false);
            }
            throw new Xunit.Sdk.XunitException($"{selector} opened no tab");
        }

        public Task<int> CountAsync(string selector)
        {
            Enter();
            return Task.FromResult(driver.FindElements(By.CssSelector(selector)).Count);
        }

        public Task ReloadAsync() => RunAsync("location.reload()");

        public Task BackAsync() => RunAsync("history.back()");

        private Task RunAsync(string script)
        {
            Enter();
            driver.ExecuteScript($"document.body.replaceChildren(); setTimeout(() => {script})");
            return Task.CompletedTask;
        }

        private void Enter()
        {
            driver.SwitchTo().Window(handle);
            driver.SwitchTo().DefaultContent();
            if (_inFrame)
                driver.SwitchTo().Frame("tool");
        }

        private string? Try(Func<string> look)
        {
            try
            {
                Enter();
                return look();
            }
            catch (WebDriverException)
            {
                // It is being loaded.
                return null;
            }
        }
    }
}
