using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Simulation.Tests.City;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.Invariants;

/// <summary>What must be true when nothing goes wrong any more and nothing is under way.</summary>
internal sealed class Rest(Town town, Senders senders)
{
    private readonly ILookup<Guid, JournalRow> _journal = town.Database.Journal.Rows.ToLookup(row => row.CaseId);

    public void Check()
    {
        Accepted();
        Outbox();
        foreach (var instance in town.Database.Instances.Rows)
        {
            if (Program(instance.ProgramHash) is not { } program)
            {
                town.Violate("every instance has its program", $"{instance.Id} is pinned to {instance.ProgramHash}.");
                continue;
            }

            var state = StoredState.Read(instance, program);
            Journal(instance);
            Stays(instance);
            Waits(instance, state);
            if (state.Attachment is CaseFile file)
                Case(state, file);
        }

        Events();
        Groups();
        Shaken();
    }

    /// <summary>What clients were told is in the inbox, once, and each command of the inbox is in the journal, once, and none is beside it.</summary>
    private void Accepted()
    {
        foreach (var (source, messageId, subject) in town.Memory.Accepted)
        {
            if (town.Database.Inbox.Find((source, messageId))?.CaseId != subject)
                town.Violate("no accepted command is lost", $"'{messageId}' of {source} was accepted for {subject}, but it is not in the database.");
        }

        var commands = town.Database.Inbox.Rows.Where(row => row.Source.StartsWith("command:", StringComparison.Ordinal) && row.Source != "command:peer")
            .Select(row => (row.CaseId, Person: row.Source["command:".Length..], row.At, Hash: Convert.ToHexString(row.BodyHash))).Order();
        var done = town.Database.Journal.Rows.Where(row => row.Command is "Claim" or "Release" or "Complete" or "SignNotice" or "AddRemark")
            // A refusal is on record without a key: sent again, it is refused again.
            .Where(row => !row.Entries.Contains("\"CommandRefused\"", StringComparison.Ordinal))
            .Select(row => (row.CaseId, Person: row.Actor, row.At, Hash: Convert.ToHexString(HashOf(row)))).Order();
        if (!commands.SequenceEqual(done))
            town.Violate("a command is in the inbox and in the journal, or in neither", $"inbox: {string.Join(", ", commands)}; journal: {string.Join(", ", done)}");
        // Papers that rungs have opened come in as reports of a case.
        var reports = town.Database.Inbox.Rows.Where(row => row.Source == "case" || row.Source.StartsWith("webhook:", StringComparison.Ordinal)).ToList();
        foreach (var filed in reports)
        {
            if (_journal[filed.CaseId].Count(row => row.Command == "File") != 1)
                town.Violate("no report is lost or doubled", $"Message '{filed.MessageId}' opened {filed.CaseId}.");
        }

        if (town.Database.Cases.Rows.Count != reports.Count)
            town.Violate("no report is lost or doubled", $"{town.Database.Cases.Rows.Count} cases.");
        var orders = town.Database.Outbox.Rows.Count(row => row.Kind == OutboxKind.Case && row.Status == OutboxStatus.Sent);
        if (reports.Count(row => row.Source == "case") != orders)
            town.Violate("a paper that was ordered is opened once", $"{orders} orders were delivered and {reports.Count(row => row.Source == "case")} papers opened.");
    }

    private static byte[] HashOf(JournalRow row)
    {
        var command = CommandText.Read(row.Command, JournalText.ReadOrigin(row.Entries)!.Value.Command);
        return CommandKey.Of(row.CaseId, command, "").Hash;
    }

    private void Outbox()
    {
        foreach (var row in town.Database.Outbox.Rows)
        {
            if (row.Status is not (OutboxStatus.Sent or OutboxStatus.Kept or OutboxStatus.Withdrawn))
                town.Violate("the outbox drains", $"{row.Kind} {row.Id} is {row.Status}: {row.LastError}");
            if (row.Status == OutboxStatus.Sent && row.Kind is Runtime.Outbox.OutboxKind.Mail or Runtime.Outbox.OutboxKind.Http && !town.Receiver.Ids.Contains(row.Id))
                town.Violate("the outbox drains", $"{row.Kind} {row.Id} is sent, but nobody got it.");
        }

        foreach (var timer in town.Database.Timers.Rows.Where(timer => timer.ParkedAt is not null))
            town.Violate("no timer is poison", $"{timer.Key} of {timer.InstanceId}: {timer.Error}");
    }

