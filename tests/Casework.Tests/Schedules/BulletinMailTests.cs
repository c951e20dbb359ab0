using GridWorkflow.Casework.Schedules;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Tests.Schedules;

/// <summary>The list in a mail ends with a whole line, and says how much of it is not there.</summary>
public sealed class BulletinMailTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 17, 30, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(3, 20, 3, null)]
    [InlineData(40, 20, 40, null)]
    [InlineData(41, 20, 40, "……另有 1 件")]
    [InlineData(30, 200, 16, "……另有 14 件")] // as long as titles can be: forty lines would be twice what a mail shows
    [InlineData(200, 200, 16, "……另有 184 件")]
    public void A_list_ends_with_a_whole_line(int cases, int title, int shown, string? rest)
    {
        var lines = Plain(cases, new string('x', title)).Split('\n').Where(line => line.Contains("2026-11-24-", StringComparison.Ordinal) || line.StartsWith("……", StringComparison.Ordinal)).ToArray();
        lines.Count(line => line.Contains("2026-11-24-", StringComparison.Ordinal)).ShouldBe(shown);
        lines.Where(line => line.Contains("2026-11-24-", StringComparison.Ordinal)).ShouldAllBe(line => line.EndsWith("杨柳社区", StringComparison.Ordinal));
        lines.Where(line => line.StartsWith("……", StringComparison.Ordinal)).ShouldBe(rest is null ? [] : [rest]);
    }

    private static string Plain(int cases, string title)
    {
        var schedule = new Schedule.DailyCutOff("daily-clearance", new LocalText("Daily clearance", "日产日清", "日產日清"), new TimeOnly(17, 30), false, "city-case");
        var content = new ClearanceContent(
            At.AddDays(-1), At, false, cases, 0, [.. Enumerable.Range(1, cases).Select(number => new OutstandingCase($"2026-11-24-{number:D6}", title, "G0102", "yangliu-1", "yangliu", At.AddHours(-3)))], []);
        return BulletinMail.Of(schedule, Guid.Empty, content, ["huang-ying"], District.Data).ShouldHaveSingleItem().Text.Plain;
    }
}
