using System.Collections.Immutable;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>上報: a report becomes a case, if it names what there is.</summary>
internal static class FileCommand
{
    // Clocks of other systems run a little ahead; beyond this a report from the future is a mistake.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // The file is read with every command of the case.
    private const int MaxTitle = 500;
    private const int MaxDescription = 10_000;

    private static readonly ImmutableSortedDictionary<string, object?> NoInput = ImmutableSortedDictionary.Create<string, object?>(StringComparer.OrdinalIgnoreCase);

    public static Decision Decide(Program program, CaseCommand.File command, ReferenceData reference, World world)
    {
        var report = command.Report;
        if (ReportRights.Bar(command.Actor, program, reference) is { } bar)
            return new Decision.Refused(bar);
        if (Fault(program, command, reference, world) is { } fault)
            return new Decision.Refused(fault);
        var reportedAt = report.ReportedAt?.ToUniversalTime() ?? world.Now;
        var file = new CaseFile
        {
            Id = command.CaseId,
            Number = command.Number,
            TrackingToken = command.TrackingToken,
            Source = command.Source,
            Title = report.Title,
            Description = report.Description,
            CategoryCode = report.CategoryCode,
            GridCode = report.GridCode,
            Level = reference.Organisation.Levels[0].Key,
            UnitId = report.GridCode,
            Emergency = report.Emergency && reference.Catalogue.Find(report.CategoryCode)!.EmergencyCapable,
            Reporter = report.Reporter,
            Place = report.Place,
            Subject = report.Subject,
            SubjectUnit = report.Subject is { } about ? reference.Subjects.GetValueOrDefault(about)?.UnitId : null,
            ReportedAt = reportedAt < world.Now ? reportedAt : world.Now,
            TargetAt = report.TargetAt?.ToUniversalTime(),
            PolicyId = command.PolicyId,
            Origin = report.Origin,
            Rule = Catalogue.PinnedRule.Resolve(reference.Catalogue.Find(report.CategoryCode)!, report.Condition, reference.Organisation.AreaOf(report.GridCode), reference.Organisation.Levels[0].Key),
        };
        var work = new CaseWork(file, reference, world);
        work.Say("CaseFiled", ("number", file.Number), ("source", file.Source), ("category", file.CategoryCode), ("grid", file.GridCode), ("reportedAt", file.ReportedAt), ("emergency", file.Emergency));
        if (file.Rule is { } rule)
            work.Say("RulePinned", ("rule", rule.Origin), ("condition", rule.Condition), ("area", rule.Area), ("budget", rule.Budget?.ToString()), ("source", rule.Source), ("close", rule.Close));
        if (reference.Catalogue.Find(file.CategoryCode)!.Repeats is not null)
            work.Emit(new RepeatsAwaited(file.Id));
        var input = NoInput.SetItems(
        [
            new("Number", file.Number), new("Category", file.CategoryCode), new("Grid", file.GridCode), new("Title", file.Title), new("Emergency", file.Emergency),
            new("Source", file.Source),
        ]);
        if (file.Origin is { } origin)
            input = input.Add("Relation", origin.Relation.ToString());
        var start = new Stimulus.Start(command.CaseId, input)
        {
            CorrelationId = file.Number,
            Name = file.Number,
            Attachment = file,
        };
        return new Decision.Accepted(Desk.Finish(work, Interpreter.Run(program, null, start, world), before: null));
    }

    private static Refusal? Fault(Program program, CaseCommand.File command, ReferenceData reference, World world)
    {
        var report = command.Report;
        var organisation = reference.Organisation;
        if (report.Title.Length > MaxTitle || report.Description?.Length > MaxDescription)
        {
            var isTitle = report.Title.Length > MaxTitle;
            return Invalid("report-length", $"Expected at most {MaxTitle} characters of title and {MaxDescription} of description, but found {report.Title.Length} and {report.Description?.Length ?? 0}.", "Say it in fewer words.", isTitle ? "title" : "description");
        }

        if (string.IsNullOrWhiteSpace(report.Title))
            return Invalid("title-missing", "Expected a title, but it is empty.", "Say in a few words what was found.", "title");
        if (reference.Catalogue.Find(report.CategoryCode) is not { } category)
            return Invalid("unknown-category", $"Expected a category of the catalogue, but found '{report.CategoryCode}'.", Names.Remedy(report.CategoryCode, [.. reference.Catalogue.Categories.Select(known => known.Code)]), "category");
        if (report.Condition is { } condition && category.Condition(condition) is null)
            return Invalid("unknown-condition", $"Expected a filing condition of '{category.Code}', but found '{condition}'.", category.Conditions.IsEmpty ? "The category has none: leave it out." : Names.Remedy(condition, [.. category.Conditions.Select(known => known.Number)]), "condition");
        if (organisation.Levels.IsEmpty || !organisation.IsGrid(report.GridCode))
            return Invalid("unknown-grid", $"Expected a grid of the organisation, but found '{report.GridCode}'.", Names.Remedy(report.GridCode, [.. organisation.Grids.Select(grid => grid.Id)]), "grid");
        if (report.Subject is { } subject && !reference.Subjects.ContainsKey(subject))
            return Invalid("unknown-subject", $"Expected a subject that is known, but found '{subject}'.", Names.Remedy(subject, [.. reference.Subjects.Values.Where(known => known.GridCode == report.GridCode).Select(known => known.Id).Take(50)]), "subject");
        if (report.ReportedAt > world.Now + Skew)
            return Invalid("reported-in-future", $"Expected an instant not after now ({world.Now:O}), but the report is of {report.ReportedAt:O}.", "Mend the sender's clock or zone.", "reportedAt");
        if (category.DefinitionId != program.DefinitionId)
            return new Refusal(RefusalKind.Conflict, "other-lifecycle", $"Expected lifecycle '{category.DefinitionId}' for category '{category.Code}', but found '{program.DefinitionId}'.", "Try again; the catalogue has just changed.");
        return reference.Policies.ContainsKey(command.PolicyId)
            ? null
            : new Refusal(RefusalKind.Conflict, "unknown-policy", $"Expected policy '{command.PolicyId}', but it is not loaded.", "Have an administrator add the policy.");
    }

    private static Refusal Invalid(string code, string reason, string remedy, string field) => new(RefusalKind.Invalid, code, reason, remedy, field);
}
