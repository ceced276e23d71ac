using System.CommandLine;
using System.Globalization;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary>Options that several commands have, so that they look and read alike.</summary>
internal static class CommandOptions
{
    /// <summary>A date as ISO 8601 writes it, and only so: 03/04/2025 means different days to different people.</summary>
    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        Description = description + " (yyyy-MM-dd)",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens.Single().Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
            result.AddError($"{name} is a date such as 2025-11-03, not '{result.Tokens.Single().Value}'.");
            return null;
        },
    };

    /// <summary>Who gives the command, for the log.</summary>
    public static Option<string> By() => new("--by")
    {
        Description = "Who does this, for the log (default: the system's user).",
        DefaultValueFactory = _ => Environment.UserName,
    };

    /// <summary>Whether nothing is to be changed.</summary>
    public static Option<bool> DryRun() => new("--dry-run") { Description = "Say what would be done, and change nothing." };

    /// <summary>Why, for the log.</summary>
    public static Option<string?> Reason() => new("--reason") { Description = "Why, for the log." };
}
