using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework;

/// <summary>
/// An immutable snapshot of everything that decisions look at besides the case itself; it stands in <see cref="World.Reference"/>.
/// </summary>
public sealed record ReferenceData
{
    /// <summary>Nothing at all: every report is refused.</summary>
    public static ReferenceData Empty { get; } = new();

    public OrganisationChart Organisation { get; init; } = OrganisationChart.Empty;

    public CategoryCatalogue Catalogue { get; init; } = CategoryCatalogue.Empty;

    /// <summary>Calendars, ladders and policies.</summary>
    public RuleBook Rules { get; init; } = RuleBook.Load([], [], []);

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, BusinessCalendar> Calendars => Rules.Calendars;

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, SlaPolicy> Policies => Rules.Policies;

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, EscalationLadder> Ladders => Rules.Ladders;

    /// <summary>Forms of tasks, by id.</summary>
    public ImmutableSortedDictionary<string, Form> Forms { get; init; } = ImmutableSortedDictionary<string, Form>.Empty;

    public TemplateSet Templates { get; init; } = TemplateSet.Empty;

    public DefinitionSet Definitions { get; init; } = DefinitionSet.Empty;

    /// <summary>Actions, grants and duty separation.</summary>
    public DutyBook Duties { get; init; } = DutyBook.Empty;

    /// <summary>Duty rosters in force, by id.</summary>
    public ImmutableSortedDictionary<string, Roster> Rosters { get; init; } = ImmutableSortedDictionary<string, Roster>.Empty;

    /// <summary>What lifecycles are rehearsed with, by id; no decision looks at them.</summary>
    public ImmutableSortedDictionary<string, Scenario> Scenarios { get; init; } = ImmutableSortedDictionary<string, Scenario>.Empty;

    /// <summary>What is done by the calendar, by id.</summary>
    public ImmutableSortedDictionary<string, Schedule> Schedules { get; init; } = ImmutableSortedDictionary<string, Schedule>.Empty;

    /// <summary>Households, parks and whatever else cases are about again and again, by id.</summary>
    public ImmutableSortedDictionary<string, Subject> Subjects { get; init; } = ImmutableSortedDictionary<string, Subject>.Empty;

    /// <summary>What tasks and outcomes are called.</summary>
    public CaseWords Words { get; init; } = CaseWords.Empty;

    /// <summary>Where people reach this installation, for links in notices and mails; without a slash at the end.</summary>
    public string PublicUrl { get; init; } = "http://127.0.0.1:5080";

    /// <summary>SHA-256 in lower-case hex over all files, by path.</summary>
    public string ContentHash { get; init; } = "";

    /// <summary>Link to a case for staff.</summary>
    public string CaseLink(string number) => $"{PublicUrl}/cases/{number}";

    /// <summary>Link to a bulletin or a daily list.</summary>
    public string BulletinLink(Guid id) => $"{PublicUrl}/bulletins/{id:D}";

    /// <summary>Link to a case for the one who reported it.</summary>
    public string TrackingLink(string token) => $"{PublicUrl}/track/{token}";

    /// <summary>Reads all files of a workflow folder.</summary>
    /// <param name="files">
    /// In any order; the path tells what a file is: <c>definitions/*.json</c>, <c>policies/*.yaml</c>, <c>ladders/*.yaml</c>,
    /// <c>calendars/*.yaml</c>, <c>catalogue/*.yaml</c>, <c>duties/*.yaml</c>, <c>forms/*.yaml</c>, <c>rosters/*.yaml</c>, <c>scenarios/*.yaml</c>, <c>schedules/*.yaml</c>, <c>subjects/*.yaml</c>, <c>templates/*.yaml</c>,
    /// <c>organisation.yaml</c>; all of these also below
    /// <c>demo/</c>.
    /// </param>
    /// <param name="findDefinition">
    /// Finds a version that is not among the files but that one of them uses as an activity: by definition id and version.
    /// </param>
    /// <exception cref="RefusedException">With every problem of every file, each with path, line and remedy.</exception>
    public static ReferenceData Load(IReadOnlyList<SourceFile> files, Func<string, int, WorkflowDefinition?>? findDefinition = null) =>
        ReferenceFiles.Load(files, findDefinition);
}
