using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Schedules;

/// <summary>What somebody to whom a document of a schedule is addressed gets by mail. Pure.</summary>
/// <param name="PersonId">To whom.</param>
/// <param name="Address">Where.</param>
/// <param name="Text">In her language.</param>
public sealed record BulletinMail(string PersonId, string Address, NoticeText Text)
{
    /// <summary>Most lines of a list that a mail shows, as far as they fit into <see cref="TemplateModel.MaxText"/>; the page shows all.</summary>
    private const int MostLines = 40;

    /// <summary>日清單: the list itself, for all who have an address.</summary>
    public static ImmutableArray<BulletinMail> Of(Schedule.DailyCutOff schedule, Guid id, ClearanceContent content, IEnumerable<string> readers, ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(data);
        return To(readers, schedule.TemplateId, data, (person, wording, language) => new TemplateModel
        {
            ["bulletin.name"] = schedule.Names.In(language),
            ["bulletin.period"] = wording.Date(content.At),
            ["bulletin.due"] = wording.Instant(content.At),
            ["bulletin.asked"] = Number(content.Asked),
            ["bulletin.cleared"] = Number(content.Cleared),
            ["bulletin.outstanding"] = Number(content.Outstanding.Length),
            ["bulletin.list"] = Lines(content.Outstanding, wording, language, data),
            ["bulletin.earlier"] = Lines(content.Earlier, wording, language, data),
            ["recipient.name"] = person.Names.In(language),
            ["organisation"] = data.Organisation.Names.In(language),
            ["link"] = data.BulletinLink(id),
        });
    }

    /// <summary>通報: that it is there, and where.</summary>
    /// <param name="from">Begin of its period.</param>
    /// <param name="to">End of its period; not in it.</param>
    public static ImmutableArray<BulletinMail> Of(Schedule.Ranking schedule, Guid id, DateTimeOffset from, DateTimeOffset to, IEnumerable<string> readers, ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(data);
        return To(readers, schedule.TemplateId, data, (person, wording, language) => new TemplateModel
        {
            ["bulletin.name"] = schedule.Names.In(language),
            ["bulletin.period"] = $"{wording.Date(from)} – {wording.Date(to.AddTicks(-1))}",
            ["recipient.name"] = person.Names.In(language),
            ["organisation"] = data.Organisation.Names.In(language),
            ["link"] = data.BulletinLink(id),
        });
    }

    private static ImmutableArray<BulletinMail> To(IEnumerable<string> readers, string templateId, ReferenceData data, Func<Person, Wording, string, TemplateModel> model)
    {
        if (data.Templates.Find(templateId) is not { } template)
            return [];
        var mails = ImmutableArray.CreateBuilder<BulletinMail>();
        foreach (var person in readers.Select(data.Organisation.Person).OfType<Person>())
        {
            if (person.Email is not { } address)
                continue;
            var language = Language.Of(person.Language);
            mails.Add(new BulletinMail(person.Id, address, template.Render(model(person, new Wording(data.Organisation.TimeZone, language), language), language)));
        }

        return mails.ToImmutable();
    }

    // A template cuts a longer text wherever it is; a list ends with a whole line and says how many are left.
    private static string Lines(ImmutableArray<OutstandingCase> cases, Wording wording, string language, ReferenceData data)
    {
        var (lines, length) = (new List<string>(), 0);
        foreach (var one in cases.Take(MostLines))
        {
            var line = string.Join(
                ' ', $"{Number(lines.Count + 1)}.", one.Number, one.Title,
                data.Catalogue.Find(one.CategoryCode)?.Names.In(language) ?? one.CategoryCode, Unit(one.GridCode, language, data), Unit(one.UnitId, language, data));
            length += line.Length + 1;
            if (length + wording.More(cases.Length).Length > TemplateModel.MaxText)
                break;
            lines.Add(line);
        }

        if (cases.Length > lines.Count)
            lines.Add(wording.More(cases.Length - lines.Count));
        return string.Join('\n', lines);
    }

    private static string Unit(string id, string language, ReferenceData data) => data.Organisation.Unit(id)?.Names.In(language) ?? id;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
