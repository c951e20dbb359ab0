using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace GridWorkflow.Workflow.Values;

/// <summary>What a value may be. Closed: names in definitions map through this table and nothing else.</summary>
public enum DataKind : byte
{
    Object,
    String,
    Boolean,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    Guid,
    DateTime,
    DateTimeOffset,
    DateOnly,
    TimeOnly,
    TimeSpan,
    Bytes,

    /// <summary>A dictionary from string to any value.</summary>
    Dictionary,

    /// <summary>A dictionary from string to string.</summary>
    StringDictionary,

    /// <summary>Any JSON value, read from text.</summary>
    Json,
}

/// <summary>A data type that a definition can name.</summary>
public sealed partial class DataType
{
    private static readonly (string Alias, DataKind Kind)[] Aliases =
    [
        ("Object", DataKind.Object), ("String", DataKind.String), ("Boolean", DataKind.Boolean), ("Int32", DataKind.Int32),
        ("Int64", DataKind.Int64), ("Long", DataKind.Int64), ("Single", DataKind.Single), ("Double", DataKind.Double),
        ("Decimal", DataKind.Decimal), ("Guid", DataKind.Guid), ("DateTime", DataKind.DateTime),
        ("DateTimeOffset", DataKind.DateTimeOffset), ("DateOnly", DataKind.DateOnly), ("TimeOnly", DataKind.TimeOnly),
        ("TimeSpan", DataKind.TimeSpan), ("ByteArray", DataKind.Bytes), ("Stream", DataKind.Bytes),
        ("ObjectDictionary", DataKind.Dictionary), ("StringDictionary", DataKind.StringDictionary), ("JSON", DataKind.Json),
        ("JsonElement", DataKind.Json), ("JsonNode", DataKind.Json), ("JsonObject", DataKind.Json), ("JsonArray", DataKind.Json),
        ("HttpHeaders", DataKind.Dictionary), ("HttpRequest", DataKind.Object), ("HttpResponse", DataKind.Object),
        ("HttpResponseMessage", DataKind.Object), ("HttpFile", DataKind.Object), ("FormFile", DataKind.Object),
        ("FormFile[]", DataKind.Object), ("HttpRouteData", DataKind.Dictionary), ("HttpStatusCode", DataKind.Int32),
        ("FlowJoinMode", DataKind.String), ("ExecuteWorkflowResult", DataKind.Dictionary), ("LogPersistenceMode", DataKind.String),
        ("System.Object", DataKind.Object), ("System.String", DataKind.String), ("System.Boolean", DataKind.Boolean),
        ("System.Int32", DataKind.Int32), ("System.Int64", DataKind.Int64), ("System.Single", DataKind.Single),
        ("System.Double", DataKind.Double), ("System.Decimal", DataKind.Decimal), ("System.Guid", DataKind.Guid),
        ("System.DateTime", DataKind.DateTime), ("System.DateTimeOffset", DataKind.DateTimeOffset), ("System.TimeSpan", DataKind.TimeSpan),
        ("System.Byte[]", DataKind.Bytes), ("System.DateOnly", DataKind.DateOnly), ("System.TimeOnly", DataKind.TimeOnly),
        ("System.IO.Stream", DataKind.Bytes), ("System.Dynamic.ExpandoObject", DataKind.Json), ("System.Text.Json.JsonElement", DataKind.Json),
        ("System.Text.Json.Nodes.JsonNode", DataKind.Json), ("System.Text.Json.Nodes.JsonObject", DataKind.Json),
        ("System.Text.Json.Nodes.JsonArray", DataKind.Json), ("System.Net.HttpStatusCode", DataKind.Int32),
        ("System.Net.Http.HttpResponseMessage", DataKind.Object),
        ("System.Collections.Generic.IDictionary`2[[System.String],[System.Object]]", DataKind.Dictionary),
        ("System.Collections.Generic.Dictionary`2[[System.String],[System.Object]]", DataKind.Dictionary),
        ("System.Collections.Generic.IDictionary`2[[System.String],[System.String]]", DataKind.StringDictionary),
        ("System.Collections.Generic.Dictionary`2[[System.String],[System.String]]", DataKind.StringDictionary),

        // As Elsa's designer writes them: names of .NET types that have no alias.
        ("Elsa.Http.Downloadable", DataKind.Object), ("Elsa.Http.HttpFile", DataKind.Object), ("Elsa.Http.HttpHeaders", DataKind.Dictionary),
        ("Elsa.Http.Models.HttpHeaders", DataKind.Dictionary), ("Elsa.Http.HttpRouteData", DataKind.Dictionary),
        ("Elsa.Workflows.LogPersistence.LogPersistenceMode", DataKind.String), ("Microsoft.AspNetCore.Http.HttpRequest", DataKind.Object),
        ("Microsoft.AspNetCore.Http.HttpResponse", DataKind.Object), ("Microsoft.AspNetCore.Http.IFormFile", DataKind.Object),
    ];

