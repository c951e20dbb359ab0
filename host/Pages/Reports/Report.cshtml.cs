using System.Text.Json;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Reports;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Reports;

/// <summary>上報: somebody of the organisation reports what she found, or drafts a document.</summary>
[Authorize(Policies.Staff)]
public sealed class ReportModel(ReportDoor door, ReferenceCatalog reference, Reader reader, Names names, Wording wording) : PageModel
{
    // More than these are not chosen from a list on a phone; then the id is typed.
    private const int MostSubjects = 300;

    public sealed record Group(string Name, IReadOnlyList<Choice> Choices);

    /// <summary>What is filled in.</summary>
    public sealed record Form
    {
        public string? Title { get; init; }

        public string? Category { get; init; }

        public string? Grid { get; init; }

        public string? Description { get; init; }

        public string? Address { get; init; }

        public string? Subject { get; init; }

        public string? Name { get; init; }

        public string? Phone { get; init; }

        public string? Email { get; init; }

        public bool Emergency { get; init; }
    }

    [BindProperty(SupportsGet = true)]
    public Form Entry { get; set; } = new();

    public IReadOnlyList<Group> Categories { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Grids { get; private set; } = [];

    /// <summary>Households, parks and the like by kind; empty: there are none, or too many to choose from.</summary>
    public IReadOnlyList<Group> Subjects { get; private set; } = [];

    public bool TypesSubject { get; private set; }

    public bool HasEmergencies { get; private set; }

    /// <summary>Why nothing came of it.</summary>
    public Flash? Refused { get; private set; }

    /// <summary>The field that is wrong; null: none, or the report as a whole.</summary>
    public string? Wrong { get; private set; }

    /// <summary>One form, one report: sending it twice changes nothing.</summary>
    public string Key { get; private set; } = CommandKeys.Create();

    /// <summary>For <c>aria-invalid</c>; null leaves the attribute out.</summary>
    public string? Marks(string field) => field == Wrong ? "true" : null;

    public IActionResult OnGet()
    {
        if (door.Categories.Count == 0)
            return StatusCode(StatusCodes.Status403Forbidden);
        Show();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? key)
    {
        Key = CommandKeys.Valid(key) ?? Key;
        if (Fault() is var (field, fault))
        {
            Wrong = field;
            return Again(new Flash(false, fault, null), StatusCodes.Status422UnprocessableEntity);
        }

        var filed = await door.File(ReportOf(Entry), JsonSerializer.SerializeToUtf8Bytes(Entry), Key, HttpContext.RequestAborted);
        switch (filed.Outcome)
        {
            case IntakeOutcome.Filed one:
                Flash.Say(this, filed.Repeats.Likely.IsEmpty
                    ? wording["reporting.filed", one.Number]
                    : wording["reporting.filed-likely", one.Number, string.Join(wording["reporting.and"], filed.Repeats.Likely)]);
                return reader.Oversees(Entry.Grid!) ? RedirectToPage("/Cases/Case", new { number = one.Number }) : RedirectToPage();
            case IntakeOutcome.Refused { Refusal: var refusal }:
                return Again(Flash.Of(refusal, wording), refusal.Kind switch
                {
                    RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
                    RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
                    _ => StatusCodes.Status409Conflict,
                });
            case IntakeOutcome.Conflicting:
                Key = CommandKeys.Create();
                return Again(new Flash(false, wording["reporting.sent-before"], wording["reporting.sent-before-remedy"]), StatusCodes.Status409Conflict);
            case IntakeOutcome.Busy:
                return Again(new Flash(false, wording["error.busy"], null), StatusCodes.Status503ServiceUnavailable);
            default:
                return Again(new Flash(false, wording["error.title"], null), StatusCodes.Status500InternalServerError);
        }
    }

    // The first that is wrong, from above, as who reads the form comes upon it.
    private (string Field, string Text)? Fault() =>
        string.IsNullOrWhiteSpace(Entry.Category) ? (nameof(Entry.Category), wording["reporting.category-missing"])
        : string.IsNullOrWhiteSpace(Entry.Grid) ? (nameof(Entry.Grid), wording["reporting.grid-missing"])
        : string.IsNullOrWhiteSpace(Entry.Title) ? (nameof(Entry.Title), wording["reporting.title-missing"])
        : Unfit(nameof(Entry.Title), Entry.Title, "reporting.what", ReportText.LongestTitle)
        ?? Unfit(nameof(Entry.Description), Entry.Description, "case.description", ReportText.LongestDescription)
        ?? Unfit(nameof(Entry.Address), Entry.Address, "case.place", ReportText.LongestAddress)
        ?? Unfit(nameof(Entry.Subject), Entry.Subject, "reporting.subject", ReportText.LongestSubject)
        ?? Unfit(nameof(Entry.Name), Entry.Name, "reporting.name", ReportText.LongestName)
        ?? Unfit(nameof(Entry.Phone), Entry.Phone, "reporting.phone", ReportText.LongestPhone)
        ?? Unfit(nameof(Entry.Email), Entry.Email, "reporting.email", ReportText.LongestMail)
        ?? (Text(Entry.Email) is { } mail && !ReportText.IsMailAddress(mail) ? (nameof(Entry.Email), wording["reporting.no-mail-address", wording["reporting.email"]]) : null);

    private (string Field, string Text)? Unfit(string field, string? typed, string label, int longest) => Text(typed) switch
    {
        { } text when text.Length > longest => (field, wording["reporting.too-long", wording[label], longest, text.Length]),
        { } text when !ReportText.IsPlain(text) => (field, wording["reporting.not-plain", wording[label]]),
        _ => null,
    };

    private PageResult Again(Flash why, int status)
    {
        Refused = why;
        Response.StatusCode = status;
        Show();
        return Page();
    }

    private static Report ReportOf(Form entry)
    {
        var reporter = new Reporter(Text(entry.Name), Text(entry.Email), Text(entry.Phone));
        return new Report
        {
            Title = Text(entry.Title) ?? "",
            Description = Text(entry.Description),
            CategoryCode = entry.Category!,
            GridCode = entry.Grid!,
            Subject = Text(entry.Subject),
            Reporter = reporter.IsAnonymous ? Reporter.Anonymous : reporter,
            Place = Text(entry.Address) is { } address ? new Place(address, null, null) : null,
            Emergency = entry.Emergency,
        };
    }

    // A browser counts the end of a line as one character and sends two.
    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim().ReplaceLineEndings("\n");

    private void Show()
    {
        var data = reference.Current;
        Categories = [.. door.Categories.GroupBy(category => category.GroupCode).Select(group => new Group(
            group.Key is { } code ? data.Catalogue.Group(code)?.Names.In(wording.Language) ?? code : wording["reporting.other-group"],
            [.. group.Select(category => new Choice(category.Code, $"{category.Names.In(wording.Language)} · {category.Code}"))]))];
        HasEmergencies = door.Categories.Any(category => category.EmergencyCapable);
        Grids = names.Grids(reader.Oversees);
        if (Grids.Count == 1 && Entry.Grid is null)
            Entry = Entry with { Grid = Grids[0].Code };
        var subjects = data.Subjects.Values.Where(subject => reader.Oversees(subject.GridCode)).Take(MostSubjects + 1).ToArray();
        TypesSubject = subjects.Length > MostSubjects;
        if (!TypesSubject)
        {
            Subjects = [.. subjects.GroupBy(subject => subject.GridCode).Select(group => new Group(
                names.Unit(group.Key), [.. group.Select(subject => new Choice(subject.Id, subject.Names.In(wording.Language)))]))];
        }
    }
}
