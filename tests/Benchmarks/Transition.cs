using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Benchmarks;

/// <summary>The transition that is measured: update a row of about 1 kB, insert three of about 300 bytes.</summary>
internal static class Transition
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly byte[] State = new byte[600];
    private static readonly byte[] CaseFile = new byte[400];
    private static readonly string Text = new('x', 260);

    public static Guid Id(ulong number) => new IdSource(number, Now).NextId();

    /// <summary>An instance that is opened, without anything else.</summary>
    public static Write.Transition Opening(Guid id) => Make(id, 1, JournalChain.Origin(), []);

    public static Write.Transition After(Write.Transition before) => After(before.Instance);

    public static Write.Transition After(InstanceRow before)
    {
        var (id, version) = (before.Id, before.Version + 1);
        return Make(id, version, before.JournalHead,
        [
            new RowChange.PutTimer(new TimerRow { InstanceId = id, Key = $"t{version}", DueAt = Now, Epoch = 1, NextAt = Now }),
            new RowChange.Send(new OutboxRow
            {
                Id = MessageId(id, version), Kind = OutboxKind.Mail, CaseId = id, Payload = Text, NextAt = Now, CreatedAt = Now,
            }),
        ]);
    }

    // Half of the instance's id and the version: no two are alike.
    private static Guid MessageId(Guid id, long version)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), (int)version);
        return new Guid(bytes, bigEndian: true);
    }

    private static Write.Transition Make(Guid id, long version, byte[] head, RowChange[] changes)
    {
        var journal = JournalChain.Seal(new JournalRow
        {
            CaseId = id, Seq = version, At = Now, Actor = "person", Role = "role", Command = "Complete", Entries = Text, ProgramHash = "hash", PrevHash = head, Hash = [],
        });
        return new Write.Transition
        {
            Instance = new InstanceRow
            {
                Id = id, Version = version, DefinitionId = "d", DefinitionVersion = 1, ProgramHash = "hash", Status = InstanceStatus.Running,
                SubStatus = InstanceSubStatus.Suspended, Incidents = 0, State = State, CaseFile = CaseFile, JournalSeq = version, JournalHead = journal.Hash, UpdatedAt = Now,
            },
            Journal = journal,
            Changes = [.. changes],
        };
    }
}
