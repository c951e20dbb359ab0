using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Commit;

/// <summary>Turns a decided burst into the write that makes it true. Pure.</summary>
internal static class Transitions
{
    /// <param name="before">The instance as it was read; null when the burst opens it.</param>
    public static Write.Transition Of(Program program, InstanceRow? before, CaseCommand command, Burst burst, ulong seed, DateTimeOffset now)
    {
        var state = burst.State;
        var file = state.Attachment as CaseFile
            ?? throw new InvalidOperationException($"Expected a case file with instance {state.Id}, but found {state.Attachment?.GetType().Name ?? "none"}.");
        var journal = JournalChain.Seal(new JournalRow
        {
            CaseId = state.Id,
            Seq = (before?.JournalSeq ?? 0) + 1,
            At = now,
            Actor = command.Actor.PersonId,
            Role = command.Actor.Role,
            Command = command.GetType().Name,
            Entries = JournalText.Write(program, burst, seed),
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
                CaseFile = CaseFileFormat.Write(file),
                JournalSeq = journal.Seq,
                JournalHead = journal.Hash,
                UpdatedAt = now,
            },
            Journal = journal,
            Changes = EffectRows.Of(burst, (before?.Version ?? 0) + 1, now),
        };
    }
}
