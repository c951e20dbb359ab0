using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>A task for the holders of a role; its outcome is the way on.</summary>
public sealed class HumanTask : GridActivity
{
    /// <summary>Kind of the bookmark on which a task waits.</summary>
    public const string BookmarkKind = "Task";

    /// <summary>What <c>Unit</c> says for the unit that the case was dispatched to.</summary>
    public const string HandlingUnit = "handling";

    /// <summary>What <c>Role</c> says, with a unit, for the role that answers for it, whatever its level calls that.</summary>
    public const string UnitLeader = "unit-leader";

    /// <summary>What <c>Role</c> says for the role to which the routing table sends the permission class of the case at the level.</summary>
    public const string ByClass = "by-class";

    /// <summary>What <c>Assignee</c> says for whom a form has named as the one whom the case is about.</summary>
    public const string Accused = "accused";

    public override string TypeName => "Grid.Task";

    public override LocalText Names { get; } = new("Task", "任务", "任務");

    public override LocalText Descriptions { get; } = new(
        "Gives a task to the holders of a role at a level, with a stage clock by the policy, and waits for its outcome.",
        "把任务交给某级某岗位的人,按时限规则计时,等待办理结果。",
        "把任務交給某級某崗位的人,按時限規則計時,等待辦理結果。");

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Key", DataType.String) { Required = true, DisplayName = "Key", Description = "Name of the task within the lifecycle; limits, texts and forms go by it. 任務鍵" },
        new("Role", DataType.String) { DisplayName = "Role", Description = "Who may take it; empty: the role that handles cases at the level; by-class: as duties/*.yaml route the permission class of the case at the level. 崗位" },
        new("Level", DataType.String) { DisplayName = "Level", Description = "lowest, highest, current, each with +1 or -1, or the key of a level; empty: the level that owns the case. 層級" },
        new("Stage", DataType.String)
        {
            DisplayName = "Stage", UiHint = "dropdown", Description = "Stage of the six-step loop that the task belongs to; Reported leads a case back that was further. 六步環節",
            Choices = Choices(("Reported", "上報 Reported"), ("Triaged", "分流 Triaged"), ("Handled", "辦理 Handled"), ("FedBack", "反饋 Fed back"), ("Closed", "結案 Closed")),
        },
        new("Outcomes", DataType.StringList) { DisplayName = "Outcomes", UiHint = "dynamic-outcomes", Description = "How the task can end; each is a way on. 結果" },
        new("Actions", DataType.Dictionary) { DisplayName = "Actions", UiHint = "dictionary", Description = "What an outcome means for the duties on the case: outcome → action of duties/*.yaml. 結果對應的職責" },
        new("RemarkRequired", DataType.StringList) { DisplayName = "Remark required", UiHint = "multitext", Description = "Outcomes that need a remark. 須填說明的結果" },
        new("HideAtTopLevel", DataType.StringList) { DisplayName = "Not at the top level", UiHint = "multitext", Description = "Outcomes that make no sense where there is no level above. 最高級不可用" },
        new("HideAtBottomLevel", DataType.StringList) { DisplayName = "Not at the bottom level", UiHint = "multitext", Description = "Outcomes that make no sense where there is no level below. 最低級不可用" },
        new("EmergencyOnly", DataType.StringList) { DisplayName = "Emergencies only", UiHint = "multitext", Description = "Outcomes that only an emergency has: leaving levels out. 僅限緊急" },
        new("NotOffered", DataType.StringList) { DisplayName = "Not offered", UiHint = "multitext", Description = "Outcomes that nobody chooses: a command does, such as the withdrawal of a notice. 不可選的結果" },
        new("Until", DataType.String) { DisplayName = "Until", Description = "Field of the last form with a date that is the limit, to the end of that day; without it: by the policy. 限期" },
        new("Form", DataType.String) { DisplayName = "Form", Description = "Form that is filled in to complete it; empty: none. 表單" },
        new("Unit", DataType.String) { DisplayName = "Unit", Description = "handling: the unit that the case was dispatched to; or the id of a unit; empty: by the level. 單位" },
        new("Assignee", DataType.String)
        {
            DisplayName = "Assignee", UiHint = "dropdown", Description = "Who has it from the beginning; empty: whoever of the role claims it. 指定人",
            Choices = Choices((Accused, "當事人 Whom the case is about (accused)")),
        },
        new("Otherwise", DataType.String) { DisplayName = "Otherwise", Description = "Role to which it goes where the duties on the case bar all who hold the first: the whole unit is accused. 迴避時的崗位" },
        new("Notify", DataType.String) { DisplayName = "Notify", Description = "Template of a mail to who has it or may take it, when it opens and when it goes to somebody else; outside open hours it is held, unless the case is an emergency or the limit counts around the clock. Empty: nobody is told. 開始時通知" },
        new("Clock", DataType.String)
        {
            DisplayName = "Clock", UiHint = "dropdown", Description = "Which clock times it; empty: a new one. 計時",
            Choices = Choices(("New", "重新計時 New"), ("Continue", "繼續計時 Continue the last one"), ("None", "不計時 None")),
        },
        new("ClockRunsOn", DataType.StringList) { DisplayName = "Clock runs on", UiHint = "multitext", Description = "Outcomes that do not stop the clock: a return that nobody has judged yet. 不停錶的結果" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } =
    [
        new("Outcome", DataType.String) { Description = "How it ended." },
        new("Remark", DataType.String) { Description = "What was remarked." },
        new("CompletedBy", DataType.String) { Description = "Who completed it." },
        new("Fields", DataType.Object) { Description = "What was filled in, by field." },
    ];

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => Listed(node, "outcomes") switch
    {
        null => null,
        { Count: 0 } => ["Done"],
        var outcomes => outcomes,
    };

