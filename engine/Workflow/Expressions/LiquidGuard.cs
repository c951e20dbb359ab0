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
    private const int MaxBlocks = 200;
    private const int MaxChain = 100;

    /// <summary>Tags that open nothing.</summary>
    private static readonly HashSet<string> Alone = new(StringComparer.Ordinal)
    {
        "assign", "break", "continue", "cycle", "decrement", "echo", "else", "elsif", "increment", "when",
    };

    /// <summary>Statements that a template may run: fewer for one that captures, since what it captures is not counted as output.</summary>
    public static int StepsFor(string source) =>
        source.Contains("capture", StringComparison.Ordinal) ? Math.Clamp((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2_000_000 / Math.Max(1, source.Length))), 256, MaxSteps) : MaxSteps;

    /// <summary>Why a template is refused; null when it may be parsed.</summary>
    /// <remarks>
    /// Tags are counted wherever they stand, in a comment or a text too, so that nothing needs to be parsed for it: three hundred
    /// nested ones overflow a stack of 1.5 MB, and so does a chain of two thousand filters.
    /// </remarks>
    public static string? Refuse(string source)
    {
        if (source.Length > MaxLength)
            return $"Expected at most {MaxLength} characters of template, but found {source.Length}.";
        var (depth, blocks, brackets, chain) = (0, 0, 0, 0);
        for (var at = 0; at < source.Length; at++)
        {
            brackets += source[at] is '(' or '[' ? 1 : source[at] is ')' or ']' ? -1 : 0;
            if (brackets > MaxNesting)
                return $"Expected at most {MaxNesting} nested brackets, but found more.";
            chain = IsTag(source, at, '{') || IsTag(source, at, '%') ? 0 : ChainsAt(source, at) ? chain + 1 : chain;
            if (chain > MaxChain)
                return $"Expected at most {MaxChain} filters, 'and' and 'or' in a tag, but found more.";
            if (!IsTag(source, at, '%'))
                continue;
            var word = Word(source.AsSpan(at + 2));
            if (word is "liquid" or "include" or "render" or "macro" or "from")
                return $"Expected tags of one statement, but found '{word}'.";
            if (word.StartsWith("end"))
                depth--;
            else if (!Alone.Contains(word.ToString()) && (++depth > MaxNesting || ++blocks > MaxBlocks))
                return $"Expected at most {MaxBlocks} tags that open a block, {MaxNesting} of them nested, but found more.";
        }

        return Ranges(source);
    }

    private static bool IsTag(string source, int at, char kind) => source[at] == '{' && at + 1 < source.Length && source[at + 1] == kind;

    private static bool ChainsAt(string source, int at) => source[at] == '|'
        || (source[at] is 'o' or 'a' && at > 0 && !char.IsLetterOrDigit(source[at - 1]) && Word(source.AsSpan(at)) is "or" or "and");

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        var from = 0;
        while (from < text.Length && (text[from] == '-' || !char.IsAsciiLetter(text[from]) && text[from] is not ('%' or '}' or '{')))
            from++;
        var to = from;
        while (to < text.Length && (char.IsAsciiLetterOrDigit(text[to]) || text[to] == '_'))
            to++;
        return text[from..to];
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
