using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Workflow.Interpreter;
using LifecycleProgram = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Host.Pages.Ways;

/// <summary>Draws the way of an instance on its lifecycle and lays the journal beside it.</summary>
public sealed class WayPicture(CaseQueries cases, ReferenceCatalog reference, Reader reader, Names names, ActivityNames activities, JournalWords words, Wording wording, TimeProvider time)
{
    private const int JournalSize = 40;

    /// <param name="instance">What is shown.</param>
    /// <param name="detail">Its case; null for an instance that is none.</param>
    /// <param name="path">Address of the page, without a question.</param>
    public async Task<WayView> Of(InstanceDetail instance, CaseDetail? detail, WayQuestion question, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(question);
        var now = time.GetUtcNow();
        var whole = Way.Of(instance.Program, instance.Timeline);
        var shown = question.Step is { } step ? Math.Clamp(step, 1, Math.Max(1, whole.Stays.Length)) : whole.Stays.Length;
        var way = whole.UpTo(shown);
        var isWhole = shown >= whole.Stays.Length;
        // A step in the past is read as of the instant at which it began.
        var asOf = isWhole || way.Stays.IsEmpty ? now : way.Stays[^1].EnteredAt;
        var labels = LabelsOf(instance.Program);
        var journal = Journal(instance, whole, question, path, labels, await cases.VerifyJournal(instance.Item.Id, cancellation));
        var lines = way.Stays.Select(stay => LineOf(stay, detail, labels, asOf, journal.Of)).ToList();
        var incidents = instance.State.Incidents.Select(incident => IncidentOf(incident, labels, whole)).ToList();
        return new WayView(
            instance.Item.Id, Draw(instance, way, lines, isWhole ? incidents : []), lines, shown, whole.Stays.Length,
            shown > 1 ? Link(1) : null, shown > 1 ? Link(shown - 1) : null, isWhole ? null : Link(shown + 1), isWhole ? null : Link(null), question.Step,
            [.. lines.Where(line => line.IsHere).Select(line => line.Name).Distinct()],
            [.. way.Stays.Zip(lines).Where(pair => pair.Second.IsHere).Select(pair => (LifecycleSvg.AnchorOf(pair.First.ActivityId), pair.Second.Name)).Distinct()], way.Stays.Count(stay => stay.IsReturn), incidents, journal.Part, path, instance.Item.IsCase,
            reader.IsAdmin, reader.IsAdmin && !instance.Item.IsCase && instance.State.Status == InstanceStatus.Running);

        // The browser brings the step into view, also where it has no script.
        string Link(int? to) => path + QueryString.Create(new Dictionary<string, string?>
        {
            ["step"] = to?.ToString(System.Globalization.CultureInfo.InvariantCulture), ["kind"] = question.Kind,
        }.Where(pair => pair.Value is not null)).ToUriComponent() + "#" + (whole.Stays.IsEmpty ? "way" : LifecycleSvg.AnchorOf(whole.Stays[(to ?? whole.Stays.Length) - 1].ActivityId));
    }

    private ImmutableDictionary<string, string> LabelsOf(LifecycleProgram program) => program.Activities.Skip(1).DistinctBy(activity => activity.Id)
        .ToImmutableDictionary(activity => activity.Id, activity => activities.Of(program.DefinitionId, activity.Node) ?? activity.DisplayText ?? activity.Name ?? activity.Id);

    private StayLine LineOf(Stay stay, CaseDetail? detail, ImmutableDictionary<string, string> labels, DateTimeOffset asOf, Func<long, string> journalOf)
    {
        // A task is opened in the burst that comes to its step.
        var task = detail?.Tasks.FirstOrDefault(one => one.ActivityId == stay.ActivityId && one.OpenedAt == stay.EnteredAt);
        var clock = task?.ClockId is { } id ? detail!.File.Clocks.FirstOrDefault(one => one.Id == id) : null;
        var until = stay.LeftAt ?? asOf;
        var isOver = stay.LeftAt is not null;
        var late = clock is { State.Status: not ClockStatus.Void } && task!.DueAt is { } due && until > due ? until - due : (TimeSpan?)null;
        var faulted = stay.FaultedAt is not null && !isOver;
        return new StayLine(
            stay.Number, labels.GetValueOrDefault(stay.ActivityId) ?? stay.ActivityId, stay.From is null ? null : labels.GetValueOrDefault(stay.From) ?? stay.From, stay.IsReturn, stay.Round,
            stay.EnteredAt, stay.LeftAt, SpanText(until - stay.EnteredAt),
            wording[faulted ? "way.state-faulted" : !isOver ? "way.state-here" : stay.End == StayEnd.Canceled ? "way.state-canceled" : "way.state-done"], !isOver, late is not null, faulted,
            clock is null ? null : ClockText(clock, task!, stay, until), late is { } by ? wording["way.late-by", wording.Span(by)] : null,
            isOver && task?.Outcome is { } outcome ? names.Outcome(outcome) : null, isOver && task?.CompletedBy is { } person ? names.Actor(person) : null, task is null ? null : names.Unit(task.UnitId),
            $"stay-{stay.Number}", journalOf(stay.EnteredSeq), stay.LeftSeq is { } left && left != stay.EnteredSeq ? journalOf(left) : null);
    }

