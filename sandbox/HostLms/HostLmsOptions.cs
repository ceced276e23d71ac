using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Yrkesresan.HostLms.Moodle;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms;

/// <summary>
/// Everything that can be chosen at start. People open names under *.localhost, so that platform and tool are two sites to a
/// browser; servers call 127.0.0.1, because only browsers resolve those names by themselves.
/// </summary>
public sealed record HostLmsOptions
{
    public const string ClientId = "yrkesresan";

    /// <summary>The deployments registered with the tool; each is a separate installation in this LMS.</summary>
    public static readonly IReadOnlyList<string> Deployments = ["1", "2"];

    public int Port { get; init; } = 5090;

    public int ToolPort { get; init; } = 5080;

    /// <summary>Keys, the generated seed file and, in a folder of its own, the tool's data.</summary>
    public required string DataDirectory { get; init; }

    public bool NoTool { get; init; }

    public bool SetUpOnly { get; init; }

    /// <summary>Whether the platform is a Moodle 4.5, as one was recorded, in everything that tools see.</summary>
    public bool Moodle { get; init; }

    /// <summary>Whether its gradebook has Canvas's rules, and it says that it is one.</summary>
    public bool Canvas { get; init; }

    /// <summary>What is wrong with it from the start.</summary>
    public IReadOnlyList<TroubleOrder> Troubles { get; init; } = [];

    /// <summary>How far the platform's clock is ahead; behind when below zero.</summary>
    public TimeSpan ClockOff { get; init; }

    /// <summary>Path of the tool's program or dll; null takes the one built beside this project.</summary>
    public string? ToolCommand { get; init; }

    /// <summary>Where people reach the platform when something in front of it ends TLS; null takes its own port.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The same of the tool.</summary>
    public string? PublicToolUrl { get; init; }

    public string Issuer => PublicUrl ?? $"http://lms.localhost:{Port}";

    /// <summary>A school's own address of this LMS, on the same site: Canvas's course rooms are of another origin than its authorization endpoint.</summary>
    public string RoomUrl => Issuer.Replace("://", "://kurs.", StringComparison.Ordinal);

    public string ServerUrl => $"http://127.0.0.1:{Port}";

    public string AuthorizationUrl => Issuer + (Moodle ? MoodleAddresses.Authorization : "/auth");

    public string TokenUrl => ServerUrl + (Moodle ? MoodleAddresses.Token : "/token");

    public string KeysUrl => ServerUrl + (Moodle ? MoodleAddresses.Keys : "/jwks");

    /// <summary>The one address of a tool that browsers and servers reach alike, where there is one (in tests without a browser); else null.</summary>
    public string? ToolAddress { get; init; }

    public string ToolUrl => ToolAddress ?? PublicToolUrl ?? $"http://tool.localhost:{ToolPort}";

    public string ToolServerUrl => ToolAddress ?? $"http://127.0.0.1:{ToolPort}";

    public string ToolDataDirectory => Path.Combine(DataDirectory, "tool");

    public string LoginInitiationUrl => $"{ToolUrl}/lti/login";

    public string LaunchUrl => $"{ToolUrl}/lti/launch";