    public override IEnumerable<Problem> Check(ActivityNode node)
    {
        if (Literal(node, "stage") is { } stage && !Enum.TryParse<CaseStage>(stage, out _))
            yield return new Problem("unknown-stage", $"Expected a stage of the six-step loop, but found '{stage}'.", Loading.Names.Remedy(stage, Enum.GetNames<CaseStage>())) { ActivityId = node.Id, Property = "stage" };
        if (Literal(node, "clock") is { Length: > 0 } clock && !Enum.TryParse<ClockUse>(clock, out _))
            yield return new Problem("unknown-clock-use", $"Expected which clock times the task, but found '{clock}'.", Loading.Names.Remedy(clock, Enum.GetNames<ClockUse>())) { ActivityId = node.Id, Property = "clock" };
        if (Literal(node, "assignee") is { Length: > 0 } assignee && assignee != Accused)
            yield return new Problem("unknown-assignee", $"Expected '{Accused}', but found '{assignee}'.", "Leave it out where whoever of the role claims the task.") { ActivityId = node.Id, Property = "assignee" };
        if (OutcomesOf(node) is not { } outcomes)
            yield break;
        foreach (var property in new[] { "remarkRequired", "hideAtTopLevel", "hideAtBottomLevel", "clockRunsOn", "notOffered", "emergencyOnly" })
        {
            foreach (var name in Listed(node, property) ?? [])
            {
                if (!outcomes.Contains(name))
                    yield return new Problem("unknown-outcome", $"Expected an outcome of the task, but found '{name}'.", Loading.Names.Remedy(name, outcomes.ToArray())) { ActivityId = node.Id, Property = property };
            }
        }

        foreach (var action in ActionsOf(node).Where(action => !outcomes.Contains(action.Outcome)))
            yield return new Problem("unknown-outcome", $"Expected an outcome of the task, but found '{action.Outcome}'.", Loading.Names.Remedy(action.Outcome, outcomes.ToArray())) { ActivityId = node.Id, Property = "actions" };
    }

