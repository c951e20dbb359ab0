using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private WriteOutcome MakeFiles(Write.ChangeFiles change)
    {
        if (change.AsOf is { } known && (known.Files != FileActs.Rows.Count || known.Definitions != DefinitionActs.Rows.Count))
            return new WriteOutcome.Conflict("Expected to know all acts on definitions and files, but another one was made.");
        if (change.Order is { } order && !Move(order))
            return new WriteOutcome.Conflict($"Expected change {order.Number} at revision {order.Revision - 1}, but it has moved.");
        foreach (var (act, steps) in change.Deeds)
        {
            var last = FileActs.Rows.Where(row => row.Path == act.Path).Select(row => row.Revision).DefaultIfEmpty().Max();
            if (act.Revision != last + 1)
                return new WriteOutcome.Conflict($"Expected file '{act.Path}' at revision {act.Revision - 1}, but it has moved.");
            FileActs.Add((act.Path, act.Revision), act);
            foreach (var step in steps)
            {
                if (!Make(act.Path, step))
                    return new WriteOutcome.Impossible($"Expected the version that {step.GetType().Name} names, but it is not there.");
            }
        }

        return MakeDefinitions(new Write.ChangeDefinitions(change.Definitions));
    }

    private bool Move(ChangeOrderRow order)
    {
        var old = ChangeOrders.Find(order.Number);
        if ((old?.Revision ?? 0) != order.Revision - 1)
            return false;
        ChangeOrders.Put(order.Number, old is null ? order : old with { Title = order.Title, State = order.State, Revision = order.Revision, ClosedBy = order.ClosedBy, ClosedAt = order.ClosedAt });
        return true;
    }

    private bool Make(string path, FileStep step)
    {
        switch (step)
        {
            case FileStep.Put(var row):
                Put(FileVersions.Find((row.Path, row.Version)) is { } old
                    ? old with { State = row.State, Origin = row.Origin, Text = row.Text, ContentHash = row.ContentHash, UpdatedBy = row.UpdatedBy, UpdatedAt = row.UpdatedAt }
                    : row);
                return true;
            case FileStep.Turn(var version, var state):
                return ChangeFile(path, version, row => row with { State = state });
            case FileStep.PutInForce(var version, var by, var at):
                return ChangeFile(path, version, row => row with { State = VersionState.Published, PublishedBy = by, PublishedAt = at });
            default:
                throw new InvalidOperationException($"Expected a step that the simulated database knows, but got {step.GetType().Name}.");
        }
    }

    private bool ChangeFile(string path, int version, Func<FileVersionRow, FileVersionRow> change)
    {
        if (FileVersions.Find((path, version)) is not { } row)
            return false;
        Put(change(row));
        return true;
    }

    private void Put(FileVersionRow row)
    {
        foreach (var other in FileVersions.Rows.Where(other => other.Path == row.Path && other.Version != row.Version && other.State == row.State))
        {
            if (row.State is VersionState.Draft or VersionState.Published)
                throw new BrokenKeyException($"Expected one {row.State} version of '{row.Path}', but version {other.Version} is in the way.");
        }

        FileVersions.Put((row.Path, row.Version), row);
    }
}
