using System.CommandLine;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.LtiTool.CommandLine;

/// <summary><c>database migrate|check</c>.</summary>
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
        database.Add(new Command("check", "Prove that the learning records are whole, and that learners' progress equals what they say.").Does(async (_, services, cancel) =>
        {
            var store = await services.GetRequiredService<StoreCheck>().RunAsync(cancel);
            var differences = await services.GetRequiredService<ProgressCheck>().RunAsync(cancel);
            string[] wrong = [.. store.Faults, .. differences];
            return new CommandResult(
                new { statements = store.Statements, indexRows = store.IndexRows, attachments = store.Attachments, documents = store.Documents, faults = store.Faults, differences },
                wrong.Length == 0 ? $"{store.Statements} statements are readable and rightly filed. Progress equals the records." : string.Join(Environment.NewLine, wrong),
                Refused: wrong.Length > 0);
        }));
        return database;
    }
}
