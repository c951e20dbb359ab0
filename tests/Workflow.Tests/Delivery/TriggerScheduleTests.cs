using System.Globalization;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Workflow.Tests.Delivery;

public sealed class TriggerScheduleTests
{
    [Theory]
    [InlineData("Timer", "01:00:00", "2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z")]
    [InlineData("Timer", "00:00:00", "2026-03-02T12:00:00Z", null)]
    [InlineData("Cron", "0 0 8 * * *", "2026-03-02T12:00:00Z", "2026-03-03T08:00:00Z")]
    [InlineData("Cron", "0 0 8 * * *", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z")] // never the instant of the last start again
    [InlineData("Cron", "0 0 8 * * *", "2026-03-02T15:59:59+08:00", "2026-03-02T08:00:00Z")] // UTC, whatever the offset
    [InlineData("Cron", "0 0 8 30 2 *", "2026-03-02T12:00:00Z", null)]
    [InlineData("Cron", "0 8 * * *", "2026-03-02T12:00:00Z", null)] // five fields are refused when the definition is loaded
    [InlineData("StartAt", "2026-03-02T20:30:00+08:00", "2026-03-02T12:00:00Z", "2026-03-02T12:30:00Z")]
    [InlineData("StartAt", "2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z", null)]
    [InlineData("Event", "Go", "2026-03-02T12:00:00Z", null)]
    public void The_next_start_comes_after_the_last_one(string kind, string data, string after, string? next)
    {
        object value = kind switch
        {
            "Timer" => TimeSpan.Parse(data, CultureInfo.InvariantCulture),
            "StartAt" => DateTimeOffset.Parse(data, CultureInfo.InvariantCulture),
            _ => data,
        };
        TriggerSchedule.Next(new Trigger("t", kind, null, value), DateTimeOffset.Parse(after, CultureInfo.InvariantCulture))
            .ShouldBe(next is null ? null : DateTimeOffset.Parse(next, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Only_triggers_that_time_pulls_are_timed()
    {
        TriggerSchedule.IsTimed(new Trigger("t", "Cron", null, "0 0 8 * * *")).ShouldBeTrue();
        TriggerSchedule.IsTimed(new Trigger("t", "Event", "Go", null)).ShouldBeFalse();
    }
}
