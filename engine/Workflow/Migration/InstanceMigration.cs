using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Migration;

/// <summary>What a migration of one instance comes to. Nothing is changed: running it is the dry run, storing the state is the act.</summary>
public abstract record MigrationOutcome
{
    private MigrationOutcome()
    {
    }

    /// <summary>The instance as it goes on under the new program.</summary>
    /// <param name="State">The state, pinned to the new program.</param>
    /// <param name="Notes">What is lost or begins anew, for the admin to read first.</param>
    public sealed record Migrated(InstanceState State, ImmutableArray<string> Notes) : MigrationOutcome;

    /// <summary>The instance cannot go on under the new program; it stays where it is.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : MigrationOutcome;
}

/// <summary>
/// Moves a running instance from one definition version to another. Every activity that still runs must have an image: the activity
/// of the same id, or the one that the map names, of the same type and in the image of its container.
/// </summary>
public static class InstanceMigration
{
    /// <summary>Migrates one instance, without storing anything.</summary>
    /// <param name="state">The instance at rest.</param>
    /// <param name="from">The program that it is pinned to.</param>
    /// <param name="to">The program that it shall go on with.</param>
    /// <param name="map">New activity ids by old ones, where they differ.</param>
    public static MigrationOutcome Run(InstanceState state, Program from, Program to, IReadOnlyDictionary<string, string>? map = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return new Move(state, from, to, map ?? new Dictionary<string, string>()).Outcome();
    }

    private sealed class Move(InstanceState state, Program from, Program to, IReadOnlyDictionary<string, string> map)
    {
        private readonly List<Problem> _problems = [];
        private readonly List<string> _notes = [];
        private readonly ActivityImages _images = new(from, to, map);

        public MigrationOutcome Outcome()
        {
            if (!string.Equals(state.ProgramHash, from.ContentHash, StringComparison.Ordinal))
                return Refuse("other-program", $"Expected an instance of program {from.ContentHash}, but it is pinned to {state.ProgramHash}.", "Migrate from the version that it runs.");
            if (state.Status == InstanceStatus.Finished)
                return Refuse("finished", "Expected a running instance, but it has finished.", "Leave it as it is.");
            foreach (var (old, image) in map)
            {
                if (from.Find(old) is null)
                    Report("unknown-activity", $"Expected an activity of the old version, but the map names '{old}'.", "Mend the map.", old);
                if (to.Find(image) is null)
                    Report("unknown-activity", $"Expected an activity of the new version, but the map names '{image}'.", "Mend the map.", old);
            }

            foreach (var execution in state.Executions)
                CheckImage(execution);
            if (_problems.Count > 0)
                return new MigrationOutcome.Refused([.. _problems]);
            var executions = state.Executions.Select(Migrate).ToImmutableArray();
            if (_problems.Count > 0)
                return new MigrationOutcome.Refused([.. _problems]);
            return new MigrationOutcome.Migrated(state with
            {
                DefinitionId = to.DefinitionId,
                DefinitionVersion = to.Version,
                ProgramHash = to.ContentHash,
                Executions = executions,
                Bookmarks = [.. state.Bookmarks.Select(bookmark => bookmark with { ActivityId = ImageOf(bookmark.ActivityId, bookmark.Execution) })],
                Timers = [.. state.Timers.Select(timer => timer with { ActivityId = ImageOf(timer.ActivityId, timer.Execution) })],
                Incidents = [.. state.Incidents.Select(incident => incident.ActivityId is null ? incident : incident with { ActivityId = ImageOf(incident.ActivityId, incident.Execution) })],
                Outputs = [.. state.Outputs.Select(Migrate).OfType<OutputState>()],
            }, [.. _notes]);
        }

        private void CheckImage(ExecutionState execution)
        {
            var old = from.Table[execution.ActivityIndex];
            if (_images.Of(old) is not { } image)
            {
                Report("no-image", $"Expected an activity in the new version for '{old.Id}' ({old.TypeName}), which is under way, but found none.",
                    "Map it to one, or wait until the case has passed it.", old.Id);
                return;
            }

            if (!string.Equals(old.TypeName, image.TypeName, StringComparison.Ordinal))
                Report("other-type", $"Expected '{image.Id}' to be of type {old.TypeName}, but it is of {image.TypeName}.", "Map it to an activity of the same type.", old.Id);
            if (old.ParentIndex >= 0 && _images.Of(from.Table[old.ParentIndex])?.Index != image.ParentIndex)
                Report("other-container", $"Expected '{image.Id}' in the image of the container of '{old.Id}', but it stands elsewhere.", "Map the container too, or wait until the case has passed it.", old.Id);
        }

        private ExecutionState Migrate(ExecutionState execution)
        {
            var old = from.Table[execution.ActivityIndex];
            var image = _images.Of(old)!;
            var moved = execution with { ActivityIndex = image.Index, Slots = Slots(execution, old, image) };
            var live = state.Executions.Where(child => child.Parent >= 0 && ReferenceEquals(state.Executions[child.Parent], execution)).Select(child => from.Table[child.ActivityIndex]);
            var placed = old.Type.Migrate(moved, old, image, _images, [.. live], out var reason);
            if (placed is null)
                Report("other-structure", $"'{old.Id}': {reason}", "Wait until the case has passed it.", old.Id);
            return placed ?? execution;
        }

        private object?[] Slots(ExecutionState execution, ProgramActivity old, ProgramActivity image)
        {
            var slots = new object?[image.Variables.Length];
            for (var index = 0; index < slots.Length; index++)
            {
                var wanted = image.Variables[index];
                var known = Array.FindIndex(old.Variables, slot => string.Equals(slot.Id, wanted.Id, StringComparison.Ordinal));
                if (known < 0)
                    known = Array.FindIndex(old.Variables, slot => string.Equals(slot.Name, wanted.Name, StringComparison.Ordinal));
                if (known < 0)
                {
                    slots[index] = ValueCopy.Of(wanted.Default);
                    _notes.Add($"Variable '{wanted.Name}' is new and begins with its default.");
                }
                else if (wanted.Type.TryConvert(execution.Slots[known], out var converted, out var reason))
                {
                    slots[index] = converted;
                }
                else
                {
                    Report("other-variable-type", $"Variable '{wanted.Name}': {reason}", "Keep the type of the variable.", old.Id);
                }
            }

            foreach (var lost in old.Variables.Where(slot => !Array.Exists(image.Variables, wanted => wanted.Id == slot.Id || wanted.Name == slot.Name)))
                _notes.Add($"Variable '{lost.Name}' is not in the new version; its value is lost.");
            return slots;
        }

        private OutputState? Migrate(OutputState output) => _images.Of(from.Table[output.ActivityIndex]) is { } image ? output with { ActivityIndex = image.Index } : null;

        private string ImageOf(string activityId, int execution)
        {
            var place = state.Executions.FirstOrDefault(candidate => candidate.Number == execution);
            var old = place is null ? from.Find(activityId) : from.Table[place.ActivityIndex];
            return old is not null && _images.Of(old) is { } image ? image.Id : activityId;
        }

        private static MigrationOutcome.Refused Refuse(string code, string reason, string remedy) => new([new Problem(code, reason, remedy)]);

        private void Report(string code, string reason, string remedy, string activityId) => _problems.Add(new Problem(code, reason, remedy) { ActivityId = activityId });
    }
}
