using System.Diagnostics;
using System.Text.Json;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Tool;

/// <summary>
/// Makes this platform known to the tool as any administrator would: by the tool's own commands. Run again it changes nothing
/// that is there already.
/// </summary>
internal sealed class ToolRegistration(HostLmsOptions options, ToolProgram program)
{
    private readonly SamplePeople people = SamplePeople.Read();

    /// <summary>Left when everything is told, so that a restart does not undo what somebody has changed in the tool since.</summary>
    private string AllTold => Path.Combine(options.DataDirectory, "registered");

    public async Task RunAsync(CancellationToken stopping)
    {
        var known = Lists(await AskAsync(stopping, "platform", "list"));
        if (known && File.Exists(AllTold))
            return;

        Console.WriteLine("Registering Exempel-LMS and its sample people with Yrkesresan …");
        if (!known)
            await AskAsync(stopping, PlatformAdd());
        await AskAsync(stopping, "organisation", "import", SampleOrganisation.Write(options, people, SwedishToday()));
        foreach (var person in people.All)
        {
            foreach (var grant in person.Grants)
                await AskAsync(stopping, RoleGrant(person, grant));
        }

        await File.WriteAllTextAsync(AllTold, options.Issuer, stopping);
    }

    /// <summary>Late in the evening by UTC the day of the people is already the next.</summary>
    private static DateOnly SwedishToday() =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm")).DateTime);

    private string[] PlatformAdd() =>
    [
        "platform", "add",
        "--issuer", options.Issuer,
        "--client-id", HostLmsOptions.ClientId,
        .. HostLmsOptions.Deployments.SelectMany(deployment => new[] { "--deployment", deployment }),
        "--authorization-endpoint", options.AuthorizationUrl,
        "--token-endpoint", options.TokenUrl,
        "--jwks-uri", options.KeysUrl,
        "--frame-origin", options.Issuer,
        "--frame-origin", options.RoomUrl,
        "--name", "Exempel-LMS",
    ];

    private string[] RoleGrant(Person person, Grant grant) =>
    [
        "role", "grant",
        "--issuer", options.Issuer,
        "--client-id", HostLmsOptions.ClientId,
        "--subject", person.Subject,
        "--role", grant.Role,
        "--scope", grant.Scope,
    ];

    private async Task<JsonElement> AskAsync(CancellationToken stopping, params string[] arguments)
    {
        using var process = Process.Start(program.Command(options, [.. arguments, "--json"]))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stopping);
            var errors = process.StandardError.ReadToEndAsync(stopping);
            await process.WaitForExitAsync(stopping);
            if (process.ExitCode != 0)
                throw new SandboxException($"yrkesresan {string.Join(' ', arguments)} ended with {process.ExitCode}: {(await errors).Trim()}");
            return JsonDocument.Parse(await output).RootElement;
        }
        catch (JsonException)
        {
            throw new SandboxException($"yrkesresan {string.Join(' ', arguments)} --json did not answer with JSON.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private bool Lists(JsonElement platforms) =>
        platforms.EnumerateArray().Any(platform =>
            platform.GetProperty("issuer").GetString() == options.Issuer
            && platform.GetProperty("clientId").GetString() == HostLmsOptions.ClientId);
}
