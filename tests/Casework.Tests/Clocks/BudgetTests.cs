using System.Text.Json;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Clocks;

public sealed class BudgetTests
{
    [Theory]
    [InlineData("4 workHour", 4, BudgetUnit.WorkHour)]
    [InlineData("0 urgentHour", 0, BudgetUnit.UrgentHour)]
    [InlineData("5 workDayStatutory", 5, BudgetUnit.WorkDayStatutory)]
    [InlineData(" 1.50  workDayRolling ", 1.5, BudgetUnit.WorkDayRolling)]
    [InlineData("3 naturalDayRolling", 3, BudgetUnit.NaturalDayRolling)]
    [InlineData("7 naturalDayStatutory", 7, BudgetUnit.NaturalDayStatutory)]
    [InlineData("-5000 elapsedMillisecond", -5000, BudgetUnit.ElapsedMillisecond)]
    public void Parses(string text, decimal value, BudgetUnit unit)
    {
        var budget = Budget.Parse(text).OrThrow();
        budget.ShouldBe(new Budget(value, unit));
        Budget.Parse(budget.ToString()).OrThrow().ShouldBe(budget);
        JsonSerializer.Deserialize<Budget>(JsonSerializer.Serialize(budget)).ShouldBe(budget);
    }

    // A day without a unit is refused, never taken as 8 or 24 hours (Jmix 790).
    [Theory]
    [InlineData("P1D", "budget-unit", "An ISO duration")]
    [InlineData("1 day", "budget-unit", "choose workDayRolling, workDayStatutory, naturalDayRolling or naturalDayStatutory")]
    [InlineData("1 天", "budget-unit", "choose workDayRolling")]
    [InlineData("2 hours", "budget-unit", "choose workHour or urgentHour")]
    [InlineData("4", "budget-unit", "Add how it is counted")]
    [InlineData("4 workHuor", "budget-unit", "Did you mean 'workHour'?")]
    [InlineData("4 fortnight", "budget-unit", "Use one of: urgentHour")]
    [InlineData("", "budget-form", "'4 workHour'")]
    [InlineData("four workHour", "budget-form", "'4 workHour'")]
    [InlineData("4,5 workHour", "budget-form", "'4 workHour'")]
    [InlineData("-1 workHour", "budget-value", "Change the value")]
    [InlineData("1.5 workDayStatutory", "budget-value", "Change the value")]
    [InlineData("100001 workHour", "budget-value", "Change the value")]
    [InlineData("15 workDayRolling after spring", "budget-form", "'from'")]
    [InlineData("15 workDayRolling from spring", "gate", "Write 2026-03-15")]
    [InlineData("15 workDayRolling from 02-30..04-01", "gate", "Write 2026-03-15")]
    public void Refuses(string text, string code, string remedy)
    {
        var refused = Budget.Parse(text).ShouldBeOfType<Parsed<Budget>.Refused>();
        refused.Code.ShouldBe(code);
        refused.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_gate_is_part_of_the_budget()
    {
        var budget = Budget.Parse("15 workDayRolling from 03-01..04-30,10-15..11-30").OrThrow();
        budget.ToString().ShouldBe("15 workDayRolling from 03-01..04-30,10-15..11-30");
        Budget.Parse(budget.ToString()).OrThrow().ShouldBe(budget);
    }

    [Fact]
    public void A_report_with_its_own_target_is_due_exactly_then()
    {
        var start = new DateTimeOffset(2022, 1, 21, 13, 47, 0, TimeSpan.FromHours(-5));
        foreach (var target in (DateTimeOffset[])[start.AddDays(14).AddSeconds(30), start, start.AddHours(-1)])
            Shipped.Boston.DueAt(start, Budget.Until(start, target)).At.ShouldBe(target);
    }
}