    private void Journal(InstanceRow instance)
    {
        var rows = _journal[instance.Id].OrderBy(row => row.Seq).ToList();
        if (JournalChain.Verify(rows, instance.JournalSeq, instance.JournalHead) is ChainVerdict.Broken broken)
            town.Violate("the journal is a chain", $"{instance.Id}, row {broken.Seq}: {broken.Reason}");
        else if (HistoryReplay.Run(instance, rows, Program, hash => hash == Workflows.Data.ContentHash ? Workflows.Data : null) is not ReplayVerdict.Same)
            town.Violate("replay gives the same state", $"{instance.DefinitionId} {instance.Id}: {HistoryReplay.Run(instance, rows, Program, _ => Workflows.Data)}");
    }

    /// <summary>What an instance waits for by its state is what can reach it: each bookmark and each timer has its row, and no row is left over.</summary>
    private void Waits(InstanceRow instance, InstanceState state)
    {
        var running = state.Status == InstanceStatus.Running;
        var bookmarks = town.Database.Bookmarks.Rows.Where(row => row.InstanceId == instance.Id).Select(row => row.Id).Order().ToList();
        if (!bookmarks.SequenceEqual((running ? state.Bookmarks : []).Select(bookmark => bookmark.Id).Order()))
            town.Violate("what waits can be reached", $"{instance.DefinitionId} {instance.Id} waits on {state.Bookmarks.Length} bookmarks, but {bookmarks.Count} can be found.");
        var timers = town.Database.Timers.Rows.Where(row => row.InstanceId == instance.Id).Select(row => (row.Key, row.Epoch, row.DueAt)).Order().ToList();
        var expected = (running ? state.Timers : []).Select(timer => (timer.Key, timer.Epoch, Instants.NotBefore(timer.DueAt)))
            .Concat(state.Attachment is CaseFile file ? file.Clocks.Select(Armed).OfType<(string, int, DateTimeOffset)>() : []).Order();
        if (!timers.SequenceEqual(expected))
            town.Violate("every timer that is set can fire", $"{instance.DefinitionId} {instance.Id}: expected {string.Join(", ", expected)}, but found {string.Join(", ", timers)}.");
        foreach (var bookmark in running ? state.Bookmarks : [])
        {
            if (bookmark.Kind == BookmarkKinds.Child && !ChildRuns(instance.Id, bookmark))
                town.Violate("who waits for a child has one", $"{instance.DefinitionId} {instance.Id} waits for '{bookmark.Key}'.");
            if (bookmark.Kind == BookmarkKinds.Delay && !state.Timers.Any(timer => timer.BookmarkId == bookmark.Id))
                town.Violate("every timer that is set can fire", $"{instance.DefinitionId} {instance.Id} waits for a delay without a timer.");
        }
    }

    private static (string, int, DateTimeOffset)? Armed(SlaClock clock) =>
        clock.State.Status is ClockStatus.Running or ClockStatus.Paused && clock.LadderId is { } ladder
        && clock.NextFire(Workflows.Data.Ladders[ladder], Workflows.Data.Calendars[clock.CalendarId]) is NextRung.At next
            ? ($"clock:{clock.Id:D}", clock.Epoch, Instants.NotBefore(next.FireAt))
            : null;

    private bool ChildRuns(Guid parent, Bookmark bookmark) => town.Database.Instances.Rows.Any(row =>
        row.Status == InstanceStatus.Running && Program(row.ProgramHash) is { } program
        && StoredState.Read(row, program).Parent is { } link && link.InstanceId == parent && link.Key == bookmark.Key);

