using System.CommandLine;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary><c>database migrate</c>.</summary>
internal static class DatabaseCommands
{
    public static Command Create()
    {
        var database = new Command("database", "Care for the database.");
        database.Add(new Command("migrate", "Bring the database to this program's schema (also done at start).").Does((_, services, _) =>
        {
            // Every command migrates before it begins; what is left to do is to say where it stands.
            var steps = ToolServices.Migrations.Select(m => $"{m.Subject} {m.Number}: {m.Name}").ToList();
            return Task.FromResult(new CommandResult(
                new { dialect = services.GetRequiredService<Database>().Dialect, steps },
                $"The database is at its newest schema ({steps.Count} steps)."));
        }));
        return database;
    }
}
