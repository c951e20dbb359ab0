using GridWorkflow.Casework;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Commit;

/// <summary>Turns a decided burst into the write that makes it true. Pure.</summary>
internal static class Transitions
{
    /// <param name="before">The instance as it was read; null when the burst opens it.</param>
    /// <param name="data">The reference data that the decision looked at; the journal names it.</param>
    /// <param name="cause">What the transition takes with it.</param>
    /// <param name="role">As what the actor acted; null: a system.</param>
    public static Write.Transition Of(
        Program program, InstanceRow? before, InstanceCommand command, Burst burst, ulong seed, DateTimeOffset now, ReferenceData data, Cause cause, string? role)
    {
        var state = burst.State;
        var journal = JournalChain.Seal(new JournalRow
        {
            CaseId = state.Id,
            Seq = (before?.JournalSeq ?? 0) + 1,
            At = now,
            Actor = command.Actor.PersonId,
            Role = role,
            Command = command.GetType().Name,
            Entries = JournalText.Write(program, burst, new JournalOrigin(seed, data.ContentHash, CommandText.Write(command))),
            ProgramHash = state.ProgramHash,
            PrevHash = before?.JournalHead ?? JournalChain.Origin(),
            Hash = [],
        });
        return new Write.Transition
        {
            Instance = new InstanceRow
            {
                Id = state.Id,
                Version = (before?.Version ?? 0) + 1,
                DefinitionId = state.DefinitionId,
                DefinitionVersion = state.DefinitionVersion,
                ProgramHash = state.ProgramHash,
                Status = state.Status,
                SubStatus = state.SubStatus,
                CorrelationId = state.CorrelationId,
                Incidents = state.Incidents.Length,
                State = StateFormat.Write(state),
                CaseFile = StoredState.CaseFile(state),
                JournalSeq = journal.Seq,
                JournalHead = journal.Hash,
                UpdatedAt = now,
                IsCase = state.Attachment is not null,
            },
            Journal = journal,
            Changes = [.. EffectRows.Of(burst, (before?.Version ?? 0) + 1, now, Reaches(before, state)), .. StayRows.Of(program, burst, data, now)],
            Message = cause.Message,
            Claim = cause.Timer,
            Delivered = cause.Delivered,
            Found = cause.Found,
            Trigger = cause.Trigger,
            Exclusion = cause.Exclusion,
        };
    }

    /// <summary>A running instance that was faulted, or has another correlation id, can be reached by events that passed it over.</summary>
    private static bool Reaches(InstanceRow? before, InstanceState after) =>
        before is not null && after.Status == InstanceStatus.Running && (before.Status != after.Status || before.CorrelationId != after.CorrelationId);
}
