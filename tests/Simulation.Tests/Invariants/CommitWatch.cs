using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.City;

namespace GridWorkflow.Simulation.Tests.Invariants;

/// <summary>Looks at every group that is committed: what must never be, not even for a moment.</summary>
internal sealed class CommitWatch(Town town)
{
    private readonly Dictionary<Guid, (long Version, byte[] Head)> _instances = [];
    private readonly HashSet<(Guid, int, string, int)> _rungs = [];
    private readonly HashSet<(Guid, string, int, DateTimeOffset)> _timers = [];
    private readonly HashSet<(string, string)> _messages = [];
    private readonly HashSet<(string, string, DateTimeOffset)> _starts = [];
    private readonly HashSet<Guid> _delivered = [];
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>What has come up, and how often: writes with their outcomes, commands, rungs.</summary>
    public IReadOnlyDictionary<string, int> Seen => _seen;

    public void See(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    /// <summary>Transitions that were committed.</summary>
    public int Transitions { get; private set; }

    public void Committed(IReadOnlyList<Write> group, IReadOnlyList<WriteOutcome> outcomes)
    {
        var timers = false;
        var messages = false;
        for (var index = 0; index < outcomes.Count; index++)
        {
            See(Name(group[index].GetType(), outcomes[index].GetType()));
            switch (outcomes[index])
            {
                case WriteOutcome.Impossible impossible:
                    town.Violate("no write is impossible", $"{group[index].GetType().Name}: {impossible.Reason}");
                    break;
                case WriteOutcome.Committed when group[index] is Write.Transition transition:
                    Look(transition);
                    timers |= transition.Changes.Any(change => change is RowChange.PutTimer);
                    messages |= transition.Changes.Any(change => change is RowChange.Send or RowChange.RecallEvent or RowChange.AddBookmark { Recall: not null });
                    break;
                case WriteOutcome.Committed:
                    Look(group[index]);
                    timers |= group[index] is Write.PutOffTimer or Write.ReleaseTimer;
                    messages |= group[index] is Write.PostMessage or Write.SplitMessage or Write.ReviveOutbox or Write.AddBulletin { Mails.IsEmpty: false } or Write.PublishBulletin { Mails.IsEmpty: false };
                    break;
            }
        }

        foreach (var (timer, at) in town.Database.Claimed)
        {
            if (timer.DueAt > at)
                town.Violate("no timer is early", $"Timer {timer.Key} of {timer.InstanceId}, due {timer.DueAt:O}, fired at {at:O}.");
            if (!_timers.Add((timer.InstanceId, timer.Key, timer.Epoch, timer.DueAt)))
                town.Violate("no timer fires twice", $"Timer {timer.Key} of {timer.InstanceId}, epoch {timer.Epoch}, due {timer.DueAt:O}.");
        }

        if (timers || messages)
            town.Ring(timers, messages);
    }

    private void Look(Write write)
    {
        switch (write)
        {
            case Write.PutOffTimer putOff:
                town.Violate("no timer is poison", $"Timer {putOff.Timer.Key} of {putOff.Timer.InstanceId}: {putOff.Error}");
                break;
            case Write.DropTimer drop:
                town.Note("store", $"drops timer {drop.Timer.Key}", drop.Timer.Epoch, drop.Timer.InstanceId);
                break;
            case Write.PostMessage { Message: { } message } post:
                town.Note("store", "posts", 0, post.Row.Id);
                Take(message);
                break;
            case Write.SplitMessage split:
                town.Note("store", "splits", split.Parts.Length, split.Message.MessageId);
                break;
            case Write.KeepEvent keep:
                town.Note("store", "keeps", 0, keep.Event.MessageId);
                break;
            case Write.SettleOutbox settle:
                foreach (var settlement in settle.Settlements)
                    town.Note("store", $"settles as {settlement.GetType().Name}", 0, settlement.Id);
                break;
        }
    }

    private void Look(Write.Transition transition)
    {
        Transitions++;
        See(transition.Journal.Command);
        var (instance, journal) = (transition.Instance, transition.Journal);
        town.Note("store", $"{instance.DefinitionId} {journal.Command} {instance.SubStatus}", instance.Version, instance.Id);
        town.Mix(journal.Hash);
        if (instance.Incidents > 0 && instance.DefinitionId != Workflows.Shaky)
            town.Violate("no incident", $"{instance.DefinitionId} {instance.Id}: {journal.Entries}");
        var before = _instances.GetValueOrDefault(instance.Id, (0, new byte[32]));
        if (instance.Version != before.Version + 1 || journal.Seq != instance.Version)
            town.Violate("one winner per version", $"Instance {instance.Id} went from version {before.Version} to {instance.Version}, with journal row {journal.Seq}.");
        else if (!journal.PrevHash.AsSpan().SequenceEqual(before.Head))
            town.Violate("the journal is a chain", $"Row {journal.Seq} of {instance.Id} does not follow the row before it.");
        _instances[instance.Id] = (instance.Version, instance.JournalHead);
        if (transition.Message is { } message)
            Take(message);
        if (transition.Trigger is { } trigger && !_starts.Add((trigger.DefinitionId, trigger.ActivityId, trigger.Last)))
            town.Violate("no timed start is made twice", $"{trigger.DefinitionId}, last at {trigger.Last:O}.");
        if (transition.Delivered is { } delivered && !_delivered.Add(delivered.MessageId))
            town.Violate("no message is delivered twice", $"Message {delivered.MessageId} moved {instance.DefinitionId} {instance.Id} a second time.");
        foreach (var change in transition.Changes)
        {
            if (change is not RowChange.FireRung(var rung))
                continue;
            See(rung.RungKey);
            if (!_rungs.Add((rung.ClockId, rung.Cycle, rung.RungKey, rung.Epoch)))
                town.Violate("no rung fires twice", $"Rung {rung.RungKey} of clock {rung.ClockId}, cycle {rung.Cycle}, epoch {rung.Epoch}.");
            if (rung.FiredAt < rung.DueAt)
                town.Violate("no rung is early", $"Rung {rung.RungKey} of clock {rung.ClockId}, due {rung.DueAt:O}, fired at {rung.FiredAt:O}.");
        }
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(Type, Type), string> Names = [];

    private static string Name(Type write, Type outcome) => Names.GetOrAdd((write, outcome), static pair => $"{pair.Item1.Name} {pair.Item2.Name}");

    private void Take(InboxRow message)
    {
        if (!_messages.Add((message.Source, message.MessageId)))
            town.Violate("no accepted command is doubled", $"'{message.MessageId}' of {message.Source} was taken twice.");
    }
}
