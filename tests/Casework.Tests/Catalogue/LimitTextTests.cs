using System.Collections.Immutable;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Tests.Catalogue;

public sealed class LimitTextTests
{
    private static readonly LimitLegend Silent = new();

    private static readonly LimitLegend Planting = new()
    {
        Day = BudgetUnit.WorkDayRolling,
        Hour = BudgetUnit.WorkHour,
        Seasons = ImmutableSortedDictionary<string, Gate>.Empty.Add("种植季节", Gate.Parse("03-01..04-30").OrThrow()),
    };

    [Theory]
    [InlineData("2紧急工作时", "", "", "2 urgentHour")]
    [InlineData("2緊急工作時", "", "", "2 urgentHour")]
    [InlineData("2紧急工作日", "", "", "2 naturalDayRolling")] // 24 hours each, without a break
    [InlineData("4工作时", "", "", "4 workHour")]
    [InlineData("15工作日", "", "", "15 workDayRolling")]
    [InlineData("5 个工作日", "", "", "5 workDayRolling")]
    [InlineData("0.5工作时", "", "", "0.5 workHour")]
    [InlineData("5天", "work_day", "5", "5 workDayRolling")] // the column is the legend
    [InlineData("4小时", "work_hour", "4", "4 workHour")]
    [InlineData("4小时", "urgent_hour", "4", "4 urgentHour")]
    [InlineData("2紧急工作日", "urgent_day", "2", "2 naturalDayRolling")]
    public void Explains_every_character(string text, string type, string value, string budget) =>
        LimitText.Read(text, type, value, Silent).ShouldBe(new LimitReading.Explained(Budget.Parse(budget).OrThrow()));

    [Theory]
    [InlineData("1紧急工作时制止", "urgent_hour", "1", "制止")]
    [InlineData("种植季节15工作日", "", "", "种植季节")]
    [InlineData("立即", "", "", "立即")]
    [InlineData("", "", "", "(empty)")]
    [InlineData("2天3小时", "work_day", "2", "3小时")] // two amounts are no limit
    public void Leaves_a_limit_alone_of_which_a_part_is_not_explained(string text, string type, string value, string rest) =>
        LimitText.Read(text, type, value, Silent).ShouldBe(new LimitReading.Unexplained(rest));

    [Theory]
    [InlineData("5天", "天")]
    [InlineData("5日", "日")]
    [InlineData("4小时", "小时")]
    public void Asks_what_a_word_means_without_a_legend(string text, string word) =>
        LimitText.Read(text, null, null, Silent).ShouldBe(new LimitReading.Ambiguous(word));

    [Theory]
    [InlineData("5天", "5 workDayRolling")]
    [InlineData("4小时", "4 workHour")]
    [InlineData("种植季节15工作日", "15 workDayRolling from 03-01..04-30")]
    public void Takes_the_legend(string text, string budget) =>
        LimitText.Read(text, null, null, Planting).ShouldBe(new LimitReading.Explained(Budget.Parse(budget).OrThrow()));

    [Theory]
    [InlineData("4工作时", "work_day", "4")]
    [InlineData("4工作时", "work_hour", "5")]
    [InlineData("2紧急工作时", "fortnight", "2")]
    public void Notices_that_text_and_columns_differ(string text, string type, string value) =>
        LimitText.Read(text, type, value, Silent).ShouldBeOfType<LimitReading.Contradicted>();
}