    private static readonly FrozenDictionary<string, DataType> Table = Build();

    private DataType(string alias, DataKind kind, bool isArray)
    {
        Alias = alias;
        Kind = kind;
        IsArray = isArray;
    }

    /// <summary>The name in definitions: <c>Int32</c>, <c>List&lt;String&gt;</c>.</summary>
    public string Alias { get; }

    public DataKind Kind { get; }

    /// <summary>A list of that kind.</summary>
    public bool IsArray { get; }

    public static DataType Object { get; } = Find("Object")!;

    public static DataType String { get; } = Find("String")!;

    public static DataType Boolean { get; } = Find("Boolean")!;

    public static DataType Int32 { get; } = Find("Int32")!;

    public static DataType Int64 { get; } = Find("Int64")!;

    public static DataType Double { get; } = Find("Double")!;

    public static DataType Decimal { get; } = Find("Decimal")!;

    public static DataType DateTimeOffset { get; } = Find("DateTimeOffset")!;

    public static DataType TimeSpan { get; } = Find("TimeSpan")!;

    public static DataType Dictionary { get; } = Find("ObjectDictionary")!;

    public static DataType StringList { get; } = Find("List<String>")!;

    public static DataType ObjectList { get; } = Find("List<Object>")!;

    /// <summary>All names that a definition may use.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>The type with this name; names of assemblies are not looked at. Null when the name is not in the table.</summary>
    public static DataType? Find(string name)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || name.Contains('`', StringComparison.Ordinal))
            return Table.GetValueOrDefault(comma < 0 ? name : AssemblyName().Replace(name, ""));
        return Table.GetValueOrDefault(name[..comma].Trim());
    }

    /// <summary>The type of a list of this.</summary>
    public DataType AsArray() => IsArray ? this : Table[$"{Alias}[]"];

    /// <summary>Converts a value to this type.</summary>
    /// <param name="value">A workflow value.</param>
    /// <param name="result">The converted value.</param>
    /// <param name="reason">Why not: expected what, found what.</param>
    public bool TryConvert(object? value, out object? result, [NotNullWhen(false)] out string? reason) =>
        Conversion.TryConvert(this, value, out result, out reason);

    /// <summary>The value of a variable whose default was given but cannot be converted: what .NET begins with.</summary>
    internal object? Zero(object? given) => given is null or "" || IsArray
        ? null
        : Kind switch
        {
            DataKind.Boolean => false,
            DataKind.Int32 => 0,
            DataKind.Int64 => 0L,
            DataKind.Single => 0f,
            DataKind.Double => 0d,
            DataKind.Decimal => 0m,
            DataKind.Guid => System.Guid.Empty,
            DataKind.DateTime => System.DateTime.MinValue,
            DataKind.DateTimeOffset => System.DateTimeOffset.MinValue,
            DataKind.TimeSpan => System.TimeSpan.Zero,
            _ => null,
        };

    public override string ToString() => Alias;

    [GeneratedRegex(@", [^\[\],]+(?:, [^\[\],]+=[^\[\],]+)*(?=\]|$)")]
    private static partial Regex AssemblyName();

    private static FrozenDictionary<string, DataType> Build()
    {
        var table = new Dictionary<string, DataType>(StringComparer.Ordinal);
        foreach (var (alias, kind) in Aliases)
        {
            table[alias] = new DataType(alias, kind, isArray: false);
            table.TryAdd($"{alias}[]", new DataType($"{alias}[]", kind, isArray: true));
            table.TryAdd($"List<{alias}>", new DataType($"List<{alias}>", kind, isArray: true));
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
