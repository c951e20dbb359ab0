using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Changes;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>
/// One file: as its kind is best looked at and changed, and as text. What is saved is a draft in a change; what is in force stays until the
/// change is published.
/// </summary>
[Authorize(Policies.Auditor)]
public sealed partial class PolicyFileModel(
    FileLibrary library, FileQueries queries, DefinitionLibrary definitions, ReferenceCatalog catalog, CaseQueries cases, Reader reader, Wording wording, TimeProvider time)
    : PolicyPage(library, queries, reader, wording)
{
    public string Path { get; private set; } = "";

    public string Kind { get; private set; } = "";

    /// <summary>The text shown: what was typed, else the draft, else what is in force.</summary>
    public string Text { get; private set; } = "";

    public FileVersion? Published { get; private set; }

    public FileVersion? Draft { get; private set; }

    /// <summary>Revision that the text shown is based on.</summary>
    public long Revision { get; private set; }

    /// <summary>Reference data with the text shown; what is in force where it does not fit.</summary>
    public ReferenceData Data { get; private set; } = ReferenceData.Empty;

    /// <summary>The text shown fits everything else.</summary>
    public bool Fits { get; private set; }

    public bool Checked { get; private set; }

    /// <summary>Id that the text shown gives itself.</summary>
    public string Id { get; private set; } = "";

    public int Year { get; private set; }

    public DateOnly? Day { get; private set; }

    public string Search { get; private set; } = "";

    public int Number { get; private set; }

    public string? Code { get; private set; }

    public string? CaseNumber { get; private set; }

    /// <summary>What templates are shown with.</summary>
    public TemplateModel Sample { get; private set; } = TemplateModel.Sample;

    public async Task<IActionResult> OnGetAsync(string path, int? year = null, string? day = null, string? q = null, int page = 1, string? code = null, string? caseNumber = null)
    {
        Remember(year, day, q, page, code, caseNumber);
        return await Load(path, null);
    }

    /// <summary>Says what publishing would say to a text, and shows it; nothing is saved.</summary>
    public async Task<IActionResult> OnPostCheckAsync(string path, string? text, string? caseNumber = null)
    {
        Remember(null, null, null, 1, null, caseNumber);
        Checked = true;
        return await Load(path, Typed(text));
    }

    public async Task<IActionResult> OnPostSaveAsync(string path, string? text, long revision)
    {
        Remember(null, null, null, 1, null, null);
        return await Keep(path, Typed(text), revision);
    }

    /// <summary>The file goes, once the change is published.</summary>
    public async Task<IActionResult> OnPostTakeAwayAsync(string path, long revision) => await Keep(path, null, revision);

    public Task<IActionResult> OnPostLimitsAsync(string path, long revision) => Edit(path, revision, text =>
    {
        var cells = Request.Form.Keys.Where(key => key.StartsWith("v:", StringComparison.Ordinal)).Select(key => key.Split(':'))
            .Where(parts => parts.Length == 3)
            .Select(parts => (Row: parts[1], Column: parts[2], Value: Request.Form[string.Join(':', parts)].ToString(), Unit: Request.Form[$"u:{parts[1]}:{parts[2]}"].ToString())).ToList();
        foreach (var (row, column, value, unit) in cells)
        {
            if (value.Trim().Length > 0 && Budget.Parse($"{value.Trim()} {unit}") is Parsed<Budget>.Refused)
                throw Wrong($"{row}, {column}: {value} {unit}");
        }

        var ladders = Request.Form.Keys.Where(key => key.StartsWith("l:", StringComparison.Ordinal)).Select(key => (key[2..], Request.Form[key].ToString()));
        return PolicyEdits.Limits(text, cells, ladders);
    });

    public Task<IActionResult> OnPostRungsAsync(string path, long revision) => Edit(path, revision, text =>
    {
        var count = YamlEdit.Count(text, ["rungs"]);
        // From the last: what is taken away does not move what is still to be changed.
        for (var index = count - 1; index >= 0; index--)
        {
            var place = index.ToString(CultureInfo.InvariantCulture);
            if (Request.Form.ContainsKey($"k:{place}"))
                text = Request.Form.ContainsKey($"x:{place}") ? YamlEdit.RemoveAt(text, ["rungs"], index) : Rung(place).Apply(text, index);
        }

        if (!Request.Form.ContainsKey("k:new"))
            return text;
        var (key, added) = (Request.Form["key:new"].ToString().Trim(), Rung("new"));
        if (key.Length == 0 && !added.IsEmpty)
            throw new RefusedException([new Problem("form-value", Wording["policies.rung-no-key"], Wording["policies.rung-no-key-remedy"])]);
        return key.Length == 0 ? text : added.Append(text, key);
    });

    public Task<IActionResult> OnPostGrantsAsync(string path, long revision) => Edit(path, revision, text =>
    {
        var actions = catalog.Current.Duties.Actions.Select(action => action.Key).ToList();
        return PolicyEdits.Grants(text, Request.Form["roles"].OfType<string>().Where(role => catalog.Current.Organisation.Role(role) is not null)
            .Select(role => (role, (IReadOnlyList<string>)[.. actions.Where(action => Request.Form.ContainsKey($"g:{role}:{action}"))])));
    });

    /// <param name="wish">off, work, or nothing for a day like its weekday.</param>
    public Task<IActionResult> OnPostDayAsync(string path, long revision, string? day, string? wish, string? name)
    {
        Remember(null, day, null, 1, null, null);
        return Edit(path, revision, text => Day is { } date
            ? CalendarEdit.SetDay(text, date, wish switch
            {
                "off" => new DayWish.Off(Named(name, "policies.day-off")),
                "work" => new DayWish.Work(Named(name, "policies.day-work")),
                _ => new DayWish.AsWeekday(),
            })
            : throw Wrong(day ?? ""));
    }

    public Task<IActionResult> OnPostHolidaysAsync(string path, long revision, IFormFile? notice) => Edit(path, revision, text =>
    {
        if (notice is null || notice.Length is 0 or > FileLibrary.LongestText)
            throw Wrong(notice?.FileName ?? "");
        using var bytes = new MemoryStream();
        notice.CopyTo(bytes);
        var read = HolidayNoticeFile.Read(new SourceFile(notice.FileName, PolicyArchive.Text(bytes.ToArray()) ?? ""));
        Year = read.Year;
        return CalendarEdit.Lay(text, read);
    });

    /// <param name="value">The limit as the file writes it; where is its place in the file.</param>
    public Task<IActionResult> OnPostLimitAsync(string path, long revision, string where, string? value, string? unit, string? code) => Edit(path, revision, text =>
    {
        Code = code;
        if (Budget.Parse($"{value?.Trim()} {unit}") is Parsed<Budget>.Refused)
            throw Wrong($"{value} {unit}");
        // A season stays.
        return YamlEdit.Set(text, where.Split('/'), $"{value!.Trim()} {unit}{LimitCell.Of(YamlEdit.Value(text, where.Split('/'))).Rest}");
    });

    /// <summary>Categories whose cases are documents with a life, which a rung may open; what is there already is among them.</summary>
    public IEnumerable<(string Code, string Name)> Documents(string chosen) => Data.Catalogue.Categories
        .Where(category => category.Series is not null || category.Code == chosen)
        .Select(category => (category.Code, category.Names.In(Wording.Language)));

    /// <summary>Units that a list offers. What is there is among them, also where people hardly choose it: saving the form would take it away otherwise.</summary>
    public static IEnumerable<string> Units(string there) => there.Length == 0 || LimitCell.Units.Contains(there) ? LimitCell.Units : LimitCell.Units.Append(there);

    private RungForm Rung(string place)
    {
        string One(string key) => Request.Form[$"{key}:{place}"].ToString().Trim();
        var (kind, value, unit) = (One("k"), One("v"), One("u"));
        var isSound = kind switch
        {
            "due" => true,
            "percent" => decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
            _ => Budget.Parse($"{value} {unit}") is Parsed<Budget>.Value { Result.Gate: null },
        };
        if (!isSound)
            throw Wrong($"{value} {unit}");
        return new RungForm(
            PolicyEdits.RungAt(kind, value, unit), One("d"), One("n"), One("t"), RungForm.Names(One("to")), RungForm.Names(One("cc")), One("o"), One("h") == "true", One("c") == "true");
    }

    /// <param name="fitting">What is to be done before it is kept, if it fits with everything else; what does not is refused. Null: it is kept as it is.</param>
    private async Task<IActionResult> Edit(string path, long revision, Func<string, string> edit, Action? fitting = null)
    {
        var based = await Queries.FindDraft(path, Aborted) ?? await Queries.FindPublished(path, Aborted);
        if (based?.Text is not { } text)
            return NotFound();
        // A form says what it does to the text that it was made from, and to no other; sent twice, it has been done.
        var conflict = based.Version.Revision == revision ? null : new ChangeOutcome.Conflicting(path, based.Version.UpdatedBy, based.Version.UpdatedAt, based.Version.Revision);
        try
        {
            var edited = edit(text);
            if (conflict is not null && edited != text)
                return await Refuse(path, null, conflict, revision);
            if (fitting is not null)
            {
                if (await definitions.Candidate([.. await Others(path, based.Version.State == VersionState.Draft ? based.Version : null), new FileChange(path, edited)], Aborted) is CandidateOutcome.Refused unfit)
                    throw new RefusedException(unfit.Problems);
                fitting();
            }

            return await Keep(path, edited, revision);
        }
        catch (RefusedException refused)
        {
            if (conflict is not null)
                return await Refuse(path, null, conflict, revision);
            Problems = refused.Problems;
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await Load(path, null);
        }
    }

    private async Task<IActionResult> Keep(string path, string? text, long revision)
    {
        var change = (await Queries.FindDraft(path, Aborted))?.Version.ChangeOrder ?? (await OwnChange())?.Number;
        var outcome = await Library.Save(change, null, [new FileDraft(path, text, revision)], By, Aborted);
        if (outcome is ChangeOutcome.Changed or ChangeOutcome.AwaitsReview or ChangeOutcome.Unchanged)
        {
            Tell(outcome, "policies.saved");
            return Redirect($"/admin/policies/file/{path}{Remembered()}");
        }

        return await Refuse(path, text, outcome, revision);
    }

    private async Task<IActionResult> Refuse(string path, string? typed, ChangeOutcome outcome, long revision)
    {
        Tell(outcome, "policies.saved");
        Response.StatusCode = outcome is ChangeOutcome.Conflicting ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        var answer = await Load(path, typed);
        // Sent again it conflicts again: nobody overwrites what he was not shown.
        if (outcome is ChangeOutcome.Conflicting)
            Revision = revision;
        return answer;
    }

    private async Task<IActionResult> Load(string path, string? typed)
    {
        if (ReferencePath.Check(path) is not null || ReferencePath.KindOf(path) == "definitions")
            return NotFound();
        (Path, Kind) = (path, ReferencePath.KindOf(path));
        var (draft, published) = (await Queries.FindDraft(path, Aborted), await Queries.FindPublished(path, Aborted));
        (Draft, Published) = (draft?.Version, published?.Version);
        Text = typed ?? draft?.Text ?? published?.Text ?? Beginning();
        Revision = (draft ?? published)?.Version.Revision ?? 0;
        await Judge(typed is null && draft is null && published is not null);
        try
        {
            Id = YamlEdit.Value(Text, [Kind == "rosters" ? "roster" : "id"]) ?? "";
        }
        catch (RefusedException)
        {
            Id = "";
        }

        if (Kind == "templates" && CaseNumber is { Length: > 0 } number)
            await TakeCase(number);
        return Page();
    }

    private async Task Judge(bool inForce)
    {
        Data = catalog.Current;
        Fits = inForce;
        var others = await Others(Path, Draft);
        if (inForce && others.Count == 0)
            return;
        switch (await definitions.Candidate([.. others, new FileChange(Path, Text)], Aborted))
        {
            // What is in force fits by itself; what keeps it from fitting stands on the pages of the drafts.
            case CandidateOutcome.Refused when inForce:
                break;
            case CandidateOutcome.Ready ready:
                (Data, Fits) = (ready.Data, true);
                break;
            case CandidateOutcome.Refused refused:
                Problems = Problems.Count > 0 ? Problems : refused.Problems;
                break;
            default:
                throw new InvalidOperationException("A candidate is ready or refused.");
        }
    }

    /// <summary>The other drafts of the change that a draft of a file is part of, or would become part of: as they would come into force together.</summary>
    private async Task<IReadOnlyList<FileChange>> Others(string path, FileVersion? draft) => (draft?.ChangeOrder ?? (await OwnChange())?.Number) is { } order
        ? [.. (await Queries.Drafts(order, Aborted)).Where(other => other.Path != path)]
        : [];

    private async Task TakeCase(string number)
    {
        if (await cases.CaseWithNumber(number.Trim(), Aborted) is not { } id || await cases.Case(id, Aborted) is not { } detail)
            return;
        var (row, words) = (detail.Case, new GridWorkflow.Host.Texts.Names(catalog, Wording));
        string Made(string name) => TemplateModel.Sample[name];
        Sample = new TemplateModel
        {
            ["file.number"] = row.Number,
            ["file.title"] = row.Title,
            ["file.category"] = words.Category(row.CategoryCode),
            ["file.grid"] = words.Unit(row.GridCode),
            ["file.unit"] = words.Unit(row.UnitId),
            ["file.level"] = words.Level(row.Level),
            ["file.reported"] = Wording.Iso(row.ReportedAt),
            ["file.reply"] = Made("file.reply"),
            ["clock.name"] = Made("clock.name"),
            ["clock.due"] = Made("clock.due"),
            ["clock.overdue"] = Made("clock.overdue"),
            ["clock.remaining"] = Made("clock.remaining"),
            ["notice.number"] = $"{row.Number}-1",
            ["notice.items"] = Made("notice.items"),
            ["notice.kind"] = Made("notice.kind"),
            ["notice.issued"] = Made("notice.issued"),
            ["origin.number"] = row.Number,
            ["origin.step"] = Made("origin.step"),
            ["origin.due"] = Made("origin.due"),
            ["origin.overdue"] = Made("origin.overdue"),
            ["origin.unit"] = words.Unit(row.UnitId),
            ["origin.person"] = Made("origin.person"),
            ["recipient.name"] = Made("recipient.name"),
            ["organisation"] = catalog.Current.Organisation.Names.In(Wording.Language),
            ["link"] = catalog.Current.CaseLink(row.Number),
        };
    }

    private void Remember(int? year, string? day, string? search, int page, string? code, string? caseNumber)
    {
        Day = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        Year = Math.Clamp(year ?? Day?.Year ?? time.GetUtcNow().Year, 1950, 2400);
        (Search, Number, Code, CaseNumber) = (search?.Trim() ?? "", Math.Max(1, page), code, caseNumber);
    }

    private string Remembered() => Day is { } day
        ? string.Create(CultureInfo.InvariantCulture, $"?day={day:yyyy-MM-dd}#day")
        : Year != 0 && Year != time.GetUtcNow().Year ? $"?year={Year.ToString(CultureInfo.InvariantCulture)}"
        : Code is { } code ? $"?code={Uri.EscapeDataString(code)}#category"
        : Item is { Length: > 0 } item ? $"?item={Uri.EscapeDataString(item)}#item" : "";

    private string Named(string? name, string otherwise) => name?.Trim() is { Length: > 0 and <= 60 } given ? given : Wording[otherwise];

    private RefusedException Wrong(string what) => new([new Problem("form-value", Wording["policies.wrong-value", what], Wording["policies.wrong-value-remedy"])]);

    /// <summary>A new file begins with what every file of its kind has.</summary>
    private string Beginning()
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(Path);
        return Kind switch
        {
            "policies" => $"id: {name}\ncalendar: {catalog.Current.Calendars.Keys.FirstOrDefault() ?? "plain"}\ntotal:\n  limits: {{ default: 7 workDayRolling }}\n",
            "ladders" => $"id: {name}\nrungs:\n  - key: half\n    at: 50 %\n    do: remind\n    to: [assignee, candidates]\n",
            "calendars" => $"id: {name}\nname: {name}\nzone: {catalog.Current.Organisation.TimeZone}\ncoverage: unlimited\ndayLength: 8\nweekly:\n  monday..friday: 08:00-12:00, 14:00-18:00\n  saturday..sunday: closed\n",
            "templates" => $"id: {name}\n" + string.Concat(Languages.All.Select(language => $"{language.Tag}:\n  subject: '{{{{ file.number }}}}'\n  html: |\n    <p>{{{{ file.title }}}}</p>\n")),
            "forms" => $"id: {name}\nfields:\n  - name: note\n    type: longText\n    names: {{ en: Note, zh-Hans: 说明, zh-Hant: 說明 }}\n",
            _ => "",
        };
    }

    // A browser sends lines with carriage returns.
    private static string Typed(string? text) => (text ?? "").ReplaceLineEndings("\n");
}
