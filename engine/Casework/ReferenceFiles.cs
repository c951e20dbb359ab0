using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework;

/// <summary>Sorts the files of a workflow folder by what they are, reads each and checks what they say of one another.</summary>
internal sealed class ReferenceFiles
{
    private static readonly string[] Folders = ["calendars", "catalogue", "definitions", "duties", "forms", "ladders", "policies", "rosters", "scenarios", "schedules", "subjects", "templates"];

    private readonly List<Problem> _problems = [];
    private readonly List<(WorkflowDefinition Definition, SourceFile File)> _definitions = [];
    private readonly List<(Category Category, int Line, string Path, SourceFile File)> _categories = [];
    private readonly List<(CategoryGroup Group, int Line, SourceFile File)> _groups = [];
    private readonly List<(NoticeTemplate Template, SourceFile File)> _templates = [];
    private readonly List<(Form Form, SourceFile File)> _forms = [];
    private readonly List<(DutyFile.Content Content, SourceFile File)> _duties = [];
    private readonly List<(Scenario Scenario, SourceFile File)> _scenarios = [];
    private readonly List<SourceFile> _rosters = [];
    private readonly List<(Schedule Schedule, SourceFile File)> _schedules = [];
    private readonly List<(Subject Subject, int Line, SourceFile File)> _subjects = [];
    private readonly List<SourceFile> _calendars = [];
    private readonly List<SourceFile> _ladders = [];
    private readonly List<SourceFile> _policies = [];
    private readonly Func<string, int, WorkflowDefinition?> _findDefinition;
    private CaseWords _words = CaseWords.Empty;
    private (OrganisationChart Chart, SourceFile File)? _organisation;

    private ReferenceFiles(Func<string, int, WorkflowDefinition?>? findDefinition) => _findDefinition = findDefinition ?? (static (_, _) => null);

    public static ReferenceData Load(IReadOnlyList<SourceFile> files, Func<string, int, WorkflowDefinition?>? findDefinition)
    {
        var read = new ReferenceFiles(findDefinition);
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            read.Try(() => read.Read(file));
        var data = read.Put(files);
        return read._problems.Count == 0 ? data : throw new RefusedException(read._problems);
    }

    private void Read(SourceFile file)
    {
        var parts = file.Path.Replace('\\', '/').Split('/');
        if (parts[^1] == "organisation.yaml")
        {
            if (_organisation is { } other)
                Refuse(file, null, null, "second-organisation", $"Expected one organisation, but '{other.File.Path}' is there as well.", "Keep one of the two.");
            _organisation = (OrganisationFile.Read(file), file);
            return;
        }

        switch (parts.Length > 1 ? parts.Reverse().Skip(1).FirstOrDefault(Folders.Contains) : null)
        {
            case "definitions":
                var definition = WorkflowDefinition.Parse(file.Text, file.Path);
                _definitions.Add((file.Version is { } version ? definition.Numbered(version) : definition, file));
                break;
            case "catalogue":
                var content = CatalogueFile.Read(file);
                _categories.AddRange(content.Categories.Select(item => (item.Category, item.Line, item.Path, file)));
                _groups.AddRange(content.Groups.Select(item => (item.Group, item.Line, file)));
                _words = _words.With(content.Words);
                break;
            case "duties":
                _duties.Add((DutyFile.Read(file), file));
                break;
            case "templates":
                _templates.Add((TemplateFile.Read(file), file));
                break;
            case "forms":
                _forms.Add((FormFile.Read(file), file));
                break;
            case "calendars":
                _calendars.Add(file);
                break;
            case "rosters":
                _rosters.Add(file);
                break;
            case "scenarios":
                _scenarios.Add((ScenarioFile.Read(file), file));
                break;
            case "schedules":
                _schedules.Add((ScheduleFile.Read(file), file));
                break;
            case "subjects":
                _subjects.AddRange(SubjectFile.Read(file).Select(item => (item.Subject, item.Line, file)));
                break;
            case "ladders":
                _ladders.Add(file);
                break;
            case "policies":
                _policies.Add(file);
                break;
            default:
                Refuse(file, null, null, "unknown-file", $"Expected a file in one of the folders {string.Join(", ", Folders)}, or organisation.yaml.", "Move it, or leave it out of the workflow folder.");
                break;
        }
    }

