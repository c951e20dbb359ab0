using System.Globalization;
using System.Text;

namespace GridWorkflow.Host.Rehearsals;

/// <summary>An event as the small form has it, made into a line of the scenario's text.</summary>
/// <param name="At">Such as <c>Monday 10:00</c>.</param>
/// <param name="Act"><c>complete</c>, <c>claim</c>, <c>nobodyActs</c> …</param>
/// <param name="Subject">The task, category, grid or text that the act is about.</param>
/// <param name="By">A person, or <c>role:…</c>; empty: whoever may.</param>
public sealed record WrittenEvent(string? At, string? Act, string? Subject, string? Outcome, string? By, string? Remark, string? Fields)
{
    /// <summary>The acts that the form knows; the text knows more.</summary>
    public static IReadOnlyList<string> Acts { get; } = ["complete", "claim", "nobodyActs", "classify", "move", "emergency", "askExtension", "sign", "say"];

    /// <summary>The line, to stand in the list of events.</summary>
    public string ToYaml()
    {
        var line = new StringBuilder($"  - {{ at: {Quoted(At)}");
        if (By?.Trim() is { Length: > 0 } by)
            line.Append(by.StartsWith("role:", StringComparison.Ordinal) ? $", role: {Quoted(by[5..])}" : $", by: {Quoted(by)}");
        switch (Act)
        {
            case "nobodyActs":
                line.Append(", nobodyActs: true");
                break;
            case "complete":
                line.Append(CultureInfo.InvariantCulture, $", complete: {Quoted(Subject)}, outcome: {Quoted(Outcome)}");
                if (!string.IsNullOrWhiteSpace(Remark))
                    line.Append(CultureInfo.InvariantCulture, $", remark: {Quoted(Remark)}");
                if (Pairs() is { Count: > 0 } pairs)
                    line.Append(CultureInfo.InvariantCulture, $", fields: {{ {string.Join(", ", pairs)} }}");
                break;
            case "classify":
                line.Append(CultureInfo.InvariantCulture, $", classify: {Quoted(Subject)}, reason: {Quoted(Remark)}");
                break;
            case "move":
                line.Append(CultureInfo.InvariantCulture, $", move: {Quoted(Subject)}, reason: {Quoted(Remark)}");
                break;
            case "emergency":
                line.Append(CultureInfo.InvariantCulture, $", emergency: true, reason: {Quoted(Remark)}");
                break;
            case "askExtension":
                line.Append(CultureInfo.InvariantCulture, $", askExtension: {Quoted(Subject)}, amount: {Quoted(Outcome)}, reason: {Quoted(Remark)}");
                break;
            case "sign":
                line.Append(CultureInfo.InvariantCulture, $", sign: {(int.TryParse(Subject, CultureInfo.InvariantCulture, out var notice) ? notice : 1)}");
                break;
            default:
                line.Append(CultureInfo.InvariantCulture, $", {(Acts.Contains(Act) ? Act : "say")}: {Quoted(Subject)}");
                break;
        }

        return line.Append(" }").ToString();
    }

    /// <summary>The text with this event at the end of its list.</summary>
    public string AddTo(string yaml)
    {
        var lines = yaml.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ToList();
        var start = lines.FindIndex(line => line.StartsWith("events:", StringComparison.Ordinal));
        if (start < 0)
        {
            var until = lines.FindIndex(line => line.StartsWith("until:", StringComparison.Ordinal));
            lines.InsertRange(until < 0 ? lines.Count : until, ["events:", ToYaml()]);
        }
        else
        {
            var end = start + 1;
            while (end < lines.Count && (lines[end].Length == 0 || lines[end][0] is ' ' or '-' or '#'))
                end++;
            lines.Insert(end, ToYaml());
        }

        return string.Join('\n', lines) + "\n";
    }

    private List<string> Pairs() => [.. (Fields ?? "").Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries)).Where(pair => pair is [{ Length: > 0 }, { Length: > 0 }]).Select(pair => $"{Quoted(pair[0])}: {Quoted(pair[1])}")];

    // JSON's strings are YAML's.
    private static string Quoted(string? text) => System.Text.Json.JsonSerializer.Serialize((text ?? "").Trim(), Plain);

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
