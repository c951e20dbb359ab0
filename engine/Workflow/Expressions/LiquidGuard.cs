using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>What a template may cost. Nested tags overflow Fluid's stack, and ranges and growing texts eat the memory.</summary>
internal static class LiquidGuard
{
    public const int MaxLength = 16 * 1024;
    public const int MaxNesting = 32;
    public const int MaxSteps = 20_000;
    public const int MaxOutput = 256 * 1024;
    private const int MaxRange = 1_000;

    /// <summary>Statements that a template may run: fewer for one that captures, since what it captures is not counted as output.</summary>
    public static int StepsFor(string source) =>
        source.Contains("capture", StringComparison.Ordinal) ? Math.Clamp((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2_000_000 / Math.Max(1, source.Length))), 256, MaxSteps) : MaxSteps;

    /// <summary>Why a template is refused; null when it may be parsed.</summary>
    public static string? Refuse(string source)
    {
        if (source.Length > MaxLength)
            return $"Expected at most {MaxLength} characters of template, but found {source.Length}.";
        var depth = 0;
        var brackets = 0;
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] is '(' or '[')
                brackets++;
            else if (source[at] is ')' or ']')
                brackets--;
            if (brackets > MaxNesting)
                return $"Expected at most {MaxNesting} nested brackets, but found more.";
            if (source[at] != '{' || at + 1 >= source.Length || source[at + 1] != '%')
                continue;
            var word = source.AsSpan(at + 2).TrimStart("- \t\r\n");
            if (word.StartsWith("liquid") || word.StartsWith("include") || word.StartsWith("render") || word.StartsWith("macro") || word.StartsWith("from"))
                return $"Expected tags of one statement, but found '{word[..Math.Min(word.Length, 7)].ToString().Trim()}'.";
            if (word.StartsWith("end"))
                depth--;
            else if (Opens(word) && ++depth > MaxNesting)
                return $"Expected at most {MaxNesting} nested tags, but found more.";
        }

        return Ranges(source);
    }

    private static bool Opens(ReadOnlySpan<char> word)
    {
        foreach (var tag in (ReadOnlySpan<string>)["if", "unless", "for", "case", "capture", "tablerow", "comment", "raw"])
        {
            if (word.StartsWith(tag) && (word.Length == tag.Length || !char.IsLetter(word[tag.Length])))
                return true;
        }

        return false;
    }

    private static bool IsInTag(string source, int at)
    {
        var before = source.AsSpan(0, at);
        return Math.Max(before.LastIndexOf("{{"), before.LastIndexOf("{%")) > Math.Max(before.LastIndexOf("}}"), before.LastIndexOf("%}"));
    }

    private static string? Ranges(string source)
    {
        for (var at = source.IndexOf("..", StringComparison.Ordinal); at >= 0; at = source.IndexOf("..", at + 2, StringComparison.Ordinal))
        {
            if (!IsInTag(source, at))
                continue;
            var open = source.LastIndexOf('(', at);
            var close = source.IndexOf(')', at);
            if (open < 0 || close < 0)
                continue;
            if (!long.TryParse(source.AsSpan(open + 1, at - open - 1).Trim(), out var from) || !long.TryParse(source.AsSpan(at + 2, close - at - 2).Trim(), out var to))
                return "Expected a range between two numbers, but one end is not a number.";
            if (to - from >= MaxRange)
                return $"Expected a range of at most {MaxRange} numbers, but found {from} to {to}.";
        }

        return null;
    }
}

/// <summary>A text that may grow to a limit.</summary>
internal sealed class BoundedWriter(int limit) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    private void Check(int more)
    {
        if (GetStringBuilder().Length + more > limit)
            throw new ActivityFaultException($"Expected at most {limit} characters from a template, but it goes on.") { Code = "template-limit" };
    }
}
