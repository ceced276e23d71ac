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

    public async Task RunAsync(CancellationToken stopping)
    {
        Console.WriteLine("Registering Exempel-LMS and its sample people with Yrkesresan …");
        if (!Names(await AskAsync(stopping, "platform", "list"), [options.Issuer, HostLmsOptions.ClientId]))
            await AskAsync(stopping, PlatformAdd());

        // The zone of the people: at half past eleven at night in UTC their day is already the next.
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm")).DateTime);
        await AskAsync(stopping, "organisation", "import", SampleOrganisation.Write(options, people, today));

        var given = await AskAsync(stopping, "role", "list");
        foreach (var person in people.All)
        {
            foreach (var grant in person.Grants)
            {
                if (!Names(given, [options.Issuer, HostLmsOptions.ClientId, person.Subject, grant.Role, grant.Scope]))
                    await AskAsync(stopping, RoleGrant(person, grant));
            }
        }
    }

    private string[] PlatformAdd() =>
    [
        "platform", "add",
        "--issuer", options.Issuer,
        "--client-id", HostLmsOptions.ClientId,
        .. HostLmsOptions.Deployments.SelectMany(deployment => new[] { "--deployment", deployment }),
        "--authorization-endpoint", $"{options.Issuer}/auth",
        "--token-endpoint", $"{options.ServerUrl}/token",
        "--jwks-uri", $"{options.ServerUrl}/jwks",
        "--frame-origin", options.Issuer,
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

    /// <summary>Whether some one entry of the list has all these values among its members.</summary>
    private static bool Names(JsonElement list, string[] values) =>
        list.EnumerateArray().Any(entry =>
        {
            var members = entry.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).Select(member => member.Value.GetString());
            return values.All(members.Contains);
        });
}
