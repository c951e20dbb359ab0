using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>One case played through, command by command, with its timers, and written down as it goes.</summary>
internal sealed class CaseTable(ReferenceData reference, ulong seed = 1)
{
    private readonly BusinessCalendar _calendar = reference.Calendars["cn-2026"];
    private readonly SortedDictionary<string, TimerSet> _timers = new(StringComparer.Ordinal);
    private readonly StringBuilder _transcript = new();
    private ReferenceData _data = reference;
    private ulong _seed = seed;

    /// <summary>Writes the case to bytes and reads it again before each command, as the store does.</summary>
    public bool StoresBetween { get; init; }

    public DateTimeOffset Now { get; private set; }

    public InstanceState? State { get; private set; }

    public CaseFile File => (CaseFile)State!.Attachment!;

    public List<Effect> Effects { get; } = [];

    public List<Burst> Bursts { get; } = [];

    public IReadOnlyDictionary<string, TimerSet> Timers => _timers;

    public string Transcript => _transcript.ToString();

    public ReferenceData Data => _data;

    /// <summary>The stages that the case was in, in order, as its journal tells them.</summary>
    public IReadOnlyList<CaseStage> Stages => [CaseStage.Reported, .. Bursts.SelectMany(burst => burst.Journal)
        .Where(entry => entry.Kind is "StageReached" or "StageReturned").Select(entry => Enum.Parse<CaseStage>((string)entry.Data["to"]!))];

    /// <summary>Reference data changes under the case.</summary>
    public void Use(ReferenceData data) => _data = data;

    /// <summary>The case was written by an earlier program.</summary>
    public void Use(CaseFile file) => State = State! with { Attachment = file };

    public DateTimeOffset Local(string local) => _calendar.At(local);

    /// <summary>Lives until an instant: every timer that comes due on the way fires at its instant.</summary>
    public CaseTable Until(DateTimeOffset at)
    {
        while (_timers.Values.Where(timer => timer.DueAt <= at).OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Key, StringComparer.Ordinal).FirstOrDefault() is { } due)
        {
            Now = due.DueAt > Now ? due.DueAt : Now;
            Fire(due);
        }