    private string SpanText(TimeSpan span) => span == TimeSpan.Zero ? wording["way.at-once"] : wording.Span(span);

    private string ClockText(SlaClock clock, TaskRow task, Stay stay, DateTimeOffset until)
    {
        var name = names.Task(clock.Name);
        var used = reference.Current.Calendars.GetValueOrDefault(clock.CalendarId) is { } calendar
            ? clock.Consumed(calendar, until).Known - clock.Consumed(calendar, stay.EnteredAt).Known
            : (TimeSpan?)null;
        return string.Join(" · ", new[]
        {
            wording["way.clock", name], used is { } time ? wording["way.clock-used", wording.Span(time)] : null, task.DueAt is { } due ? wording["clock.due", wording.Moment(due)] : null,
        }.OfType<string>());
    }

    private static IncidentLine IncidentOf(Incident incident, ImmutableDictionary<string, string> labels, Way way)
    {
        var stay = way.Stays.LastOrDefault(one => one.ActivityId == incident.ActivityId && one.LeftAt is null);
        return new IncidentLine(
            incident.ActivityId, incident.ActivityId is { } id ? labels.GetValueOrDefault(id) ?? id : incident.Code, incident.Code, incident.Reason, incident.At,
            stay is null ? null : $"stay-{stay.Number}", incident.ActivityId is not null && incident.Execution > 0 && incident.Code != Incident.NothingWakes);
    }

    private string Draw(InstanceDetail instance, Way way, List<StayLine> lines, List<IncidentLine> incidents)
    {
        var program = instance.Program;
        var drawn = DrawnLifecycle.From(program.Definition, activity => activities.Of(program.DefinitionId, activity), (_, port) => names.Outcome(port)).Merged();
        var byStep = way.Stays.Zip(lines).GroupBy(pair => pair.First.ActivityId).ToDictionary(group => group.Key, group => group.Select(pair => (Stay: pair.First, Line: pair.Second)).ToList());
        var nodes = drawn.Nodes.Where(node => byStep.ContainsKey(node.Id) || incidents.Any(incident => incident.ActivityId == node.Id))
            .ToImmutableDictionary(node => node.Id, node => MarkOf(node, byStep.GetValueOrDefault(node.Id) ?? [], incidents.Any(incident => incident.ActivityId == node.Id)));
        var returns = way.Stays.Where(stay => stay.IsReturn).Select(stay => stay.Number).ToHashSet();
        var connections = way.Walked.ToImmutableDictionary(pair => pair.Key, pair => new ConnectionMark
        {
            Css = pair.Value.All(returns.Contains) ? "walked back" : "walked",
            Badge = Numbers(pair.Value),
            Description = wording["way.connection", string.Join(wording["list.comma"], pair.Value)],
        });
        return LifecycleSvg.Write(drawn, wording["way.drawing-of", instance.Item.CorrelationId ?? instance.Item.DefinitionId], new LifecycleMarks(nodes, connections)
        {
            Description = wording["way.drawing-says", way.Stays.Length, returns.Count, lines.Count(line => line.IsLate), incidents.Count],
        });
    }

    private NodeMark MarkOf(DrawnNode node, List<(Stay Stay, StayLine Line)> stays, bool hasIncident)
    {
        if (stays.Count == 0)
            return new NodeMark { Css = "fault", Flag = wording["way.flag-incident"], Description = $"{node.Label}: {wording["instance.incident"]}" };
        var last = stays[^1].Line;
        var (here, late) = (stays.Any(stay => stay.Line.IsHere), stays.Any(stay => stay.Line.IsLate));
        var below = ImmutableArray.CreateBuilder<string>();
        below.Add(stays.Count == 1 ? last.Span : wording["way.times", stays.Count, last.Span]);
        if (stays.LastOrDefault(stay => stay.Line.Late is not null).Line?.Late is { } lateBy)
            below.Add(lateBy);
        var css = string.Join(' ', new[] { "been", here ? "here" : null, late ? "late" : null, hasIncident ? "fault" : null }.OfType<string>());
        var flag = hasIncident ? wording["way.flag-incident"] : late ? wording["way.flag-late"] : here ? wording["way.flag-here"] : null;
        return new NodeMark
        {
            Css = css,
            Badge = Numbers([.. stays.Select(stay => stay.Stay.Number)]),
            Flag = flag,
            Lines = below.ToImmutable(),
            Link = $"#{last.Anchor}",
            Description = string.Join(wording["list.comma"], new[] { node.Label, wording["way.stays", string.Join("+", stays.Select(stay => stay.Stay.Number))], last.State, last.Span, flag }.OfType<string>().Distinct()),
        };
    }

