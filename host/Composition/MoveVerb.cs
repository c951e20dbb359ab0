using System.CommandLine;
using System.Globalization;
using GridWorkflow.Runtime.Moving;
using GridWorkflow.Runtime.Store;
using Spectre.Console;

namespace GridWorkflow.Host.Composition;

/// <summary><c>move --from … --to …</c>: takes a stopped system from one database to another, compared row by row.</summary>
internal static class MoveVerb
{
    private static readonly Option<string> From = new("--from") { Description = "The database of the system: path of a SQLite file, or a connection string of PostgreSQL. It is only read.", Required = true };
    private static readonly Option<string> To = new("--to") { Description = "A new database: path of a SQLite file, or a connection string of PostgreSQL. It must be empty; what is missing is made.", Required = true };

    public static Command Create()
    {
        var verb = new Command("move", "Move a stopped system between SQLite and PostgreSQL, compared row by row.") { From, To };
        verb.SetAction((parsed, cancellation) => Run(parsed.GetValue(From)!, parsed.GetValue(To)!, cancellation));
        return verb;
    }

    private static async Task<int> Run(string from, string to, CancellationToken cancellation)
    {
        using var source = Open(from);
        using var target = Open(to);
        // Drawn on standard error, so that the table on standard output can be piped.
        var bar = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var outcome = await bar.Progress().AutoClear(true).StartAsync(display => Task.Run(
            () => Move.Run(End(source, from), End(target, to), new Bars(display), cancellation), cancellation));
        switch (outcome)
        {
            case MoveOutcome.Moved moved:
                await Write(moved.Tables);
                await Console.Out.WriteLineAsync($"Moved {source.Name} to {target.Name}: every row compared, {moved.Journals} journals sound, {moved.Keys} keys.");
                return 0;
            case MoveOutcome.Different different:
                await Write(different.Tables);
                await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, [
                    .. different.Tables.Select(table => table.Difference).OfType<string>(), .. different.Faults, "Nothing was moved; the target is empty again."]));
                return 1;
            case MoveOutcome.Refused refused:
                await Console.Error.WriteLineAsync(refused.Reason);
                return 1;
            default:
                throw new InvalidOperationException($"Expected an outcome of a move, but found {outcome}.");
        }
    }

    private static GridDatabase Open(string given)
    {
        try
        {
            return GridDatabase.Open(given);
        }
        catch (ArgumentException unreadable)
        {
            throw new RefusedStartException($"Expected a path or a connection string, but it cannot be read: {unreadable.Message}");
        }
    }

    private static MoveEnd End(GridDatabase database, string given)
    {
        // A server has its keys in a table, and no folder.
        if (GridDatabase.IsServer(given))
            return new MoveEnd(database, string.Empty, () => throw new InvalidOperationException("A server has no folder of keys."));
        var paths = HostPaths.Find(given, demo: false);
        return new MoveEnd(database, paths.Keys, paths.KeyFolder);
    }

    private static async Task Write(IReadOnlyList<MovedRows> tables)
    {
        var wide = tables.Max(table => table.Table.Length);
        foreach (var table in tables.OrderBy(table => table.Table, StringComparer.Ordinal))
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Table.PadRight(wide)} {table.Rows,10} {(table.Difference is null ? "same" : "DIFFERENT")}"));
    }

    private sealed class Bars(ProgressContext display) : IProgress<MoveProgress>
    {
        private readonly Dictionary<MoveStep, ProgressTask> _tasks = [];

        public void Report(MoveProgress value)
        {
            if (!_tasks.TryGetValue(value.Step, out var task))
                _tasks[value.Step] = task = display.AddTask(value.Step.ToString(), maxValue: Math.Max(1, value.All));
            task.Value = value.Done;
        }
    }
}