    private ReferenceData Put(IReadOnlyList<SourceFile> files)
    {
        var rules = RuleBook.Load([], [], []);
        Try(() => rules = RuleBook.Load(_calendars, _ladders, _policies));
        var data = new ReferenceData
        {
            Rules = rules,
            Organisation = _organisation?.Chart ?? OrganisationChart.Empty,
            Catalogue = new CategoryCatalogue(
                [.. _categories.Select(item => item.Category with { Type = _groups.FirstOrDefault(group => group.Group.Code == item.Category.GroupCode).Group?.Type ?? CategoryType.Own }).DistinctBy(category => category.Code)],
                [.. _groups.Select(item => item.Group).DistinctBy(group => group.Code)]),
            Forms = _forms.DistinctBy(pair => pair.Form.Id).ToImmutableSortedDictionary(pair => pair.Form.Id, pair => pair.Form, StringComparer.Ordinal),
            Templates = new TemplateSet(_templates.Select(pair => pair.Template).DistinctBy(template => template.Id)),
            Definitions = new DefinitionSet(Compile()),
            Words = _words,
            Duties = Duties(),
            Rosters = Rosters(),
            Schedules = _schedules.DistinctBy(pair => pair.Schedule.Id).ToImmutableSortedDictionary(pair => pair.Schedule.Id, pair => pair.Schedule, StringComparer.Ordinal),
            Subjects = _subjects.DistinctBy(item => item.Subject.Id).ToImmutableSortedDictionary(item => item.Subject.Id, item => item.Subject, StringComparer.Ordinal),
            Scenarios = _scenarios.DistinctBy(pair => pair.Scenario.Id).ToImmutableSortedDictionary(pair => pair.Scenario.Id, pair => pair.Scenario, StringComparer.Ordinal),
            // A scenario decides nothing: with it or without, the data are the same.
            ContentHash = HashOf([.. files.Where(file => !_scenarios.Exists(pair => ReferenceEquals(pair.File, file)))]),
        };
        Duplicates("category", _categories, item => item.Category.Code, item => item.File, item => item.Line);
        Duplicates("group", _groups, item => item.Group.Code, item => item.File, item => item.Line);
        Duplicates("action", [.. _duties.SelectMany(pair => pair.Content.Actions, (pair, item) => (item.Item.Key, item.Line, pair.File))], item => item.Key, item => item.File, item => item.Line);
        Duplicates("grant", [.. _duties.SelectMany(pair => pair.Content.Grants, (pair, item) => (item.Role, item.Line, pair.File))], item => item.Role, item => item.File, item => item.Line);
        Duplicates("separation", [.. _duties.SelectMany(pair => pair.Content.Rules, (pair, item) => (item.Item.Key, item.Line, pair.File))], item => item.Key, item => item.File, item => item.Line);
        Duplicates("template", _templates, item => item.Template.Id, item => item.File, _ => 1);
        Duplicates("scenario", _scenarios, item => item.Scenario.Id, item => item.File, _ => 1);
        Duplicates("schedule", _schedules, item => item.Schedule.Id, item => item.File, _ => 1);
        Duplicates("subject", _subjects, item => item.Subject.Id, item => item.File, item => item.Line);
        Duplicates("form", _forms, item => item.Form.Id, item => item.File, _ => 1);
        Duplicates("definition-version", _definitions, item => $"{item.Definition.DefinitionId} {item.Definition.Version}", item => item.File, _ => 1);
        // Names are looked up only when every file could be read: a missing file would make all its names unknown.
        if (_problems.Count == 0)
            CrossCheck(data);
        return data;
    }

