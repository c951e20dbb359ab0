using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Notices;

/// <summary>Writes notices: numbered from the case, rendered once in each language, mailed to who has an address.</summary>
internal static class NoticeIssue
{
    /// <summary>Issues the notice of a rung to everybody whom it reaches.</summary>
    public static void Issue(CaseWork work, SlaClock clock, CaseTask? task, DueRung due, NoticeKind kind, string templateId)
    {
        var addressees = Addressees.Of(due.Rung, work.File, task, work.Reference, work.Now);
        if (addressees.IsOrphan)
            work.Say("OrphanAlert", ("clock", clock.Name), ("rung", due.Fire.RungKey), ("unit", task?.UnitId ?? work.File.UnitId), ("climbedTo", addressees.ClimbedTo));
        var template = Template(work, templateId);
        foreach (var person in addressees.People)
            Issue(work, clock, new Occasion(clock.Name, clock.Id, due.Fire.RungKey, due.Fire.DueAt), kind, template, person);
        if (addressees.ToReporter && work.File.Reporter.Email is { } address)
        {
            var language = work.Organisation.Language;
            var text = template.Render(Model(work, clock, null, kind, language, null), language);
            work.Emit(new MailQueued(work.World.Ids.NextId(), work.File.Id, address, text.Subject, text.Html, text.Plain));
        }
    }

