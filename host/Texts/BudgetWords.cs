using System.Globalization;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Host.Texts;

/// <summary>Limits in the words of the reader, in the unit in which they are counted.</summary>
internal static class BudgetWords
{
    /// <summary>Such as "7 working days": never a span of wall time for open hours, nor days for hours.</summary>
    public static string Amount(this Wording wording, Budget budget)
    {
        var amount = budget.Unit == BudgetUnit.ElapsedMillisecond
            ? wording.Span(TimeSpan.FromMilliseconds((double)budget.Value))
            : wording[$"budget.{budget.Unit}", budget.Value.ToString("0.####", CultureInfo.InvariantCulture)];
        return budget.Gate is { } gate ? wording["clock.not-before", amount, gate] : amount;
    }
}
