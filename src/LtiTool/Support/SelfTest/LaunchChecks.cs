using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Support.SelfTest;

/// <summary>How the administrator's own launch went: what the browser keeps in the LMS's frame.</summary>
internal sealed class LoginCheck(LaunchLog log) : SelfCheck("login")
{
    public override async Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel) => await LastLaunch.OfAsync(log, test) switch
    {
        null => CheckResult.Notable("Login.NotSeen"),
        { Storage: { } storage } => CheckResult.Good("Login.Storage." + storage),
        _ => CheckResult.Good("Login.Good"),
    };
}

/// <summary>By how much the LMS's clock differs from ours, by the launch's token.</summary>
internal sealed class ClockCheck(LaunchLog log) : SelfCheck("clock")
{
    /// <summary>Tokens count whole seconds and take a while on their way.</summary>
    public static readonly TimeSpan Good = TimeSpan.FromSeconds(10);

    public override async Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel)
    {
        if ((await LastLaunch.OfAsync(log, test))?.SkewMilliseconds is not { } skew)
            return CheckResult.NotOffered("Clock.NotSeen");
        var seconds = Math.Abs(skew) / 1000;
        return TimeSpan.FromMilliseconds(Math.Abs(skew)) <= Good ? CheckResult.Good("Clock.Good")
            : CheckResult.Notable(skew > 0 ? "Clock.Ahead" : "Clock.Behind", seconds);
    }
}

/// <summary>Whether the LMS tells who people are.</summary>
internal sealed class NameCheck(Database database) : SelfCheck("names")
{
    public override async Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var hasEmail = await session.ScalarAsync<string>($"select email from person where id = {test.Administrator.PersonId}", cancel) is not null;
        return test.Administrator.Name is null ? CheckResult.Notable("Names.None") : hasEmail ? CheckResult.Good("Names.Good") : CheckResult.Good("Names.NoEmail");
    }
}

/// <summary>The launch that the administrator came by.</summary>
internal static class LastLaunch
{
    public static async Task<LaunchLogEntry?> OfAsync(LaunchLog log, SelfTestCase test)
    {
        // Written behind the answers: the launch of a moment ago is to be there.
        await log.FlushAsync();
        return (await log.ReadAsync(personId: test.Administrator.PersonId, limit: 20)).FirstOrDefault(e => e.PlatformId == test.Platform.Id && e.Rule is null);
    }
}