        Now = at;
        return this;
    }

    public CaseTable Until(string local) => Until(Local(local));

    /// <summary>Time passes and no timer fires: the server was down.</summary>
    public void Skip(string local) => Now = Local(local);

    /// <summary>Fires a timer now; its row goes unless the decision sets it again.</summary>
    public Decision Fire(TimerSet timer)
    {
        _transcript.Append(CultureInfo.InvariantCulture, $"~ {Show(Now)} timer\n");
        _timers.Remove(timer.Key);
        return Decide(new InstanceCommand.TimerDue(timer.Key, timer.Epoch, timer.DueAt));
    }

    public Decision Report(string category, string grid, Func<Report, Report>? more = null, string source = "webhook:hotline")
    {
        var report = new Report { Title = "Lamp dark", CategoryCode = category, GridCode = grid };
        report = more?.Invoke(report) ?? report;
        var policy = _data.Catalogue.Find(category)?.PolicyId ?? "community";
        return Decide(new CaseCommand.File(
            Actor.Source("hotline"), new Guid("01234567-89ab-7def-8123-456789abcdef"), _data.Catalogue.Find(category)?.Series?.CaseNumber(2026, 17) ?? "2026-03-02-000017", "token-of-seventeen", source, policy, report));
    }

    public Decision Complete(string person, string task, string outcome, string? remark = null, ImmutableSortedDictionary<string, string>? fields = null) =>
        Decide(new CaseCommand.Complete(new Actor(person), Task(task), outcome, remark) { Fields = fields ?? ImmutableSortedDictionary<string, string>.Empty });

    public Decision Claim(string person, string task) => Decide(new CaseCommand.Claim(new Actor(person), Task(task)));

    public Guid Task(string key) => File.Tasks.FirstOrDefault(task => task.Key == key)?.Id ?? Guid.Empty;

    public Decision Decide(InstanceCommand command)
    {
        var filing = command as CaseCommand.File;
        var program = State is null
            ? _data.Definitions.Current(_data.Catalogue.Find(filing!.Report.CategoryCode)?.DefinitionId ?? "community-case")!
            : _data.Definitions.Pinned(State.ProgramHash)!;
        if (StoresBetween && State is not null)
            State = StateFormat.Read(StateFormat.Write(State), program) with { Attachment = CaseFileFormat.Read(CaseFileFormat.Write(File)) };
        var decision = CaseDesk.Decide(program, State, command, new World(Now, new IdSource(_seed++, Now), _data));
        switch (decision)
        {
            case Decision.Accepted { Burst: var burst }:
                State = burst.State;
                Bursts.Add(burst);
                Effects.AddRange(burst.Effects);
                foreach (var effect in burst.Effects)
                    Apply(effect);
                Write(burst);
                break;
            case Decision.Unchanged unchanged:
                _transcript.Append(CultureInfo.InvariantCulture, $"  unchanged: {unchanged.Reason}\n");
                break;
            case Decision.Refused { Refusal: var refusal }:
                _transcript.Append(CultureInfo.InvariantCulture, $"  refused {refusal.Kind} {refusal.Code}: {refusal.Reason}\n");
                break;
        }

        return decision;
    }

    public void Note(string line) => _transcript.Append(line).Append('\n');

    /// <summary>What must be true of every case at rest.</summary>
    public void ShouldBeSound()
    {
        if (State is null)
            return;
        File.Tasks.ShouldAllBe(task => task.AdjustmentId != null
            ? File.Adjustments.Any(adjustment => adjustment.Id == task.AdjustmentId && adjustment.IsOpen)
            : State.Bookmarks.Any(bookmark => bookmark.Id == task.BookmarkId));
        if (File.Status is CaseStatus.Archived or CaseStatus.Void)
        {
            File.Tasks.ShouldBeEmpty();
            _timers.ShouldBeEmpty();
            File.Clocks.ShouldAllBe(clock => clock.State.Status == Casework.Clocks.ClockStatus.Stopped || clock.State.Status == Casework.Clocks.ClockStatus.Void);
        }
        else
        {
            (File.Tasks.Length + State.Incidents.Length + State.Bookmarks.Length).ShouldBeGreaterThan(0, "a case that goes on has a task, a bookmark or an incident");
        }
    }

    private void Apply(Effect effect)
    {
        switch (effect)
        {
            case TimerSet set:
                _timers[set.Key] = set;
                break;
            case TimerCleared cleared:
                _timers.Remove(cleared.Key);
                break;
        }
    }

    private void Write(Burst burst)
    {
        foreach (var entry in burst.Journal)
            _transcript.Append(CultureInfo.InvariantCulture, $"  {entry.Kind}{string.Concat(entry.Data.Where(fact => fact.Value is not null).Select(fact => $" {fact.Key}={Say(fact.Value)}"))}\n");
        foreach (var mail in burst.Effects.OfType<MailQueued>())
            _transcript.Append(CultureInfo.InvariantCulture, $"  mail {mail.Address}: {mail.Subject}\n");
        foreach (var incident in burst.State.Incidents)
            _transcript.Append(CultureInfo.InvariantCulture, $"  incident: {incident.Reason}\n");
        var tasks = string.Join(", ", File.Tasks.Select(task => $"{task.Key} {task.Role}@{task.UnitId}{(task.Assignee is null ? "" : $" by {task.Assignee}")}"));
        _transcript.Append(CultureInfo.InvariantCulture, $"  = {File.Stage} {File.Status} {File.PermissionClass} {File.Level}:{File.UnitId} [{tasks}]\n");
    }

    private string Show(DateTimeOffset at) => _calendar.Show(at);

    private string Say(object? value) => value switch
    {
        DateTimeOffset at => Show(at).Replace(' ', 'T'),
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join("; ", map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}}}",
        string text when text.Contains(' ', StringComparison.Ordinal) => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