    /// <summary>Tells everybody who answers for a unit between the grid and the top, and whoever is named besides, at once (M19).</summary>
    /// <param name="templateId">Of the notice.</param>
    /// <param name="levels">Whether the leaders of the levels are told.</param>
    /// <param name="also">Roles in the line of the grid or beside it; <see cref="NotifyLevels.Handling"/>: who leads and who works in the units of the dispatch.</param>
    /// <param name="movedFrom">The grid whose people have been told already; null: nobody has.</param>
    public static void Alert(CaseWork work, string templateId, bool levels, ImmutableArray<string> also, string? movedFrom = null)
    {
        var template = Template(work, templateId);
        var told = movedFrom is null ? [] : Answering(work, movedFrom, levels, also).Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var person in Answering(work, work.File.GridCode, levels, also).DistinctBy(person => person.Id).Where(person => !told.Contains(person.Id)))
            Issue(work, null, new Occasion("total", Guid.Empty, "alert", work.Now), NoticeKind.Alert, template, person);
    }

    private static List<Person> Answering(CaseWork work, string grid, bool levels, ImmutableArray<string> also)
    {
        var organisation = work.Organisation;
        var chain = organisation.Chain(grid).ToArray();
        var people = levels ? chain.SelectMany(unit => organisation.LeadersOf(unit.Id)).ToList() : [];
        foreach (var word in also)
        {
            var named = word.TrimEnd(NotifyLevels.Perhaps);
            people.AddRange(named == NotifyLevels.Handling
                ? work.File.Facts.SupportingUnits.Prepend(work.File.Facts.HandlingUnit ?? "").Select(organisation.Unit).OfType<Unit>().SelectMany(unit =>
                    organisation.LeadersOf(organisation.AnsweringFor(unit.Id)!.Id).Concat(organisation.HoldersOf(organisation.Level(unit.Level)!.Handler, unit.Id)))
                : chain.SelectMany(unit => organisation.SeatsOf(named, unit.Id, work.File.CategoryCode)).SelectMany(seat => organisation.HoldersOf(named, seat.Id)));
        }

        return people;
    }

    /// <summary>Tells people of something that no clock has said.</summary>
    /// <param name="about">What it is, in place of a rung: <c>orphan</c>.</param>
    /// <param name="items">What it is about; may be empty.</param>
    public static void Tell(CaseWork work, string templateId, string about, ImmutableArray<Person> people, ImmutableArray<string> items)
    {
        var template = Template(work, templateId);
        foreach (var person in people)
            Issue(work, null, new Occasion("total", Guid.Empty, about, work.Now) { Items = items }, NoticeKind.Alert, template, person);
    }

    /// <summary>
    /// Serves a document on who answers for a unit: numbered by its series, with items. What becomes of it is the lifecycle's matter.
    /// </summary>
    /// <param name="first">Whom it is served on before the unit; null: nobody.</param>
    /// <param name="deadline">What it states as its deadline; null: it states none.</param>
    public static void Serve(
        CaseWork work, NoticeKind kind, string templateId, string unitId, ImmutableArray<string> items, Person? first = null, DateTimeOffset? deadline = null)
    {
        var template = Template(work, templateId);
        var leaders = work.Organisation.NearestLeaders(unitId);
        if (work.Organisation.LeadersOf(unitId).IsEmpty)
            work.Say("OrphanAlert", ("unit", unitId));
        var number = work.Reference.Catalogue.Find(work.File.CategoryCode)?.Series?.Show(work.File.Number);
        // A decision, or the same again with a new deadline, comes after what the case has served before.
        var copy = work.File.Notices.Count(IsServed) + 1;
        foreach (var person in (first is null ? leaders : leaders.Insert(0, first)).DistinctBy(person => person.Id))
        {
            var occasion = new Occasion("total", Guid.Empty, ServedNotice.RungKey, work.Now)
            {
                // Each copy is a row of its own, and numbers of rows are unique.
                Number = number is null ? null : copy == 1 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}-{copy}"),
                Items = items,
                Deadline = deadline,
            };
            Issue(work, null, occasion, kind, template, person);
            copy++;
        }
    }

    /// <summary>Whether a notice is a document that the lifecycle itself served, with signing and replying as its steps.</summary>
    public static bool IsServed(NoticeHeader notice) => notice.ClockId == Guid.Empty && notice.Kind is NoticeKind.Supervision or NoticeKind.Accountability;

    /// <summary>Tells the reporter what stands as the case's reply: by mail where there is an address, else on the tracking page.</summary>
    /// <param name="template">Of the mail; empty: <c>reply</c>.</param>
    /// <returns><c>mail</c> or <c>published</c>.</returns>
    public static string Answer(CaseWork work, string? template)
    {
        if (work.File.Reporter.Email is not { } address)
            return "published";
        var language = work.Organisation.Language;
        var mail = Template(work, string.IsNullOrEmpty(template) ? "reply" : template).Render(Model(work, null, null, null, language, null), language);
        work.Emit(new MailQueued(work.World.Ids.NextId(), work.File.Id, address, mail.Subject, mail.Html, mail.Plain));
        return "mail";
    }

    /// <summary>The template of this id.</summary>
    /// <exception cref="ActivityFaultException">It is not loaded.</exception>
    public static NoticeTemplate Template(CaseWork work, string id) => work.Reference.Templates.Find(id)
        ?? throw new ActivityFaultException($"Expected template '{id}', but it is not loaded.");

    /// <summary>What a template sees of the case in a language.</summary>
    public static TemplateModel Model(CaseWork work, SlaClock? clock, Person? recipient, NoticeKind? kind, string language, string? number, ImmutableArray<string> items = default, DateTimeOffset? deadline = null, CaseTask? task = null)
    {
        var file = work.File;
        var organisation = work.Organisation;
        var wording = new Wording(organisation.TimeZone, language);
        DateTimeOffset? due = clock is not null && clock.Due(work.CalendarOf(clock), work.Now).TryGet(out var at) ? at : null;
        return new TemplateModel
        {
            ["file.number"] = file.Number,
            ["file.title"] = file.Title,
            ["file.category"] = work.Reference.Catalogue.Find(file.CategoryCode)?.Names.In(language) ?? file.CategoryCode,
            ["file.grid"] = organisation.Unit(file.GridCode)?.Names.In(language) ?? file.GridCode,
            ["file.unit"] = organisation.Unit(file.UnitId)?.Names.In(language) ?? file.UnitId,
            ["file.level"] = organisation.Level(file.Level)?.Names.In(language) ?? file.Level,
            ["file.reported"] = wording.Instant(file.ReportedAt),
            ["file.reply"] = file.Reply ?? "",
            ["task.name"] = task is null ? "" : work.Reference.Words.Task(task.Key).In(language),
            ["task.remark"] = task is null ? "" : file.Adjustments.FirstOrDefault(one => one.Id == task.AdjustmentId)?.Reason ?? file.Last?.Remark ?? "",
            ["clock.name"] = clock is null ? "" : clock.Kind == ClockKind.Total ? wording.WholeCase : work.Reference.Words.Task(clock.Name).In(language),
            ["clock.due"] = due is { } instant ? wording.Instant(instant) : "",
            ["clock.overdue"] = due < work.Now ? wording.Duration(work.Now - due.Value) : "",
            ["clock.remaining"] = due > work.Now ? wording.Duration(due.Value - work.Now) : "",
            ["notice.number"] = number ?? "",
            ["notice.items"] = items.IsDefaultOrEmpty ? "" : string.Join("\n", items.Select((item, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {item}"))),
            ["origin.number"] = file.Origin?.Number ?? "",
            ["origin.step"] = file.Origin?.Clock is not { } step ? "" : step == "total" ? wording.WholeCase : work.Reference.Words.Task(step).In(language),
            ["origin.due"] = file.Origin?.DueAt is { } was ? wording.Instant(was) : "",
            ["origin.overdue"] = file.Origin?.OverdueBy is { } late ? wording.Duration(late) : "",
            ["origin.unit"] = file.Origin?.UnitId is { } unit ? organisation.Unit(unit)?.Names.In(language) ?? unit : "",
            ["origin.person"] = file.Origin?.PersonId is { } who ? organisation.Person(who)?.Names.In(language) ?? who : "",
            ["notice.deadline"] = deadline is { } until ? wording.Deadline(until) : "",
            ["decision.outcome"] = file.Last is { } last ? work.Reference.Words.Outcome(last.Outcome).In(language) : "",
            ["decision.reason"] = file.Last?.Remark ?? "",
            ["decision.by"] = file.Last?.By is { } by ? organisation.Person(by)?.Names.In(language) ?? "" : "",
            ["decision.rule"] = Chosen(work, "rule", language),
            ["decision.person"] = file.Facts.Accused is { } accused ? organisation.Person(accused)?.Names.In(language) ?? accused : "",
            ["notice.kind"] = kind is { } named ? wording.Kind(named) : "",
            ["notice.issued"] = wording.Instant(work.Now),
            ["recipient.name"] = recipient?.Names.In(language) ?? file.Reporter.Name ?? "",
            ["organisation"] = organisation.Names.In(language),
            ["link"] = recipient is null ? work.Reference.TrackingLink(file.TrackingToken) : work.Reference.CaseLink(file.Number),
        };
    }

    private readonly record struct Occasion(string Clock, Guid ClockId, string RungKey, DateTimeOffset DueAt)
    {
        /// <summary>Null: from the case number.</summary>
        public string? Number { get; init; } = null;

        public ImmutableArray<string> Items { get; init; } = [];

        public DateTimeOffset? Deadline { get; init; } = null;
    }

    // What a choice of the last form is called; empty where it has none of that name.
    private static string Chosen(CaseWork work, string field, string language) =>
        work.File.Last is { FormId: { } form } last && last.Fields.GetValueOrDefault(field) is { } value
            ? work.Reference.Forms.GetValueOrDefault(form)?.Fields.FirstOrDefault(one => one.Name == field)?.Options.FirstOrDefault(option => option.Value == value)?.Names.In(language) ?? value
            : "";

    private static void Issue(CaseWork work, SlaClock? clock, Occasion occasion, NoticeKind kind, NoticeTemplate template, Person person)
    {
        var file = work.File;
        var number = occasion.Number ?? $"{file.Number}-{(file.Notices.Length + 1).ToString(CultureInfo.InvariantCulture)}";
        var notice = new Notice
        {
            Id = work.World.Ids.NextId(),
            CaseId = file.Id,
            CaseNumber = file.Number,
            Number = number,
            Kind = kind,
            Recipient = person.Id,
            ClockId = occasion.ClockId,
            RungKey = occasion.RungKey,
            DueAt = occasion.DueAt,
            IssuedAt = work.Now,
            Items = occasion.Items,
            Texts = template.RenderAll(language => Model(work, clock, person, kind, language, number, occasion.Items, occasion.Deadline)),
        };
        work.Change(file with { Notices = file.Notices.Add(new NoticeHeader(notice.Id, number, kind, person.Id, occasion.ClockId, notice.IssuedAt, NoticeStatus.Issued)
        {
            Deadline = occasion.Deadline,
            Items = occasion.ClockId == Guid.Empty && kind is NoticeKind.Supervision or NoticeKind.Accountability ? occasion.Items : [],
        }) });
        work.Emit(new NoticeIssued(notice));
        work.Say("NoticeIssued", ("number", number), ("kind", kind.ToString()), ("to", person.Id), ("clock", occasion.Clock), ("rung", occasion.RungKey), ("deadline", occasion.Deadline));
        if (person.Email is not { } address)
            return;
        var text = notice.Texts[Language.Of(person.Language)];
        // By its id the notice finds its mail: whether and when it was delivered.
        work.Emit(new MailQueued(notice.Id, file.Id, address, text.Subject, text.Html, text.Plain));
    }
}
