using System.CommandLine;
using System.Globalization;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;

namespace GridWorkflow.Host.Composition;

/// <summary><c>journal verify [--db …]</c>: finds every row of a journal that was changed, taken out or put in.</summary>
internal static class JournalVerb
{
    public static Command Create(Func<ParseResult, HostSettings> settings)
    {
        var verify = new Command("verify", "Examine the journals of all cases. Exit code 1 if one was changed or is incomplete; each is named with its first bad row.");
        verify.SetAction((parsed, cancellation) => Verify(settings(parsed), cancellation));
        return new Command("journal", "The audit journal.") { verify };
    }

    private static async Task<int> Verify(HostSettings settings, CancellationToken cancellation)
    {
        await using var host = await GridHost.Build(settings, cancellation);
        var database = host.Services.GetRequiredService<GridDatabase>();
        if (database is SqliteDatabase { Path: var path } && !File.Exists(path))
            throw new RefusedStartException($"Expected a database at {path}, but there is none. Name it with --db.");
        var audit = new JournalAudit(database);
        var faults = 0L;
        await foreach (var fault in audit.Faults(cancellation))
        {
            faults++;
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{fault.CaseNumber ?? "no case"}\t{fault.InstanceId:D}\trow {fault.Seq}\t{fault.Reason}"));
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{audit.Examined} journals examined, {faults} changed or incomplete."));
        return faults == 0 ? 0 : 1;
    }
}
