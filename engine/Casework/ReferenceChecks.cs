using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework;

/// <summary>What the files of a workflow folder say of one another: every name must be somebody's.</summary>
/// <param name="data">All files, read.</param>
internal sealed class ReferenceChecks(ReferenceData data)
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    private OrganisationChart Organisation => data.Organisation;

    public void Category(Category category, SourceFile file, int line, string path)
    {
        if (data.Definitions.Current(category.DefinitionId) is null)
            Unknown(file, $"{path}.definition", line, "definition", category.DefinitionId, data.Definitions.All.Select(program => program.DefinitionId));
        if (!data.Policies.ContainsKey(category.PolicyId))
            Unknown(file, $"{path}.policy", line, "policy", category.PolicyId, data.Policies.Keys);
        if (category.Repeats?.RootCause is { } rootCause && data.Catalogue.Find(rootCause) is null)
            Unknown(file, $"{path}.repeats.rootCause", line, "category", rootCause, data.Catalogue.Categories.Select(known => known.Code));
        if (category.GroupCode is { } group && data.Catalogue.Group(group) is null)
            Unknown(file, $"{path}.group", line, "group", group, data.Catalogue.Groups.Select(known => known.Code));
        if (Organisation.Levels.IsEmpty)
            return;
        foreach (var rule in category.Limits.Concat(category.Conditions.SelectMany(condition => condition.Limits)))
        {
            if (rule.Level is { } level && Organisation.Level(level) is null)
                Unknown(file, $"{path}.limits", line, "level", level, Organisation.Levels.Select(known => known.Key));
            // An organisation without classes of areas takes a catalogue that has some: only the rules for all areas apply.
            if (rule.Area is { } area && Organisation.Areas.Any() && !Organisation.Areas.Contains(area))
                Unknown(file, $"{path}.limits", line, "area class", area, Organisation.Areas);
        }
    }

    public void Duties(DutyFile.Content content, SourceFile file)
    {
        foreach (var (role, actions, line) in content.Grants)
        {
            if (Organisation.Role(role) is null)
                Unknown(file, $"grants.{role}", line, "role", role, Organisation.Roles.Select(known => known.Key));
            foreach (var action in actions.Where(action => data.Duties.Action(action) is null))
                Unknown(file, $"grants.{role}", line, "action", action, data.Duties.Actions.Select(known => known.Key));
        }

        foreach (var (route, line) in content.Routes.Where(one => Organisation.Level(one.Item.Level) is null && !DutyBook.IsPlace(one.Item.Level)))
            Unknown(file, $"routes.{route.Level}", line, "level", route.Level, Organisation.Levels.Select(known => known.Key).Concat(["lowest", "highest"]));
        foreach (var (rule, line) in content.Rules)
        {
            foreach (var action in rule.Did.Concat(rule.MayNot).Where(action => data.Duties.Action(action) is null))
                Unknown(file, $"separation.{rule.Key}", line, "action", action, data.Duties.Actions.Select(known => known.Key));
        }
    }

    public void Ladder(EscalationLadder ladder, SourceFile file)
    {
        for (var index = 0; index < ladder.Rungs.Length; index++)
        {
            var rung = ladder.Rungs[index];
            var (template, key) = rung.Action switch
            {
                RungAction.Remind remind => (remind.Template ?? "reminder", "do"),
                RungAction.Warn warn => (warn.Template ?? "warning", "do"),
                RungAction.IssueNotice notice => (notice.Template, "template"),
                RungAction.OpenAccountability accountability => (accountability.Template, "template"),
                _ => (null, ""),
            };
            if (template is not null && data.Templates.Find(template) is null)
                Unknown(file, $"rungs[{index}].{key}", LineOf(file, template), "template", template, data.Templates.All.Keys);
            if (rung.Opens is { } opens && data.Catalogue.Find(opens) is null)
                Unknown(file, $"rungs[{index}].opens", LineOf(file, opens), "category", opens, data.Catalogue.Categories.Select(category => category.Code));
            if (Organisation.Levels.IsEmpty)
                continue;
            foreach (var recipient in rung.To.Concat(rung.Cc))
            {
                var role = recipient is Recipient.NamedRole named ? named.Role : (recipient as Recipient.RoleAtLevel)?.Role;
                if (role is not null && Organisation.Role(role) is null)
                    Unknown(file, $"rungs[{index}].to", LineOf(file, role), "role", role, Organisation.Roles.Select(known => known.Key));
                if (recipient is Recipient.NamedPerson { PersonId: var person } && Organisation.Person(person) is null)
                    Unknown(file, $"rungs[{index}].to", LineOf(file, person), "person", person, Organisation.People.Select(known => known.Id));
                if (recipient is Recipient.OnDuty { RosterId: var roster } && !data.Rosters.ContainsKey(roster))
                    Unknown(file, $"rungs[{index}].to", LineOf(file, roster), "roster", roster, data.Rosters.Keys);
            }
        }
    }

    /// <summary>Calendars that the organisation names.</summary>
    public void Calendars(SourceFile file)
    {
        foreach (var calendar in Organisation.Units.Select(unit => unit.Calendar).Append(Organisation.Calendar).OfType<string>().Distinct())
        {
            if (!data.Calendars.ContainsKey(calendar))
                Unknown(file, "calendar", LineOf(file, calendar), "calendar", calendar, data.Calendars.Keys);
        }
    }

    public void Policy(string policyId, SourceFile file)
    {
        // A unit without one takes that of the unit above, so it is enough to look at the grids.
        if (data.Policies.TryGetValue(policyId, out var read) && read.CalendarId.Length == 0 && !Organisation.Levels.IsEmpty
            && Organisation.Grids.FirstOrDefault(grid => Organisation.CalendarOf(grid.Id) is null) is { } without)
            Add(file, "calendar", 1, "missing-calendar", $"Expected a calendar, but neither policy '{policyId}' names one nor the organisation for '{without.Id}'.", "Add 'calendar:' to the policy, to the organisation or to a unit.");
        if (read?.AdjustmentNotify is { } notify && data.Templates.Find(notify) is null)
            Unknown(file, "adjustments.notify", LineOf(file, "notify:"), "template", notify, data.Templates.All.Keys);
        var tasks = data.Definitions.All.SelectMany(KeysOf).Concat([AdjustmentCommand.ReviewTask, AdjustmentCommand.DecideTask, ChangeRequest.DecideTask]).Distinct().ToArray();
        if (tasks.Length <= 3 || !data.Policies.TryGetValue(policyId, out var policy))
            return;
        foreach (var stage in policy.Stages.Keys.Where(stage => !tasks.Contains(stage)))
            Unknown(file, $"stages.{stage}", LineOf(file, $"{stage}:"), "task of a lifecycle", stage, tasks);
        if (Organisation.Levels.IsEmpty)
            return;
        foreach (var level in policy.Stages.Values.SelectMany(stage => stage.ByLevel.Keys).Distinct().Where(level => Organisation.Level(level) is null))
            Unknown(file, "stages", LineOf(file, $"{level}:"), "level", level, Organisation.Levels.Select(known => known.Key));
    }

    public void Lifecycle(Program program, SourceFile file)
    {
        foreach (var reply in program.Activities.Where(activity => activity.Type is Reply or VoidCase or NotifyLevels or IssueNotice))
        {
            var template = Literal(reply, "template") is { Length: > 0 } named ? named : reply.Type is NotifyLevels ? NotifyLevels.DefaultTemplate : "reply";
            if (data.Templates.Find(template) is null)
                Unknown(file, $"{reply.Node.Path}.template", LineOf(file, $"\"{reply.Id}\""), "template", template, data.Templates.All.Keys, reply.Id, "template");
        }

        foreach (var task in program.Activities.Where(activity => activity.Type is HumanTask or SupportTasks))
        {
            if (Literal(task, "notify") is { Length: > 0 } notify && data.Templates.Find(notify) is null)
                Unknown(file, $"{task.Node.Path}.notify", LineOf(file, $"\"{task.Id}\""), "template", notify, data.Templates.All.Keys, task.Id, "notify");
        }

        foreach (var activity in program.Activities.Where(activity => activity.Type is IssueNotice or Dispatch))
        {
            foreach (var property in (string[])["startsClock", "limitOf"])
            {
                // A deadline by the limit of no task would be stated nowhere, and its clock would never begin.
                if (Literal(activity, property) is { Length: > 0 } key && !KeysOf(program).Contains(key) && !MakesKeys(program))
                    Unknown(file, $"{activity.Node.Path}.{property}", LineOf(file, $"\"{activity.Id}\""), "task of the lifecycle", key, KeysOf(program), activity.Id, property);
            }
        }

        foreach (var alert in program.Activities.Where(activity => activity.Type is NotifyLevels && !Organisation.Levels.IsEmpty))
        {
            foreach (var role in (GridActivity.Listed(alert.Node, "also") ?? []).Where(role => role != NotifyLevels.Handling && !role.EndsWith(NotifyLevels.Perhaps) && Organisation.Role(role) is null))
                Unknown(file, $"{alert.Node.Path}.also", LineOf(file, $"\"{alert.Id}\""), "role", role, Organisation.Roles.Select(known => known.Key).Append(NotifyLevels.Handling), alert.Id, "also");
        }

        foreach (var support in program.Activities.Where(activity => activity.Type is SupportTasks))
            Form(support, file, LineOf(file, $"\"{support.Id}\""));
        if (Organisation.Levels.IsEmpty)
            return;
        foreach (var task in TasksOf(program))
            Task(program, task, file);
    }

    // A seat that is missing or ambiguous would show only when a case gets there; so every category is tried at every unit beforehand.
    private void Task(Program program, ProgramActivity task, SourceFile file)
    {
        var line = LineOf(file, $"\"{task.Id}\"");
        var role = Literal(task, "role");
        Form(task, file, line);
        if (Literal(task, "otherwise") is { Length: > 0 } otherwise)
        {
            if (Organisation.Role(otherwise) is null)
                Unknown(file, $"{task.Node.Path}.otherwise", line, "role", otherwise, Organisation.Roles.Select(known => known.Key), task.Id, "otherwise");
            else
                Holder(program, task, otherwise, Levels(task, file, line), file, line);
        }

        if (Literal(task, "unit") is { Length: > 0 } named)
        {
            if (named != HumanTask.HandlingUnit && Organisation.Unit(named) is null)
                Unknown(file, $"{task.Node.Path}.unit", line, "unit", named, Organisation.Units.Select(known => known.Id).Append(HumanTask.HandlingUnit), task.Id, "unit");
            // Which level such a unit is of shows only when the case gets there.
            if (role is not { Length: > 0 })
                Add(file, $"{task.Node.Path}.role", line, "missing-role", "Expected a role with the unit of the task, but there is none.", "Name the role whose holders in that unit may take it.", task.Id, "role");
        }

        if (role == HumanTask.UnitLeader && task.Node.TryGet("unit", out _))
            return;
        if (role == HumanTask.ByClass)
        {
            foreach (var (routed, at) in RoutedAt(task, file, line))
                Holder(program, task, routed, [at], file, line);
            return;
        }

        if (role is { Length: > 0 } && Organisation.Role(role) is null)
        {
            Unknown(file, $"{task.Node.Path}.role", line, "role", role, Organisation.Roles.Select(known => known.Key), task.Id, "role");
            return;
        }

        if (task.Node.TryGet("unit", out _))
        {
            if (role is { Length: > 0 })
                Actions(task, [role], file, line);
            return;
        }

        Holder(program, task, role is { Length: > 0 } ? role : null, Levels(task, file, line), file, line);
    }

    // The roles to which the routing table may send a task, each with its level; where it says nothing the level's handler.
    private IEnumerable<(string? Role, Level Level)> RoutedAt(ProgramActivity task, SourceFile file, int? line)
    {
        foreach (var level in Levels(task, file, line))
        {
            var routed = Enum.GetValues<Cases.PermissionClass>().Select(permission => data.Duties.RoleFor(permission, level, Organisation)).OfType<string>().Distinct().ToArray();
            foreach (var role in routed.Where(role => Organisation.Role(role) is null))
                Unknown(file, $"{task.Node.Path}.role", line, "role", role, Organisation.Roles.Select(known => known.Key), task.Id, "role");
            foreach (var role in routed.Where(role => Organisation.Role(role) is not null).DefaultIfEmpty(null))
                yield return (role, level);
        }
    }

    private void Holder(Program program, ProgramActivity task, string? role, Level[] levels, SourceFile file, int? line)
    {
        Actions(task, role is null ? [.. levels.Select(level => level.Handler).Distinct()] : [role], file, line);
        foreach (var level in levels)
        {
            var holder = role ?? level.Handler;
            if (Organisation.Role(holder)?.Seat is null)
                continue;
            foreach (var unit in Organisation.Units.Where(unit => unit.Kind is null && unit.Level == level.Key))
            {
                foreach (var category in data.Catalogue.Categories.Where(category => category.DefinitionId == program.DefinitionId))
                {
                    var seats = Organisation.SeatsOf(holder, unit.Id, category.Code);
                    if (seats.Length == 1)
                        continue;
                    Add(
                        file, $"{task.Node.Path}.role", line, "seat",
                        $"Expected one unit where '{holder}' sits beside '{unit.Id}' for category '{category.Code}', but found {(seats.IsEmpty ? "none" : string.Join(", ", seats.Select(seat => seat.Id)))}.",
                        "Name the category's code or its beginning in 'categories' of exactly one such unit in the organisation file.", task.Id, "role");
                    return;
                }
            }
        }
    }

    private void Form(ProgramActivity task, SourceFile file, int? line)
    {
        if (Literal(task, "form") is { Length: > 0 } form && !data.Forms.ContainsKey(form))
            Unknown(file, $"{task.Node.Path}.form", line, "form", form, data.Forms.Keys, task.Id, "form");
    }

    // A lifecycle that asks of a role what the role may not do would stop there with every case.
    private void Actions(ProgramActivity task, string[] roles, SourceFile file, int? line)
    {
        foreach (var (outcome, action) in HumanTask.ActionsOf(task.Node))
        {
            if (data.Duties.Action(action) is null)
            {
                Unknown(file, $"{task.Node.Path}.actions", line, "action", action, data.Duties.Actions.Select(known => known.Key), task.Id, "actions");
                continue;
            }

            foreach (var role in roles.Where(role => !data.Duties.Grants(role, action)))
            {
                Add(
                    file, $"{task.Node.Path}.actions", line, "action-not-granted", $"Expected a role that may do '{action}' for outcome '{outcome}', but '{role}' may not.",
                    $"Grant '{action}' to '{role}' in duties, or give the task to another role.", task.Id, "actions");
            }
        }
    }

    private Level[] Levels(ProgramActivity task, SourceFile file, int? line)
    {
        if (!task.Node.TryGet("level", out _))
            return [.. Organisation.Levels];
        if (Literal(task, "level") is not { } text)
            return [];
        try
        {
            return text.StartsWith("current", StringComparison.Ordinal) || text.Length == 0
                ? [.. Organisation.Levels]
                : [LevelExpression.Resolve(text, Organisation.Levels[0].Key, Organisation)];
        }
        catch (ActivityFaultException fault)
        {
            Add(file, $"{task.Node.Path}.level", line, "unknown-level", fault.Message, Nearest.Suggest(text, [.. Organisation.Levels.Select(level => level.Key), "lowest", "highest", "current"]) ?? "Write lowest, highest or current where the organisation shall decide.", task.Id, "level");
            return [];
        }
    }

    private static IEnumerable<string> KeysOf(Program program) => KeyTasks(program).Select(task => Literal(task, "key")).OfType<string>();

    // Where a script makes a key it may be any.
    private static bool MakesKeys(Program program) => KeyTasks(program).Any(task => Literal(task, "key") is null);

    private static IEnumerable<ProgramActivity> KeyTasks(Program program) => program.Activities.Where(activity => activity.Type is HumanTask or SupportTasks);

    private static IEnumerable<ProgramActivity> TasksOf(Program program) => program.Activities.Where(activity => activity.Type is HumanTask);

    private static string? Literal(ProgramActivity activity, string property) => GridActivity.Literal(activity.Node, property);

    private static int? LineOf(SourceFile file, string word)
    {
        var at = file.Text.IndexOf(word, StringComparison.Ordinal);
        return at < 0 ? null : file.Text.AsSpan(0, at).Count('\n') + 1;
    }

    private void Unknown(SourceFile file, string path, int? line, string what, string found, IEnumerable<string> known, string? activityId = null, string? property = null) =>
        Add(
            file, path, line, $"unknown-{what.Split(' ')[0]}", $"Expected a known {what}, but found '{found}'.",
            Names.Remedy(found, [.. known.Distinct().Order(StringComparer.Ordinal)]), activityId, property);

    private void Add(SourceFile file, string path, int? line, string code, string reason, string remedy, string? activityId = null, string? property = null) =>
        _problems.Add(new Problem(code, reason, remedy) { File = file.Path, Path = path, Line = line, ActivityId = activityId, Property = property });
}
