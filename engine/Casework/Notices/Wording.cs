using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace GridWorkflow.Casework.Notices;

/// <summary>How documents say times and kinds, whatever zone and culture the server has.</summary>
internal sealed class Wording(string timeZone, string language)
{
    private static readonly LocalDateTimePattern English = LocalDateTimePattern.CreateWithInvariantCulture("d MMM uuuu HH:mm");
    private static readonly LocalDateTimePattern Chinese = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'年'M'月'd'日' HH:mm");

    private static readonly LocalDatePattern EnglishDay = LocalDatePattern.CreateWithInvariantCulture("d MMM uuuu' 24:00'");
    private static readonly LocalDatePattern ChineseDay = LocalDatePattern.CreateWithInvariantCulture("uuuu'年'M'月'd'日 24:00'");
    private static readonly LocalDatePattern EnglishDate = LocalDatePattern.CreateWithInvariantCulture("d MMM uuuu");
    private static readonly LocalDatePattern ChineseDate = LocalDatePattern.CreateWithInvariantCulture("uuuu'年'M'月'd'日'");

    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[timeZone];

    private bool IsEnglish => language == Texts.Language.English;

    private bool IsTraditional => language == Texts.Language.Traditional;

    public string WholeCase => Pick("the whole case", "全案", "全案");

    /// <summary>What the reporter of a repeated matter is told.</summary>
    public string SameAs(string number) => Pick(
        $"This matter is handled as case {number}, which was reported before.", $"该问题此前已上报，并按案件{number}办理。", $"該問題此前已上報，並按案件{number}辦理。");

    /// <summary>An instant in the organisation's zone, to the minute.</summary>
    public string Instant(DateTimeOffset at) =>
        (IsEnglish ? English : Chinese).Format(NodaTime.Instant.FromDateTimeOffset(at).InZone(_zone).LocalDateTime);

    /// <summary>Until when: the end of a day is said as that day, not as the midnight after it.</summary>
    public string Deadline(DateTimeOffset at)
    {
        var local = NodaTime.Instant.FromDateTimeOffset(at).InZone(_zone).LocalDateTime;
        return local.TimeOfDay == LocalTime.Midnight ? (IsEnglish ? EnglishDay : ChineseDay).Format(local.Date.PlusDays(-1)) : Instant(at);
    }

    /// <summary>A length of wall time by its two largest units, rounded down to the minute.</summary>
    public string Duration(TimeSpan span)
    {
        var minutes = (long)span.TotalMinutes;
        var (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
        string[] parts =
        [
            days > 0 ? Say(days, "d", "天", "天") : "",
            hours > 0 ? Say(hours, "h", "小时", "小時") : "",
            days == 0 && (rest > 0 || hours == 0) ? Say(rest, "min", "分钟", "分鐘") : "",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>A date in the organisation's zone.</summary>
    public string Date(DateTimeOffset at) =>
        (IsEnglish ? EnglishDate : ChineseDate).Format(NodaTime.Instant.FromDateTimeOffset(at).InZone(_zone).Date);

    /// <summary>What stands below the first lines of a list.</summary>
    public string More(int count) => Pick($"… and {count.ToString(CultureInfo.InvariantCulture)} more", $"……另有 {count.ToString(CultureInfo.InvariantCulture)} 件", $"……另有 {count.ToString(CultureInfo.InvariantCulture)} 件");

    public string Kind(NoticeKind kind) => kind switch
    {
        NoticeKind.Reminder => Pick("Reminder", "提醒", "提醒"),
        NoticeKind.Warning => Pick("Warning", "预警", "預警"),
        NoticeKind.Urging => Pick("Urging notice", "催办单", "催辦單"),
        NoticeKind.Supervision => Pick("Supervision notice", "督办通知书", "督辦通知書"),
        NoticeKind.Bulletin => Pick("Bulletin", "通报", "通報"),
        NoticeKind.Alert => Pick("Emergency alert", "紧急通知", "緊急通知"),
        NoticeKind.Accountability => Pick("Accountability notice", "问责通知", "問責通知"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind of notice."),
    };

    private string Say(long count, string english, string simplified, string traditional) =>
        $"{count.ToString(CultureInfo.InvariantCulture)} {Pick(english, simplified, traditional)}";

    private string Pick(string english, string simplified, string traditional) => IsEnglish ? english : IsTraditional ? traditional : simplified;
}
