using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Support.SelfTest;

/// <summary>Whether the LMS's keys can be had.</summary>
internal sealed class KeysCheck(ServiceHttp http) : SelfCheck("keys")
{
    public override Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel) => ServiceCheck.AskAsync("Keys", async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, test.Platform.JwksUri);
        var answer = await http.SendAsync(request, cancel);
        return ServiceCheck.CountOf(answer, "keys") is > 0 ? CheckResult.Good("Keys.Good") : CheckResult.Bad("Keys.None", $"{answer.Status}: {answer.Beginning()}");
    });
}

/// <summary>Whether the LMS gives a token for each kind of service that its launches offer.</summary>
internal sealed class TokenCheck(AccessTokens tokens) : SelfCheck("scopes")
{
    public override Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel)
    {
        if (test.Room is not { } room)
            return ServiceCheck.WithoutRoom;
        string[] wanted = [.. room.GradeScopes, .. room.MembershipsUrl is null ? Array.Empty<string>() : [RosterSync.Scope]];
        return wanted.Length == 0 ? Task.FromResult(CheckResult.NotOffered("Scopes.None")) : ServiceCheck.AskAsync("Scopes", async () =>
        {
            var granted = (await tokens.GetAsync(test.Platform, wanted, cancel)).Scopes;
            var missing = wanted.Except(granted, StringComparer.Ordinal).ToList();
            return missing.Count == 0 ? CheckResult.Good("Scopes.Good", granted.Count) : CheckResult.Bad("Scopes.Missing", string.Join(' ', missing), missing.Count);
        });
    }
}

/// <summary>Whether line items can be read, and scores be written.</summary>
internal sealed class LineItemsCheck(ServiceClient services) : SelfCheck("line-items")
{
    public override Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel)
    {
        if (test.Room is not { } room)
            return ServiceCheck.WithoutRoom;
        if (room.LineItemsUrl is not { } address)
            return Task.FromResult(CheckResult.NotOffered("LineItems.None"));
        if (!room.GradeScopes.Contains(GradeScopes.Score))
            return Task.FromResult(CheckResult.Bad("LineItems.NoScore", null));
        var reading = room.GradeScopes.FirstOrDefault(s => s == GradeScopes.LineItemReadOnly) ?? room.GradeScopes.FirstOrDefault(s => s == GradeScopes.LineItem);
        return reading is null ? Task.FromResult(CheckResult.Notable("LineItems.NoReading")) : ServiceCheck.AskAsync("LineItems", async () =>
        {
            var answer = await services.SendAsync(test.Platform, [reading], () => ServicePages.Request(address, GradeMedia.LineItems), cancel);
            return ServiceCheck.CountOf(answer, null) is { } count ? CheckResult.Good("LineItems.Good", count) : CheckResult.Bad("LineItems.Failed", $"{answer.Status}: {answer.Beginning()}");
        });
    }
}

/// <summary>Whether the roster can be read.</summary>
internal sealed class RosterCheck(ServiceClient services) : SelfCheck("roster")
{
    public override Task<CheckResult> RunAsync(SelfTestCase test, CancellationToken cancel)
    {
        if (test.Room is not { } room)
            return ServiceCheck.WithoutRoom;
        if (room.MembershipsUrl is not { } address)
            return Task.FromResult(CheckResult.NotOffered("Roster.None"));
        return ServiceCheck.AskAsync("Roster", async () =>
        {
            var answer = await services.SendAsync(test.Platform, [RosterSync.Scope], () => ServicePages.Request(ServicePages.With(address, "limit", "10"), RosterSync.MediaType), cancel);
            return ServiceCheck.CountOf(answer, "members") is { } count ? CheckResult.Good("Roster.Good", count) : CheckResult.Bad("Roster.Failed", $"{answer.Status}: {answer.Beginning()}");
        });
    }
}

/// <summary>What checks of services have in common.</summary>
internal static class ServiceCheck
{
    /// <summary>Services are a course room's: where there is none, nothing can be said of them.</summary>
    public static Task<CheckResult> WithoutRoom => Task.FromResult(CheckResult.NotOffered("Room.None.Do"));

    /// <summary>Asks, and says in what way the LMS could not be used.</summary>
    public static async Task<CheckResult> AskAsync(string subject, Func<Task<CheckResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (PlatformServiceException e)
        {
            return CheckResult.Bad($"{subject}.{e.Failure}", e.Detail);
        }
    }

    /// <summary>How many entries the answer's list has (a member of it, or itself); null when it is no such answer.</summary>
    public static int? CountOf(ServiceAnswer answer, string? member)
    {
        if (!answer.IsSuccess)
            return null;
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var list = member is null ? json.RootElement : json.RootElement.TryGetProperty(member, out var found) ? found : default;
            return list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
