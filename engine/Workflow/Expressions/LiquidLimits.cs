using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// Bounds on what a template computes while it renders. Fluid has none: a text that is appended to itself a hundred times ends the
/// process. Every filter is checked behind, and before when it could grow its input by more than a small factor.
/// </summary>
internal static partial class LiquidLimits
{
    public const int MaxText = 64 * 1024;
    private const int MaxItems = 10_000;

    /// <summary>What the rendering on this thread has spent.</summary>
    [field: ThreadStatic]
    public static TemplateSpend? Spend { get; set; }

    /// <summary>Wraps all filters and watches what is assigned and captured.</summary>
    public static void Bound(TemplateOptions options)
    {
        foreach (var (name, filter) in options.Filters.ToList())
            options.Filters.AddFilter(name, (input, arguments, context) => Filter(name, filter, input, arguments, context));
        options.Assigned = (_, value, _) => Check(value);
        options.Captured = (_, value, _) => Check(value);
    }

    private static ValueTask<FluidValue> Filter(string name, FilterDelegate filter, FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        Spend?.Check();
        switch (name)
        {
            case "replace" or "replace_first" or "replace_last":
                if (input.ToStringValue().Length * Math.Max(1L, arguments.At(1).ToStringValue().Length) > 16L * MaxText)
                    throw Refused();
                break;
            case "join":
                if (input is ArrayValue list && list.Values.Sum(item => (long)item.ToStringValue().Length + arguments.At(0).ToStringValue().Length) > MaxText)
                    throw Refused();
                break;
            case "date" or "format_date" or "format_number" or "format_string":
                if (LongNumber().IsMatch(arguments.At(0).ToStringValue()) || LongNumber().IsMatch(input.ToStringValue()) && name == "format_string")
                    throw Refused();
                break;
        }

        var result = filter(input, arguments, context);
        return result.IsCompletedSuccessfully ? Check(result.Result) : throw Refused();
    }

    private static ValueTask<FluidValue> Check(FluidValue value) => value switch
    {
        StringValue text when text.ToStringValue().Length > MaxText => throw Refused(),
        ArrayValue array when array.Values.Count > MaxItems => throw Refused(),
        _ => new ValueTask<FluidValue>(value),
    };

    public static ActivityFaultException Refused() =>
        new($"Expected a template that makes texts of at most {MaxText} characters and lists of at most {MaxItems} items, but it makes more.") { Code = "template-limit" };

    /// <summary>A number of four digits or more in a format is a width that nobody reads.</summary>
    [GeneratedRegex("[0-9]{4,}")]
    private static partial Regex LongNumber();
}

/// <summary>Writes as it is and counts, also what is captured and never shown.</summary>
internal sealed class CountingEncoder(int limit) : TextEncoder
{
    private int _written;

    public override int MaxOutputCharactersPerInputCharacter => 1;

    public override string Encode(string value)
    {
        Count(value.Length);
        return value;
    }

    public override void Encode(TextWriter output, string value, int startIndex, int characterCount)
    {
        Count(characterCount);
        output.Write(value.AsSpan(startIndex, characterCount));
    }

    public override void Encode(TextWriter output, char[] value, int startIndex, int characterCount)
    {
        Count(characterCount);
        output.Write(value, startIndex, characterCount);
    }

    public override OperationStatus Encode(ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true)
    {
        Count(source.Length);
        charsConsumed = charsWritten = source.Length;
        return source.TryCopyTo(destination) ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => -1;

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        numberOfCharactersWritten = 0;
        return false;
    }

    public override bool WillEncode(int unicodeScalar) => false;

    private void Count(int more)
    {
        LiquidLimits.Spend?.Check();
        _written += more;
        if (_written > limit)
            throw LiquidLimits.Refused();
    }
}