    /// <summary>Outcomes and their actions as a definition writes them; nothing where a script decides.</summary>
    internal static IEnumerable<TaskAction> ActionsOf(ActivityNode node)
    {
        if (Expression(node, "actions") is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Object)
            return Pairs(value);
        if (value.ValueKind != JsonValueKind.String)
            return [];
        try
        {
            using var parsed = JsonDocument.Parse(value.GetString()!);
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? Pairs(parsed.RootElement) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static List<TaskAction> Pairs(JsonElement map) =>
        [.. map.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String).Select(pair => new TaskAction(pair.Name, pair.Value.GetString()!))];

    private protected override string? Run(ActivityContext c, CaseWork work)
    {
        var organisation = work.Organisation;
        var file = work.File;
        var key = Text(c, "Key") ?? throw new ActivityFaultException("Expected the key of the task, but it is empty.");
        var (level, role, unit) = Place(c, file, work.Reference);
        if (Stage(c) is CaseStage.Reported)
            work.Return(CaseStage.Reported);
        else if (Stage(c) is { } stage)
            work.Reach(stage);
        var outcomes = List(c, "Outcomes");
        var (possible, impossible) = Offer(level.Key, outcomes, List(c, "NotOffered"), List(c, "HideAtTopLevel"), List(c, "HideAtBottomLevel"), List(c, "EmergencyOnly"), work);
        var id = c.World.Ids.NextId();
        var bookmark = c.SetBookmark(BookmarkKind, key);
        c.Data = id.ToString("D");
        var task = new CaseTask
        {
            Id = id,
            CaseId = file.Id,
            Key = key,
            ActivityId = c.ActivityId,
            BookmarkId = bookmark.Id,
            Role = role,
            UnitId = unit.Id,
            Level = level.Key,
            Assignee = Text(c, "Assignee") == Accused ? file.Facts.Accused : null,
            Outcomes = possible,
            Actions = Actions(c),
            RemarkRequired = Judging.WithReasons(List(c, "RemarkRequired"), outcomes, file),
            Impossible = impossible,
            FormId = FormOf(c, work),
            Notify = Text(c, "Notify"),
            OpenedAt = c.World.Now,
        };
        work.Open(Text(c, "Otherwise") is { } otherwise ? Unbarred(task, otherwise, level, work) : task, Use(c), Until(c, file, organisation));
        return null;
    }

    // Somebody who may decide, where the duties bar everybody whose matter it would be.
    private static CaseTask Unbarred(CaseTask task, string otherwise, Level level, CaseWork work)
    {
        if (!Ownership.Lacks(task, work.File, work.Reference, work.Now))
            return task;
        var unit = SeatOf(otherwise, level, work.File, work.Organisation);
        work.Say("TaskPassedOn", ("task", task.Key), ("role", otherwise), ("unit", unit.Id));
        return task with { Role = otherwise, UnitId = unit.Id, Level = unit.Level };
    }

    // Where it lies: in the unit that is named, or in the line of the grid at a level, or beside it.
    private static (Level Level, string Role, Unit Unit) Place(ActivityContext c, CaseFile file, ReferenceData reference)
    {
        var organisation = reference.Organisation;
        if (Text(c, "Unit") is { } place)
        {
            var id = place == HandlingUnit
                ? file.Facts.HandlingUnit ?? throw new ActivityFaultException("Expected a case that was dispatched, but it has no handling unit: put Grid.Dispatch before the task.") { Code = "not-dispatched" }
                : place;
            var unit = organisation.Unit(id) ?? throw new ActivityFaultException($"Expected a unit of the organisation, but found '{id}'.") { Code = "unknown-unit" };
            var at = organisation.Level(unit.Level)!;
            if (Text(c, "Role") != UnitLeader)
                return (at, Text(c, "Role") ?? at.Handler, unit);
            var answering = organisation.AnsweringFor(unit.Id)!;
            return (organisation.Level(answering.Level)!, answering.Kind is null ? organisation.Level(answering.Level)!.Leader : OrganisationChart.LeaderRole, answering);
        }

        var level = LevelExpression.Resolve(Text(c, "Level"), file.Level, organisation);
        var role = Text(c, "Role") switch
        {
            null => level.Handler,
            ByClass => reference.Duties.RoleFor(file.PermissionClass, level, organisation) ?? level.Handler,
            var named => named,
        };
        return (level, role, SeatOf(role, level, file, organisation));
    }

    /// <summary>The one unit where a role sits for a case at a level.</summary>
    internal static Unit SeatOf(string role, Level level, CaseFile file, OrganisationChart organisation)
    {
        var line = LineUnit(level, file, organisation)
            ?? throw new ActivityFaultException($"Expected a unit of level '{level.Key}' for grid '{file.GridCode}', but the organisation has none.");
        var seats = organisation.SeatsOf(role, line.Id, file.CategoryCode);
        return seats.Length == 1
            ? seats[0]
            : throw new ActivityFaultException(
                $"Expected one unit where '{role}' sits beside '{line.Id}' for category '{file.CategoryCode}', but found {(seats.IsEmpty ? "none" : string.Join(", ", seats.Select(seat => seat.Id)))}.");
    }

    /// <summary>The same; null where there is no such unit, or not one alone.</summary>
    internal static Unit? FindSeat(string role, Level level, CaseFile file, OrganisationChart organisation) =>
        LineUnit(level, file, organisation) is { } line && organisation.SeatsOf(role, line.Id, file.CategoryCode) is [var seat] ? seat : null;

    // At its level and above, the line is that of the unit to which the case was transferred; below, it is always that of its grid.
    private static Unit? LineUnit(Level level, CaseFile file, OrganisationChart organisation)
    {
        var below = organisation.Level(file.Level) is { } own && level.Rank < own.Rank;
        return organisation.UnitAt(below ? file.GridCode : CaseWork.Line(file, organisation), level.Key);
    }

    /// <summary>An open task with the outcomes that its case has now: another grid has other levels, and an emergency may leave some out. As it is, where a script decides.</summary>
    internal static CaseTask OfferAnew(CaseTask task, ActivityNode node, CaseWork work)
    {
        if (Listed(node, "outcomes") is not { } outcomes || Listed(node, "notOffered") is not { } hidden || Listed(node, "hideAtTopLevel") is not { } top
            || Listed(node, "hideAtBottomLevel") is not { } bottom || Listed(node, "emergencyOnly") is not { } urgent)
            return task;
        var (possible, impossible) = Offer(task.Level, outcomes, hidden, top, bottom, urgent, work);
        return possible.SequenceEqual(task.Outcomes) ? task : task with { Outcomes = possible, Impossible = impossible };
    }

    // What there is to choose at a level, and what is left out there; a task without a way of its own can be done.
    private static (ImmutableArray<string> Possible, ImmutableArray<string> Impossible) Offer(
        string level, IEnumerable<string> outcomes, IEnumerable<string> hidden, IEnumerable<string> top, IEnumerable<string> bottom, IEnumerable<string> urgent, CaseWork work)
    {
        var impossible = ImmutableArray.CreateBuilder<string>();
        if (work.NextUp(level) is null)
            impossible.AddRange(top);
        if (work.NextDown(level) is null)
            impossible.AddRange(bottom);
        if (!work.File.Emergency)
            impossible.AddRange(urgent);
        ImmutableArray<string> offered = [.. outcomes.Except(hidden)];
        return ([.. (offered.IsEmpty ? ["Done"] : offered).Except(impossible)], impossible.DrainToImmutable());
    }

    private static string? FormOf(ActivityContext c, CaseWork work) => Text(c, "Form") is not { } id ? null : work.Reference.Forms.ContainsKey(id)
        ? id
        : throw new ActivityFaultException($"Expected form '{id}', but it is not loaded.") { Code = "unknown-form" };

    private static DateTimeOffset? Until(ActivityContext c, CaseFile file, OrganisationChart organisation)
    {
        if (Text(c, "Until") is not { } field || file.Last?.Fields.GetValueOrDefault(field) is not { Length: > 0 } text)
            return null;
        return EndOf(text, organisation);
    }

    /// <summary>The end of a day that a form names.</summary>
    internal static DateTimeOffset EndOf(string text, OrganisationChart organisation)
    {
        if (NodaTime.Text.LocalDatePattern.Iso.Parse(text) is not { Success: true, Value: var day })
            throw new ActivityFaultException($"Expected a date such as 2026-12-01 as the limit of the task, but found '{text}'.") { Code = "until-date" };
        var zone = NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(organisation.TimeZone) ?? NodaTime.DateTimeZone.Utc;
        return zone.AtStartOfDay(day.PlusDays(1)).ToInstant().ToDateTimeOffset();
    }

    private static ClockUse Use(ActivityContext c) => Text(c, "Clock") switch
    {
        null => ClockUse.New,
        var text when Enum.TryParse<ClockUse>(text, out var use) => use,
        var text => throw new ActivityFaultException($"Expected which clock times the task, but found '{text}'."),
    };

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        var completion = TaskCompletion.From(payload);
        Work(c, (context, work) =>
        {
            var task = TaskOf(context, work) ?? throw new ActivityFaultException("Expected an open task behind the bookmark, but the case file has none.");
            var closed = task with
            {
                Status = CaseTaskStatus.Completed,
                Outcome = completion.Outcome,
                Remark = completion.Remark,
                CompletedBy = completion.By,
                CompletedAt = work.Now,
            };
            if (Stage(context) == CaseStage.Handled)
                work.Handled(completion.By);
            if (task.ActionOf(completion.Outcome) is { } action)
                work.Did(action, completion.By, task.UnitId);
            work.Close(closed, completion.By, "task completed", List(context, "ClockRunsOn").Contains(completion.Outcome));
            work.Change(work.File with { Last = new LastOutcome(task.Key, completion.Outcome, completion.Remark, completion.By) { Fields = completion.Texts, FormId = task.FormId } });
            if (task.FormId is { } form && work.Reference.Forms.GetValueOrDefault(form)?.Accused(completion.Texts) is { } accused)
                work.Change(work.File with { Facts = work.File.Facts with { Accused = accused } });
            work.Say("TaskCompleted", ("task", task.Key), ("outcome", completion.Outcome), ("remark", completion.Remark), ("by", completion.By), ("role", completion.Role), ("level", task.Level), ("owner", work.OwnerBehind(completion.By, task)), ("fields", completion.Fields.Count == 0 ? null : completion.Fields));
            return completion.Outcome;
        }, completion);
    }

    private static void Work(ActivityContext c, Func<ActivityContext, CaseWork, string?> run, TaskCompletion completion)
    {
        c.SetOutput("Outcome", completion.Outcome);
        c.SetOutput("Remark", completion.Remark);
        c.SetOutput("CompletedBy", completion.By);
        c.SetOutput("Fields", completion.Fields);
        Work(c, run);
    }

    private static CaseTask? TaskOf(ActivityContext c, CaseWork work) =>
        Guid.TryParse(c.Data as string, out var id) ? work.File.Tasks.FirstOrDefault(task => task.Id == id) : null;

    private static ImmutableArray<TaskAction> Actions(ActivityContext c)
    {
        if (c.Input("Actions") is not IDictionary<string, object?> { Count: > 0 } map)
            return [];
        return [.. map.Where(pair => pair.Value is string).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new TaskAction(pair.Key, (string)pair.Value!))];
    }

    private static CaseStage? Stage(ActivityContext c) => Text(c, "Stage") switch
    {
        null => null,
        var text when Enum.TryParse<CaseStage>(text, out var stage) => stage,
        var text => throw new ActivityFaultException($"Expected a stage of the six-step loop, but found '{text}'."),
    };
}
