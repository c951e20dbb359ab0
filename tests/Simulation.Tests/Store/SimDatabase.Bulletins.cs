using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private WriteOutcome Make(BulletinRow row, ImmutableArray<string> readers)
    {
        if (Bulletins.Rows.Any(other => (other.ScheduleId, other.Period, other.Edition) == (row.ScheduleId, row.Period, row.Edition)))
            return new WriteOutcome.Conflict($"Expected no document of '{row.ScheduleId}' for {row.Period}, but there is one.");
        Bulletins.Add(row.Id, row);
        foreach (var person in readers)
            BulletinReaders.Add((row.Id, person), new BulletinReaderRow { BulletinId = row.Id, PersonId = person });
        return WriteOutcome.Committed.Instance;
    }

    private WriteOutcome Sent(WriteOutcome outcome, ImmutableArray<OutboxRow> mails)
    {
        if (outcome is WriteOutcome.Committed)
        {
            foreach (var mail in mails)
                Send(mail);
        }

        return outcome;
    }

    private WriteOutcome Publish(Write.PublishBulletin order)
    {
        if (Bulletins.Find(order.Id) is not { Status: BulletinStatus.Draft } draft)
            return new WriteOutcome.Conflict($"Expected bulletin {order.Id} as a draft.");
        Bulletins.Put(draft.Id, draft with { Status = BulletinStatus.Published, PublishedAt = order.At, PublishedBy = order.By });
        return WriteOutcome.Committed.Instance;
    }

    private WriteOutcome Withdraw(Write.WithdrawBulletin order)
    {
        if (Bulletins.Find(order.Id) is not { Status: BulletinStatus.Draft or BulletinStatus.Published } row)
            return new WriteOutcome.Conflict($"Expected bulletin {order.Id} as a draft or published.");
        Bulletins.Put(row.Id, row with { Status = BulletinStatus.Withdrawn, WithdrawnAt = order.At, WithdrawnBy = order.By, Reason = order.Reason });
        return WriteOutcome.Committed.Instance;
    }

    private WriteOutcome Sign(Write.SignBulletin order)
    {
        if (BulletinReaders.Find((order.Id, order.PersonId)) is not { SignedAt: null } reader)
            return new WriteOutcome.Conflict($"Expected bulletin {order.Id} unsigned by {order.PersonId}.");
        BulletinReaders.Put((order.Id, order.PersonId), reader with { SignedAt = order.At });
        return WriteOutcome.Committed.Instance;
    }
}