    /// <summary>Built programs stand in bin/{configuration}/{framework}; elsewhere (published, or inside a test) there is no project folder.</summary>
    internal static string ProjectDirectory
    {
        get
        {
            var directory = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));
            return File.Exists(Path.Combine(directory, "HostLms.csproj")) ? directory : Directory.GetCurrentDirectory();
        }
    }

    public static string Usage { get; } =
        $"""
        A small LTI 1.3 platform to try Yrkesresan in.

          --port N             port of the platform (5090)
          --tool-port N        port of the tool (5080)
          --data FOLDER        where keys and data are kept (sandbox/HostLms/data/PORT)
          --tool-command PATH  the tool's program or dll (the one built beside this)
          --public-url URL     where browsers reach the platform, when something in front of it ends TLS
          --public-tool-url URL  the same of the tool
          --moodle             be a Moodle 4.5 in everything that tools see, as one was recorded
          --canvas             give grades by Canvas's rules, and say so
          --trouble TROUBLE    make an address slow, down or lying (several times for several); while it runs, post the same to /troubles
          --clock-off SECONDS  set the platform's clock wrong: so many seconds ahead, or behind when below zero
          --no-tool            do not register with, or start, a tool
          --set-up-only        register with the tool by its own commands, import the sample organisation, and end

        Each can be given in the environment too, for example HOSTLMS_TOOL_PORT=5081, or HOSTLMS_TROUBLE="/token=down roster=never-ends". An option wins
        over the environment.

        {TroubleOrder.Usage}
        """;

    public static bool TryRead(string[] args, [NotNullWhen(true)] out HostLmsOptions? options, [NotNullWhen(false)] out string? fault)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        options = null;
        fault = null;
        foreach (var name in new[] { "port", "tool-port", "data", "tool-command", "public-url", "public-tool-url", "clock-off", "trouble", "moodle", "canvas", "no-tool", "set-up-only" })
        {
            if (Environment.GetEnvironmentVariable($"HOSTLMS_{name.ToUpperInvariant().Replace('-', '_')}") is { Length: > 0 } value)
                given[name] = value;
        }

        fault = ReadArguments(args, given);
        if (fault is not null)
            return false;

        if (!TryPort(given, "port", 5090, out var port) || !TryPort(given, "tool-port", 5080, out var toolPort))
        {
            fault = "A port is a whole number from 1 to 65535.";
            return false;
        }

        if (!TrySeconds(given, out var clockOff))
        {
            fault = "--clock-off is a whole number of seconds, a year's at most.";
            return false;
        }

        var troubles = given.GetValueOrDefault("trouble", "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => (Text: text, Order: TroubleOrder.Read(text))).ToList();
        if (troubles.FirstOrDefault(t => t.Order is null).Text is { } unknown)
        {
            fault = $"There is no trouble '{unknown}'.";
            return false;
        }

        if (IsOn(given, "moodle") && IsOn(given, "canvas"))
        {
            fault = "--moodle and --canvas are two platforms.";
            return false;
        }

        if (port == toolPort)
        {
            fault = "--port and --tool-port must differ: they are two servers.";
            return false;
        }

        options = new HostLmsOptions
        {
            Port = port,
            ToolPort = toolPort,
            DataDirectory = Path.GetFullPath(given.GetValueOrDefault("data") ?? DefaultDataDirectory(port)),
            NoTool = IsOn(given, "no-tool"),
            SetUpOnly = IsOn(given, "set-up-only"),
            Moodle = IsOn(given, "moodle"),
            Canvas = IsOn(given, "canvas"),
            Troubles = [.. troubles.Select(t => t.Order!)],
            ClockOff = clockOff,
            ToolCommand = given.GetValueOrDefault("tool-command"),
            PublicUrl = given.GetValueOrDefault("public-url"),
            PublicToolUrl = given.GetValueOrDefault("public-tool-url"),
        };
        return true;
    }

    private static string? ReadArguments(string[] args, Dictionary<string, string> given)
    {
        var troubles = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--no-tool" or "--set-up-only" or "--moodle" or "--canvas":
                    given[args[i][2..]] = "true";
                    break;
                case "--port" or "--tool-port" or "--data" or "--tool-command" or "--public-url" or "--public-tool-url" or "--clock-off" or "--trouble":
                    if (i + 1 == args.Length)
                        return $"{args[i]} needs a value.";
                    given[args[i][2..]] = args[++i];
                    if (args[i - 1] == "--trouble")
                        troubles.Add(args[i]);
                    break;
                default:
                    return $"Unknown option: {args[i]}";
            }
        }

        if (troubles.Count > 0)
            given["trouble"] = string.Join(' ', troubles);
        return null;
    }

    private static bool TryPort(Dictionary<string, string> given, string name, int standard, out int port)
    {
        port = standard;
        return !given.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort);
    }

    private static bool TrySeconds(Dictionary<string, string> given, out TimeSpan off)
    {
        var seconds = 0;
        var isOne = !given.TryGetValue("clock-off", out var text) || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds);
        off = TimeSpan.FromSeconds(seconds);
        return isOne && off.Duration() <= TimeSpan.FromDays(365);
    }

    /// <summary>By port, which the issuer contains: another issuer is another LMS, whose people would be counted beside the first one's.</summary>
    private static string DefaultDataDirectory(int port) =>
        Path.Combine(ProjectDirectory, "data", port.ToString(CultureInfo.InvariantCulture));

    private static bool IsOn(Dictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var value) && value is ("true" or "1");
}
