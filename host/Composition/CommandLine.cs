using System.CommandLine;
using GridWorkflow.Host.Replay;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Composition;

/// <summary>The verbs of the program. Without a verb it serves.</summary>
public static class CommandLine
{
    private static readonly Option<bool> Demo = new("--demo") { Description = "Load the demo district; its people sign in with a known password. Listens on loopback only.", Recursive = true };
    private static readonly Option<string?> Urls = new("--urls") { Description = $"Addresses to listen on, separated by semicolons. Default: {HostSettings.DefaultUrl}" };
    private static readonly Option<string?> Database = new("--db") { Description = $"The SQLite file, or a connection string of PostgreSQL: \"Host=...;Database=...\". Default: the connection string {HostSettings.ConnectionName} of the configuration, else data/grid.db, with --demo data/demo.db", Recursive = true };
    private static readonly Option<bool> JsonLogs = new("--json-logs") { Description = "Write log lines as JSON." };

    /// <summary>Exit code: 0 done, 1 refused (with the reason on standard error).</summary>
    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            return await Tree().Parse(arguments).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Its default of two seconds would cut a drain short.
                ProcessTerminationTimeout = Draining.Longest + TimeSpan.FromSeconds(1),
            });
        }
        catch (Exception refused) when (refused is RefusedException or RefusedStartException or StoreUnavailableException or IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    private static RootCommand Tree()
    {
        var root = new RootCommand("GridWorkflow: case lifecycles for grid-based management. Without a verb it serves.");
        root.Options.Add(Demo);
        root.Options.Add(Urls);
        root.Options.Add(Database);
        root.Options.Add(JsonLogs);
        root.SetAction((parsed, cancellation) => ServeVerb.Run(SettingsOf(parsed), cancellation));

        // Each verb stands in a file of its own.
        root.Subcommands.Add(SourceVerb.Create(SettingsOf));
        root.Subcommands.Add(DefinitionsVerb.Create(SettingsOf));
        root.Subcommands.Add(ReplayVerb.Create(Database));
        root.Subcommands.Add(MoveVerb.Create());
        root.Subcommands.Add(CatalogueVerb.Create());
        root.Subcommands.Add(JournalVerb.Create(SettingsOf));
        root.Subcommands.Add(ScenariosVerb.Create(SettingsOf));
        return root;
    }

    private static HostSettings SettingsOf(ParseResult parsed)
    {
        var demo = parsed.GetValue(Demo);
        return new HostSettings
        {
            Paths = HostPaths.Find(parsed.GetValue(Database), demo),
            Demo = demo,
            DatabaseGiven = parsed.GetValue(Database) is not null,
            Urls = parsed.GetValue(Urls),
            JsonLogs = parsed.GetValue(JsonLogs),
        };
    }
}

/// <summary>The host will not start so; the message says why and what to do.</summary>
public sealed class RefusedStartException(string message) : Exception(message);