    private void Case(InstanceState state, CaseFile file)
    {
        var open = town.Database.Tasks.Rows.Where(task => task.CaseId == file.Id && task.Status == CaseTaskStatus.Open).ToList();
        if (file.Status == CaseStatus.Open && state.Incidents.IsEmpty && !open.Exists(task => task.Role.Length > 0 && task.UnitId.Length > 0)
            && !town.Database.Timers.Rows.Any(timer => timer.InstanceId == file.Id))
            town.Violate("every live case has an owner or a next timer", $"Case {file.Id} at {file.Stage}.");
        if (!open.Select(task => (task.Id, task.Assignee)).Order().SequenceEqual(file.Tasks.Select(task => (task.Id, task.Assignee)).Order()))
            town.Violate("what people see is what is", $"Case {file.Id} has {file.Tasks.Length} open tasks, but {open.Count} are listed.");
        if (town.Database.Cases.Find(file.Id) is not { } listed || (listed.Stage, listed.Status, listed.Level, listed.UnitId) != (file.Stage, file.Status, file.Level, file.UnitId))
            town.Violate("what people see is what is", $"Case {file.Id}.");
        foreach (var clock in file.Clocks)
        {
            var row = town.Database.Clocks.Find(clock.Id);
            if (row is null || StoredJson.Read<SlaClock>(row.Ledger) is var read && (!read.Equals(clock) || !ClockState.Replay(clock.Ledger).Equals(read.State) || row.Status != clock.State.Status))
                town.Violate("clocks replay to the same state", $"Clock {clock.Name} of case {file.Id}.");
            var fired = town.Database.RungFires.Rows.Where(rung => rung.ClockId == clock.Id).Select(rung => (rung.Cycle, rung.RungKey, rung.Epoch)).Order();
            if (!fired.SequenceEqual(clock.Fired.Select(rung => (rung.Cycle, rung.RungKey, rung.Epoch)).Order()))
                town.Violate("no rung is lost", $"Clock {clock.Name} of case {file.Id}.");
        }
    }

    /// <summary>An event is kept only while nobody can have it.</summary>
    private void Events()
    {
        foreach (var kept in town.Database.KeptEvents.Rows)
        {
            var waiting = town.Database.Bookmarks.Rows.FirstOrDefault(bookmark => bookmark.Kind == BookmarkKinds.Event && bookmark.Key == kept.Name
                && town.Database.Instances.Find(bookmark.InstanceId) is { Status: InstanceStatus.Running } instance
                && (kept.CorrelationId is null || kept.CorrelationId == instance.CorrelationId) && (kept.InstanceId is null || kept.InstanceId == instance.Id));
            if (waiting is not null)
                town.Violate("no event is kept from who waits for it", $"'{kept.Name}' {kept.MessageId} is kept, but {waiting.InstanceId} waits for it.");
        }
    }

    /// <summary>What came for an instance that had faulted comes when it is mended.</summary>
    private void Shaken()
    {
        foreach (var id in senders.Shaken)
        {
            if (town.Database.Instances.Find(id)?.SubStatus != InstanceSubStatus.Finished || _journal[id].Count(row => row.Command == "Wake") != 1)
                town.Violate("a faulted instance forgets nothing", $"{id}: {string.Join(", ", _journal[id].Select(row => row.Command))}");
        }
    }

    /// <summary>Each event is one step of each that waited before it was sent.</summary>
    private void Groups()
    {
        foreach (var (waiting, events) in senders.Groups)
        {
            foreach (var id in waiting)
            {
                var steps = _journal[id].Count(row => row.Command == "Wake");
                if (steps != Math.Min(2, events))
                    town.Violate("each event is one step of each that waits", $"{id} was sent {events} events, but made {steps} steps.");
            }
        }
    }

    /// <summary>What the figures of a drawing are made of is what the journal says.</summary>
    private void Stays(InstanceRow instance)
    {
        var written = town.Database.Stays.Rows.Where(stay => stay.InstanceId == instance.Id).OrderBy(stay => stay.Execution).ToList();
        var again = StayRebuild.Of(
            instance.Id, _journal[instance.Id].OrderBy(row => row.Seq), town.Database.Tasks.Rows.Where(task => task.CaseId == instance.Id),
            town.Database.Clocks.Rows.Where(clock => clock.CaseId == instance.Id), Workflows.Data.Calendars, Program);
        if (!written.SequenceEqual(again))
        {
            town.Violate("stays are what the journal says",
                $"{instance.DefinitionId} {instance.Id}: written {string.Join(", ", written.Except(again).Take(2))}, from the journal {string.Join(", ", again.Except(written).Take(2))}, of {written.Count} and {again.Length}.");
        }
    }

    private static Program? Program(string hash) => Workflows.Data.Definitions.Pinned(hash);
}
