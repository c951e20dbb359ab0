using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private WriteOutcome MakeDefinitions(Write.ChangeDefinitions changes)
    {
        foreach (var change in changes.Changes)
        {
            var (act, steps) = change;
            var last = DefinitionActs.Rows.Where(row => row.DefinitionId == act.DefinitionId).Select(row => row.Revision).DefaultIfEmpty().Max();
            if (act.Revision != last + 1)
                return new WriteOutcome.Conflict($"Expected definition '{act.DefinitionId}' at revision {act.Revision - 1}, but it has moved.");
            DefinitionActs.Add((act.DefinitionId, act.Revision), act);
            foreach (var step in steps)
            {
                if (!Make(act.DefinitionId, step))
                    return new WriteOutcome.Impossible($"Expected the version that {step.GetType().Name} names, but it is not there.");
            }

            foreach (var version in change.Outdated)
                Outdate(act, version);
        }

        return WriteOutcome.Committed.Instance;
    }

    private bool Make(string definitionId, VersionStep step)
    {
        switch (step)
        {
            case VersionStep.Put(var row):
                Put(DefinitionVersions.Find((row.DefinitionId, row.Version)) is { } old
                    ? old with { Name = row.Name, State = row.State, Origin = row.Origin, Json = row.Json, ContentHash = row.ContentHash, UpdatedBy = row.UpdatedBy, UpdatedAt = row.UpdatedAt }
                    : row);
                return true;
            case VersionStep.Turn(var version, var state):
                return Change(definitionId, version, row => row with { State = state });
            case VersionStep.PutInForce(var version, var hash, var by, var at):
                return Change(definitionId, version, row => row with { State = VersionState.Published, ContentHash = hash, PublishedBy = by, PublishedAt = at });
            case VersionStep.Remove(var version):
                return DefinitionVersions.Remove((definitionId, version));
            default:
                throw new InvalidOperationException($"Expected a step that the simulated database knows, but got {step.GetType().Name}.");
        }
    }

    private bool Change(string definitionId, int version, Func<DefinitionVersionRow, DefinitionVersionRow> change)
    {
        if (DefinitionVersions.Find((definitionId, version)) is not { } row)
            return false;
        Put(change(row));
        return true;
    }

    private void Put(DefinitionVersionRow row)
    {
        foreach (var other in DefinitionVersions.Rows)
        {
            if ((other.DefinitionId, other.Version) == (row.DefinitionId, row.Version))
                continue;
            if (other.Id == row.Id || (other.DefinitionId == row.DefinitionId && other.State == row.State && row.State is VersionState.Draft or VersionState.Published))
                throw new BrokenKeyException($"Expected one {row.State} version of '{row.DefinitionId}' and an id of its own, but version {other.Version} is in the way.");
        }

        DefinitionVersions.Put((row.DefinitionId, row.Version), row);
    }

    private void Put(ApiKeyRow row)
    {
        if (ApiKeys.Find(row.Id) is { } old)
        {
            ApiKeys.Put(row.Id, old with { Name = row.Name, RevokedAt = row.RevokedAt });
            return;
        }

        if (ApiKeys.Rows.Any(other => other.KeyHash.AsSpan().SequenceEqual(row.KeyHash)))
            throw new BrokenKeyException("Expected a new key, but its hash is there.");
        ApiKeys.Add(row.Id, row);
    }
}