    private static string Numbers(ImmutableArray<int> numbers) =>
        numbers.Length <= 4 ? string.Join('·', numbers) : $"{numbers[0]}·{numbers[1]}…{numbers[^1]} ×{numbers.Length}";

    private (JournalPart Part, Func<long, string> Of) Journal(
        InstanceDetail instance, Way way, WayQuestion question, string path, ImmutableDictionary<string, string> labels, ChainVerdict? verdict)
    {
        // Newest first, as in the timeline of a case.
        var rows = instance.Timeline.Reverse().ToList();
        var chosen = question.Kind is null ? rows : [.. rows.Where(row => row.Command == question.Kind || row.Entries.Any(entry => entry.Kind == question.Kind))];
        var pages = Math.Max(1, (chosen.Count + JournalSize - 1) / JournalSize);
        var number = Math.Clamp(question.Page, 1, pages);
        var kinds = rows.Select(row => row.Command).Concat(rows.SelectMany(row => row.Entries.Select(entry => entry.Kind))).Distinct()
            .Select(kind => (Kind: kind, Name: KindName(kind))).OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => (kind.Kind, kind.Name, kind.Kind == question.Kind)).ToList();
        var stays = way.Stays.SelectMany(stay => new[] { (Seq: stay.EnteredSeq, stay.Number), (Seq: stay.LeftSeq ?? 0, stay.Number) }).Distinct().ToLookup(pair => pair.Seq, pair => pair.Number);
        var part = new JournalPart(
            [.. chosen.Skip((number - 1) * JournalSize).Take(JournalSize).Select(row => LineOf(row, stays[row.Seq], labels))], kinds, new Paging(number, JournalSize, chosen.Count, PageLink),
            (verdict as ChainVerdict.Broken)?.Reason, rows.Count);
        // A step leads to its row, on whatever page of the whole journal it stands.
        return (part, seq =>
        {
            var page = ((rows.Count - (int)seq) / JournalSize) + 1;
            return page == number && question.Kind is null ? $"#j-{seq}" : $"{path}{Query(page, kind: null)}#j-{seq}";
        });

        string PageLink(int page) => $"{path}{Query(page, question.Kind)}#journal";

        string Query(int page, string? kind) => QueryString.Create(new Dictionary<string, string?>
        {
            ["step"] = question.Step?.ToString(System.Globalization.CultureInfo.InvariantCulture), ["kind"] = kind, ["page"] = page.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.Where(pair => pair.Value is not null)).ToUriComponent();
    }

    private string KindName(string kind) => wording.Find($"command.{kind}") ?? wording.Find($"kind.{kind}") ?? kind;

    private JournalLine LineOf(TimelineItem row, IEnumerable<int> stays, ImmutableDictionary<string, string> labels)
    {
        var says = words.All(row).Zip(row.Entries).Select(pair =>
        {
            var change = words.Change(pair.Second);
            var at = pair.Second.ActivityId is { } id && pair.First.Words == pair.First.Kind ? labels.GetValueOrDefault(id) : null;
            return new JournalSaying(pair.First.Kind, at is null ? pair.First.Words : $"{KindName(pair.First.Kind)} – {at}", pair.First.Quote, change is { } move ? $"{move.From} → {move.To}" : null);
        }).ToList();
        // Rows of workflows often say nothing but which activities moved.
        if (says.Count == 0 && row.Path.Where(step => step.Kind is StepKind.Completed or StepKind.Suspended or StepKind.Faulted && labels.ContainsKey(step.ActivityId)).Select(step => labels[step.ActivityId]).Distinct().ToList() is { Count: > 0 } moved)
            says.Add(new JournalSaying("Steps", string.Join(" → ", moved), null, null));
        return new JournalLine(row.Seq, row.At, names.Actor(row.Actor), row.Role is null ? null : names.Role(row.Role), KindName(row.Command), says, [.. stays.Order()], row.Reason);
    }
}
