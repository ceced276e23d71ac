using System.CommandLine;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary>A command says no: the reason goes to stderr, the exit code is 1.</summary>
internal sealed class CommandRefusedException(string reason) : Exception(reason);

/// <summary>
/// How every command runs: on a migrated data directory, also beside a running server; with <c>--json</c>, stdout is JSON alone.
/// </summary>
internal static class CommandRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>
    /// Gives <paramref name="command"/> its action. The work returns what to show: <c>Data</c> for <c>--json</c>, <c>Text</c> for a person.
    /// </summary>
    public static Command Does(this Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task<CommandResult>> work)
    {
        var json = new Option<bool>("--json") { Description = "Answer with JSON alone on stdout." };
        command.Add(json);
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
                // Stdout belongs to the answer.
                builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
                builder.Services.AddYrkesresan(builder.Configuration);
                using var host = builder.Build();
                await ToolServices.PrepareAsync(host.Services, cancel);
                var result = await work(parsed, host.Services, cancel);
                if (result.Refused)
                    await Console.Error.WriteLineAsync(result.Text);
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(result.Data, Json));
                else if (!result.Refused)
                    Console.WriteLine(result.Text);
                await host.Services.GetRequiredService<Storage.WriteQueue>().DisposeAsync();
                return result.Refused ? 1 : 0;
            }
            catch (Exception e) when (IsTold(e))
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }

    /// <summary>
    /// Whether the message alone tells the person at the keyboard what is wrong: a refusal, a setting, a file, a database that does not
    /// answer. Anything else is a fault of ours and shows where it happened.
    /// </summary>
    public static bool IsTold(Exception e) =>
        e is CommandRefusedException or InvalidOperationException or IOException or UnauthorizedAccessException or ArgumentException or DbException;
}

/// <summary>What a command answers.</summary>
/// <param name="Data">For <c>--json</c>.</param>
/// <param name="Text">For a person; on stderr when it is a refusal.</param>
/// <param name="Refused">True when the answer itself is a refusal (e.g. faults found): exit code 1.</param>
internal sealed record CommandResult(object Data, string Text, bool Refused = false);
