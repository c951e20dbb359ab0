using System.Globalization;

namespace GridWorkflow.Workflow.Expressions;

internal enum ScalarKind : byte
{
    Undefined,
    Null,
    Boolean,
    Number,
    String,

    /// <summary>Anything else: the script engine must decide.</summary>
    Other,
}

/// <summary>A JavaScript primitive without allocation. Whatever is not certain to behave as in a script engine is <see cref="ScalarKind.Other"/>.</summary>
internal readonly struct Scalar
{
    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly object?[] Small = [.. Enumerable.Range(0, 256).Select(number => (object?)(double)number)];

    private Scalar(ScalarKind kind, double number, string? text)
    {
        Kind = kind;
        Number = number;
        Text = text;
    }

    public ScalarKind Kind { get; }

    public double Number { get; }

    public string? Text { get; }

    public static Scalar Undefined => default;

    public static Scalar Null { get; } = new(ScalarKind.Null, 0, null);

    public static Scalar Other { get; } = new(ScalarKind.Other, 0, null);

    public bool IsNothing => Kind is ScalarKind.Undefined or ScalarKind.Null;

    public static Scalar Of(bool value) => new(ScalarKind.Boolean, value ? 1 : 0, null);

    public static Scalar Of(double value) => new(ScalarKind.Number, value, null);

    public static Scalar Of(string value) => new(ScalarKind.String, 0, value);

    public static Scalar Of(object? value) => value switch
    {
        null => Null,
        int number => Of((double)number),
        string text => Of(text),
        bool flag => Of(flag),
        double number => Of(number),
        long number when Math.Abs(number) <= 1L << 53 => Of((double)number),
        _ => Other,
    };

    public object? ToObject() => Kind switch
    {
        ScalarKind.Boolean => Number != 0 ? True : False,
        ScalarKind.Number => Number is >= 0 and < 256 && Number == (int)Number && !(Number == 0 && double.IsNegative(Number)) ? Small[(int)Number] : Number,
        ScalarKind.String => Text,
        _ => null,
    };

    /// <summary>JavaScript's truthiness; null when the kind is not known.</summary>
    public bool? Truthy => Kind switch
    {
        ScalarKind.Other => null,
        ScalarKind.Boolean => Number != 0,
        ScalarKind.Number => Number != 0 && !double.IsNaN(Number),
        ScalarKind.String => Text!.Length > 0,
        _ => false,
    };

    /// <summary>The number that arithmetic sees; null when a script engine must convert.</summary>
    public double? AsNumber => Kind switch
    {
        ScalarKind.Number or ScalarKind.Boolean => Number,
        ScalarKind.Null => 0,
        ScalarKind.Undefined => double.NaN,
        _ => null,
    };

    /// <summary>The text that concatenation sees; null when a script engine must convert.</summary>
    public string? AsText => Kind switch
    {
        ScalarKind.String => Text,
        ScalarKind.Number => Print(Number),
        ScalarKind.Boolean => Number != 0 ? "true" : "false",
        ScalarKind.Null => "null",
        ScalarKind.Undefined => "undefined",
        _ => null,
    };

    private static string? Print(double number)
    {
        if (number == 0)
            return "0";
        var size = Math.Abs(number);
        if (number == Math.Floor(number) && size < 1e15)
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        return size is >= 1e-4 and < 1e15 ? number.ToString("R", CultureInfo.InvariantCulture) : null;
    }
}
