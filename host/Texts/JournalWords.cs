using System.Globalization;
using System.Text.RegularExpressions;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Host.Texts;

/// <summary>One line of a timeline in words.</summary>
/// <param name="Kind">What happened, as the journal names it.</param>
/// <param name="Quote">What somebody wrote, word for word.</param>
/// <param name="Role">As what somebody acted; null: a system, or it is not known.</param>
public sealed record TimelineWords(DateTimeOffset At, string? Who, string Kind, string Words, string? Quote, string? Role)
{
    /// <summary>Class of the dot.</summary>
    public string Css => Kind switch
    {
        "NoticeIssued" or "OrphanAlert" or "CommandRefused" or "Incident" => "line-alarm",
        "CaseFiled" or "StageReached" or "TaskCompleted" or "CaseClosed" or "CaseArchived" or "LevelRaised" or "LevelLowered"
            or "CaseRegistered" or "CaseDispatched" or "CaseReopened" or "CaseVoided" => "line-step",
        _ => "",
    };
}

/// <summary>Says the journal in the reader's language: the text <c>journal.KIND</c> with the facts of the entry in its blanks.</summary>
public sealed partial class JournalWords(Names names, Wording wording)
{
    /// <summary>What another line says already, or what only the machine cares for; it stays in the journal itself.</summary>
    private static readonly HashSet<string> Quiet =
        new(["ClockStarted", "ClockPaused", "ClockResumed", "RungFired", "StageReached", "StageReturned", "ClockContinued", "LineWritten"], StringComparer.Ordinal);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TimelineWords> Of(IEnumerable<TimelineItem> items) =>
        [.. items.SelectMany(item => item.Entries.Where(IsTold).Select(entry => Of(item, entry))).Reverse()];

    /// <summary>Everything that one row says, also what the timeline leaves out.</summary>
    public IReadOnlyList<TimelineWords> All(TimelineItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return [.. item.Entries.Select(entry => Of(item, entry))];
    }

    /// <summary>What a line changed, from what to what, in words; null where it says no such thing.</summary>
    public (string From, string To)? Change(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Data.GetValueOrDefault("from") is null || entry.Data.GetValueOrDefault("to") is null ? null : (Fact(entry, "from"), Fact(entry, "to"));
    }

    private static bool IsTold(JournalEntry entry) =>
        !Quiet.Contains(entry.Kind) && !(entry.Kind == "ClockStopped" && entry.Data.GetValueOrDefault("verdict") as string == "OnTime");

    private TimelineWords Of(TimelineItem item, JournalEntry entry)
    {
        // The text of a stopped clock is about a limit that was missed.
        var kept = entry.Kind == "ClockStopped" && entry.Data.GetValueOrDefault("verdict") as string == "OnTime";
        var text = wording.Find(kept ? "journal.ClockKept" : $"journal.{entry.Kind}") ?? entry.Kind;
        var words = Blank().Replace(text, match => Fact(entry, match.Groups[1].Value));
        // Why somebody was refused is in the words already, in the reader's language.
        var quote = entry.Kind == "CommandRefused" ? null : Text(entry, "remark") ?? Text(entry, "text") ?? Text(entry, "reason");
        return new TimelineWords(item.At, names.Actor(item.Actor), entry.Kind, words, string.IsNullOrWhiteSpace(quote) ? null : quote, item.Role is { } role ? names.Role(role) : null);
    }

    private string Fact(JournalEntry entry, string name) => entry.Data.GetValueOrDefault(name) switch
    {
        null => "–",
        string text => name switch
        {
            "task" => names.Task(text),
            "clock" => text == "total" ? wording["clock.total"] : names.Task(text),
            "role" => names.Role(text),
            "code" => wording.Find($"refusal.{text}") ?? text,
            "unit" => names.Unit(text),
            "level" => names.Level(text),
            "outcome" => names.Outcome(text),
            "by" or "person" or "assignee" => names.Actor(text),
            "kind" => wording.Find($"notice.{text}") ?? wording.Find($"adjust.{text}") ?? text,
            "decision" => wording.Find($"adjust-status.{text}") ?? text,
            "verdict" => wording.Find($"verdict.{text}") ?? text,
            // A move goes from level to level, from class to class or from person to person.
            "from" or "to" => wording.Find($"permission.{text}") ?? wording.Find($"stage.{text}") ?? LevelOrPerson(text),
            _ => text,
        },
        DateTimeOffset at => wording.Moment(at),
        bool yes => wording[yes ? "fact.yes" : "fact.no"],
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private string LevelOrPerson(string key) =>
        names.Level(key) is var level && level != key ? level : names.Unit(key) is var unit && unit != key ? unit : names.Actor(key);

    private static string? Text(JournalEntry entry, string name) => entry.Data.GetValueOrDefault(name) as string;

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Blank();
}
