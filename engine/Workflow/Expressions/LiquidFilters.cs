using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>Elsa's own filters, bounds on Fluid's that grow texts, and workflow values as Fluid sees them.</summary>
internal static class LiquidFilters
{
    private static readonly JsonWriterOptions HtmlSafe = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), MaxDepth = 256 };

    public static void Register(TemplateOptions options)
    {
        options.Filters.AddFilter("json", (input, _, _) => new StringValue(ToJson(ToClr(input))));
        options.Filters.AddFilter("base64", (input, _, _) => new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToStringValue()))));
        options.Filters.AddFilter("keys", (input, _, context) => ToClr(input) is IDictionary<string, object?> entries
            ? FluidValue.Create(entries.Keys.ToArray(), context.Options)
            : throw new ActivityFaultException("Expected a dictionary before 'keys', but found none.") { Code = "template-error" });
        LiquidLimits.Bound(options);
        options.ValueConverters.Add(value => value is IDictionary<string, object?> entries ? new DictionaryValue(new Entries(entries, options)) : null);
    }

    public static FluidValue ToFluid(object? value, TemplateOptions options) => value switch
    {
        null => NilValue.Instance,
        IDictionary<string, object?> entries => new DictionaryValue(new Entries(entries, options)),
        Guid id => new StringValue(id.ToString()),
        byte[] bytes => new StringValue(Convert.ToBase64String(bytes)),
        _ => FluidValue.Create(value, options),
    };

    /// <summary>As Elsa's filter writes it, safe within HTML; letters of all languages stay as they are.</summary>
    private static string ToJson(object? value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, HtmlSafe))
            StoredValue.WritePlain(writer, value);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static object? ToClr(FluidValue value) => value switch
    {
        NilValue => null,
        ArrayValue array => array.Values.Select(ToClr).ToList(),
        DictionaryValue dictionary when dictionary.ToObjectValue() is Entries entries => entries.Source,
        NumberValue number when number.ToNumberValue() is var exact && exact == decimal.Truncate(exact) && Math.Abs(exact) < long.MaxValue => (long)exact,
        _ => value.ToObjectValue() switch
        {
            Entries entries => entries.Source,
            IList or IDictionary or string or bool or decimal or DateTime or DateTimeOffset => value.ToObjectValue(),
            var other => Text.Of(other),
        },
    };

    /// <summary>A dictionary as Fluid indexes it.</summary>
    internal sealed class Entries(IDictionary<string, object?> source, TemplateOptions options) : IFluidIndexable
    {
        public IDictionary<string, object?> Source { get; } = source;

        public int Count => Source.Count;

        public IEnumerable<string> Keys => Source.Keys;

        public bool TryGetValue(string name, out FluidValue value)
        {
            var found = Source.TryGetValue(name, out var held);
            value = found ? ToFluid(held, options) : NilValue.Instance;
            return found;
        }
    }
}
