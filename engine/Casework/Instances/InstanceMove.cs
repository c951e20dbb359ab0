using System.Collections.Immutable;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;

namespace GridWorkflow.Casework.Instances;

/// <summary>What moving an instance to another program comes to.</summary>
public abstract record MoveDecision
{
    private MoveDecision()
    {
    }

    /// <param name="Burst">The instance under its new program, to be committed as it is.</param>
    /// <param name="Notes">What is lost or begins anew, for the admin to read first.</param>
    public sealed record Possible(Burst Burst, ImmutableArray<string> Notes) : MoveDecision;

    /// <summary>It stays where it is, for these reasons.</summary>
    public sealed record Impossible(ImmutableArray<Problem> Problems) : MoveDecision;
}

/// <summary>
/// Moves a running instance to another version of its definition, its case file with it. Deciding is the dry run; committing the burst
/// is the act. Pure.
/// </summary>
public static class InstanceMove
{
    /// <summary>Decides a move.</summary>
    /// <param name="state">The instance at rest, with its case file if it is a case.</param>
    /// <param name="from">The program that it is pinned to.</param>
    /// <param name="to">The program that it shall go on with.</param>
    /// <param name="command">Who asks, which activities stand for which, and what becomes of the clocks.</param>
    /// <param name="world">Instant, ids and, as <see cref="World.Reference"/>, the <see cref="ReferenceData"/> with the limits in force.</param>
    public static MoveDecision Decide(InstanceState state, Program from, Program to, InstanceCommand.Migrate command, World world)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(world);
        return InstanceMigration.Run(state, from, to, command.Map) switch
        {
            MigrationOutcome.Refused refused => new MoveDecision.Impossible(refused.Problems),
            MigrationOutcome.Migrated migrated => WithFile(migrated, state.Attachment as CaseFile, from, to, command, world),
            _ => throw new InvalidOperationException("A migration is refused or done."),
        };
    }

    private static MoveDecision WithFile(MigrationOutcome.Migrated migrated, CaseFile? file, Program from, Program to, InstanceCommand.Migrate command, World world)
    {
        var facts = FactsOf(from, to, command);
        var entry = new JournalEntry("InstanceMigrated", null, Facts.Known(facts));
        if (file is null)
            return new MoveDecision.Possible(new Burst(migrated.State, [], [entry], []), migrated.Notes);
        var (problems, notes) = (ImmutableArray.CreateBuilder<Problem>(), migrated.Notes.ToBuilder());
        var tasks = file.Tasks.Select(task => Move(task, migrated.State, to, problems, notes)).ToImmutableArray();
        if (problems.Count > 0)
            return new MoveDecision.Impossible(problems.ToImmutable());
        var effects = tasks.Where(task => !file.Tasks.Contains(task)).Select(task => (Effect)new TaskChanged(task)).ToImmutableArray();
        var moved = file with { Tasks = tasks };
        if (command.Clocks is not { IsEmpty: false })
            return new MoveDecision.Possible(new Burst(migrated.State with { Attachment = moved }, effects, [entry], []), notes.ToImmutable());
        var work = new CaseWork(moved, world.Reference as ReferenceData ?? throw new ArgumentException("Expected reference data in the world, but found none.", nameof(world)), world);
        work.Say(entry.Kind, facts);
        MovedClocks.Carry(work, file, command, problems, notes);
        return problems.Count > 0
            ? new MoveDecision.Impossible(problems.ToImmutable())
            : new MoveDecision.Possible(Desk.Finish(work, new Burst(migrated.State with { Attachment = work.File }, effects, [], []), before: file), notes.ToImmutable());
    }

    /// <summary>An open task goes with its activity; it keeps the role, the limit and the outcomes that it was opened with.</summary>
    private static CaseTask Move(CaseTask task, InstanceState after, Program to, ImmutableArray<Problem>.Builder problems, ImmutableArray<string>.Builder notes)
    {
        if (after.Bookmarks.FirstOrDefault(bookmark => bookmark.Id == task.BookmarkId) is not { } bookmark)
            return task;
        if (to.Find(bookmark.ActivityId) is { Type: HumanTask type } image && type.OutcomesOf(image.Node) is { } ways)
        {
            foreach (var lost in task.Outcomes.Except(ways))
            {
                problems.Add(new Problem(
                    "lost-outcome", $"Expected '{image.Id}' to go on from outcome '{lost}', which the open task '{task.Key}' offers, but it knows only {string.Join(", ", ways)}.",
                    "Keep the outcome in the new version, or wait until the task is done.") { ActivityId = task.ActivityId, Property = "outcomes" });
            }

            foreach (var added in ways.Except(task.Outcomes).Except(task.Impossible))
                notes.Add($"Task '{task.Key}' is open without outcome '{added}', which is new.");
        }

        return bookmark.ActivityId == task.ActivityId ? task : task with { ActivityId = bookmark.ActivityId };
    }

    private static (string Name, object? Value)[] FactsOf(Program from, Program to, InstanceCommand.Migrate command) =>
    [
        ("by", command.Actor.PersonId),
        ("fromVersion", (long)from.Version),
        ("toVersion", (long)to.Version),
        ("fromHash", from.ContentHash),
        ("toHash", to.ContentHash),
        ("map", command.Map.IsEmpty ? null : string.Join(", ", command.Map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} → {pair.Value}"))),
        ("clocks", MovedClocks.Text(command.Clocks)),
        ("approvedBy", command.ApprovedBy),
    ];
}