    private ImmutableSortedDictionary<string, Roster> Rosters()
    {
        var rosters = ImmutableSortedDictionary.CreateBuilder<string, Roster>(StringComparer.Ordinal);
        // What an unreadable organisation does not know would be a problem of every line.
        if (_organisation is not { Chart: var chart } || _problems.Count > 0)
            return rosters.ToImmutable();
        foreach (var file in _rosters)
        {
            Try(() =>
            {
                var roster = RosterFile.Read(file, chart);
                if (!rosters.TryAdd(roster.Id, roster))
                    Refuse(file, "roster", 1, "duplicate-roster", $"Expected each roster once, but '{roster.Id}' stands in another file as well.", "Rename or remove one of the two.");
            });
        }

        return rosters.ToImmutable();
    }

    private DutyBook Duties() => _duties.Count == 0
        ? DutyBook.Empty
        : new DutyBook(
            [.. _duties.SelectMany(pair => pair.Content.Actions).Select(item => item.Item).DistinctBy(action => action.Key)],
            _duties.SelectMany(pair => pair.Content.Grants).DistinctBy(grant => grant.Role).Select(grant => KeyValuePair.Create(grant.Role, grant.Actions)),
            [.. _duties.SelectMany(pair => pair.Content.Rules).Select(item => item.Item)],
            [.. _duties.SelectMany(pair => pair.Content.Routes).Select(item => item.Item)]);

    private void CrossCheck(ReferenceData data)
    {
        var checks = new ReferenceChecks(data);
        foreach (var (category, line, path, file) in _categories)
            checks.Category(category, file, line, path);
        foreach (var (content, file) in _duties)
            checks.Duties(content, file);
        if (_organisation is { File: var organisation })
            checks.Calendars(organisation);
        var schedules = new ScheduleChecks(data);
        foreach (var (schedule, file) in _schedules)
            schedules.Schedule(schedule, file);
        foreach (var (subject, line, file) in _subjects)
            schedules.Subject(subject, file, line);
        _problems.AddRange(schedules.Problems);
        foreach (var file in _ladders)
            checks.Ladder(LadderFile.Read(file), file);
        foreach (var file in _policies)
            checks.Policy(PolicyFile.Read(file, [.. data.Calendars.Keys], [.. data.Ladders.Keys]).Id, file);
        foreach (var (definition, file) in _definitions)
        {
            foreach (var program in data.Definitions.All.Where(program => ReferenceEquals(program.Definition, definition)))
                checks.Lifecycle(program, file);
        }

        _problems.AddRange(checks.Problems);
    }

    private void Duplicates<T>(string what, List<T> items, Func<T, string> key, Func<T, SourceFile> file, Func<T, int> line)
    {
        foreach (var group in items.GroupBy(key).Where(group => group.Count() > 1))
        {
            var second = group.ElementAt(1);
            Refuse(file(second), null, line(second), $"duplicate-{what}", $"Expected each {what} once, but '{group.Key}' stands also in {file(group.First()).Path}.", "Rename or remove one of the two.");
        }
    }

    private List<Program> Compile()
    {
        var options = DefinitionSet.Options([.. _definitions.Select(pair => pair.Definition)], _findDefinition);
        var programs = new List<Program>();
        foreach (var (definition, _) in _definitions)
            Try(() => programs.Add(Program.Compile(definition, CaseActivities.Types, options)));
        return programs;
    }

    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (RefusedException refused)
        {
            _problems.AddRange(refused.Problems);
        }
    }

    private void Refuse(SourceFile file, string? path, int? line, string code, string reason, string remedy) =>
        _problems.Add(new Problem(code, reason, remedy) { File = file.Path, Path = path, Line = line });

    private static string HashOf(IReadOnlyList<SourceFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\n{file.Version}{(file.Version is null ? "" : "\n")}{file.Text.Length}\n"));
            hash.AppendData(Encoding.UTF8.GetBytes(file.Text));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
