using System.Text.Json;
using System.Text.Json.Serialization;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Clocks;

/// <summary>How a budget is counted (clocks.md §2). Units never convert into one another by themselves.</summary>
public enum BudgetUnit : byte
{
    /// <summary>緊急工作時: wall time from the instant, day and night, holidays too.</summary>
    UrgentHour,

    /// <summary>工作時: minutes inside open hours.</summary>
    WorkHour,

    /// <summary>工作日, rolling: that many times the calendar's day length in open time, from the instant.</summary>
    WorkDayRolling,

    /// <summary>工作日, statutory: the start day does not count; ends at the close of business of the n-th workday.</summary>
    WorkDayStatutory,

    /// <summary>自然日, rolling: n times 24 hours of wall time.</summary>
    NaturalDayRolling,

    /// <summary>自然日, statutory: the start day does not count; a last day that is no workday moves to the next workday (民法典 §201, §203).</summary>
    NaturalDayStatutory,

    /// <summary>Wall time to a target that the report itself brings, in milliseconds.</summary>
    ElapsedMillisecond,
}

/// <summary>What kind of time a unit counts; budgets of one measure can be added.</summary>
public enum TimeMeasure : byte
{
    /// <summary>Wall time, 24×7.</summary>
    Wall,

    /// <summary>Open time of the calendar.</summary>
    Open,

    /// <summary>Closings of workdays.</summary>
    Workdays,

    /// <summary>Ends of natural days.</summary>
    NaturalDays,
}

/// <summary>An amount of time with the unit in which it is counted, such as <c>4 workHour</c>.</summary>
[JsonConverter(typeof(BudgetJson))]
public readonly record struct Budget
{
    /// <param name="value">Zero or more (below zero only for <see cref="BudgetUnit.ElapsedMillisecond"/>, a target that has passed); whole for statutory units.</param>
    /// <param name="unit">How it is counted.</param>
    /// <param name="gate">Not before this date or season; null starts at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit the unit.</exception>
    public Budget(decimal value, BudgetUnit unit, Gate? gate = null)
    {
        if (BudgetText.Fault(value, unit) is { } fault)
            throw new ArgumentOutOfRangeException(nameof(value), value, fault);
        Value = value;
        Unit = unit;
        Gate = gate;
    }

    public decimal Value { get; }

    public BudgetUnit Unit { get; }

    /// <summary>Counting begins no earlier than this (種植季節); null: at once.</summary>
    public Gate? Gate { get; }

    public TimeMeasure Measure => Unit switch
    {
        BudgetUnit.WorkHour or BudgetUnit.WorkDayRolling => TimeMeasure.Open,
        BudgetUnit.WorkDayStatutory => TimeMeasure.Workdays,
        BudgetUnit.NaturalDayStatutory => TimeMeasure.NaturalDays,
        _ => TimeMeasure.Wall,
    };

    /// <summary>The budget that runs from <paramref name="start"/> to a target given from outside; it keeps whole milliseconds.</summary>
    public static Budget Until(DateTimeOffset start, DateTimeOffset target) =>
        new((target - start).Ticks / TimeSpan.TicksPerMillisecond, BudgetUnit.ElapsedMillisecond);

    /// <summary>Reads <c>4 workHour</c>, or with a gate <c>15 workDayRolling from 03-01..04-30</c>.</summary>
    public static Parsed<Budget> Parse(string text) => BudgetText.Parse(text);

    public override string ToString() => BudgetText.Write(this);
}

/// <summary>A budget in JSON is its text.</summary>
internal sealed class BudgetJson : JsonConverter<Budget>
{
    public override Budget Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Budget.Parse(reader.GetString() ?? "") switch
        {
            Parsed<Budget>.Value parsed => parsed.Result,
            Parsed<Budget>.Refused refused => throw new JsonException($"{refused.Reason} {refused.Remedy}"),
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, Budget value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
