using System.Buffers.Binary;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>Rows with every field filled, so that a column that is swapped or forgotten shows.</summary>
internal static class Samples
{
    public static Guid Id(int number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), number);
        return new Guid(bytes, bigEndian: true);
    }

    public static Write.Transition Opening(int number, DateTimeOffset at, params RowChange[] changes) => Transition(Id(number), 1, JournalChain.Origin(), at, changes);

    public static Write.Transition Move(Write.Transition before, DateTimeOffset at, params RowChange[] changes) =>
        Transition(before.Instance.Id, before.Instance.Version + 1, before.Instance.JournalHead, at, changes);

    public static TimerRow Timer(int instance, string key, DateTimeOffset dueAt, int epoch = 1) =>
        new() { InstanceId = Id(instance), Key = key, DueAt = dueAt, Epoch = epoch, NextAt = dueAt };

    public static OutboxRow Message(int number, Guid caseId, DateTimeOffset at) =>
        new() { Id = Id(1000 + number), Kind = OutboxKind.Mail, CaseId = caseId, Payload = "{}", NextAt = at, CreatedAt = at };

    public static InboxRow Incoming(string messageId, int number, DateTimeOffset at) =>
        new() { Source = "source", MessageId = messageId, BodyHash = [1, 2, 3], CaseId = Id(number), Answer = $"{{\"n\":{number}}}", At = at };

    public static CaseRow Case(int number, DateTimeOffset at) => new()
    {
        Id = Id(number),
        Number = $"2026-11-24-{number:D6}",
        TrackingToken = $"token-{number}",
        Source = "webhook:test",
        Title = "Broken lamp 路燈",
        CategoryCode = "T01",
        GridCode = "grid-1",
        UnitId = "unit-1",
        Level = "grid",
        Stage = CaseStage.Triaged,
        Status = CaseStatus.Open,
        PermissionClass = PermissionClass.Coordination,
        Emergency = true,
        PolicyId = "policy",
        DefinitionId = "definition",
        ReportedAt = at,
        UpdatedAt = at,
    };

    public static TaskRow Task(int number, Guid caseId, DateTimeOffset at) => new()
    {
        Id = Id(number),
        CaseId = caseId,
        Key = "judge",
        ActivityId = "a-judge",
        BookmarkId = Id(number + 1),
        Role = "grid-worker",
        UnitId = "grid-1",
        Level = "grid",
        Outcomes = "[\"handled\"]",
        RemarkRequired = "[]",
        OpenedAt = at,
        ClockId = Id(30),
        Status = CaseTaskStatus.Open,
    };

    public static ClockRow Clock(int number, Guid caseId, DateTimeOffset at, DateTimeOffset? dueAt) => new()
    {
        Id = Id(number), CaseId = caseId, Kind = ClockKind.Stage, Name = "judge", Status = ClockStatus.Running, StartedAt = at, DueAt = dueAt, Ledger = "{}",
    };

    public static NoticeRow Notice(int number, Guid caseId, DateTimeOffset at) => new()
    {
        Id = Id(number),
        CaseId = caseId,
        CaseNumber = "2026-11-24-000001",
        Number = $"2026-11-24-000001-{number}",
        Kind = NoticeKind.Supervision,
        Recipient = "p1",
        ClockId = Id(30),
        RungKey = "due",
        DueAt = at,
        IssuedAt = at,
        Texts = "{}",
        Status = NoticeStatus.Issued,
    };

    private static Write.Transition Transition(Guid id, long version, byte[] head, DateTimeOffset at, RowChange[] changes)
    {
        var journal = JournalChain.Seal(new JournalRow
        {
            CaseId = id, Seq = version, At = at, Actor = "p1", Role = "grid-worker", Command = "AddRemark", Entries = "{\"entries\":[]}", ProgramHash = "hash", PrevHash = head, Hash = [],
        });
        return new Write.Transition
        {
            Instance = new InstanceRow
            {
                Id = id,
                Version = version,
                DefinitionId = "definition",
                DefinitionVersion = 3,
                ProgramHash = "hash",
                Status = InstanceStatus.Running,
                SubStatus = InstanceSubStatus.Suspended,
                CorrelationId = "correlation",
                Incidents = 2,
                State = [1, 2, 3],
                CaseFile = [4, 5],
                JournalSeq = version,
                JournalHead = journal.Hash,
                UpdatedAt = at,
            },
            Journal = journal,
            Changes = [.. changes],
        };
    }
}
