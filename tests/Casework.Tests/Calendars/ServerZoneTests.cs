using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Calendars;

/// <summary>The zone of the server is nothing (R10). Alone, because it changes the zone of the process.</summary>
[Collection(nameof(ServerZoneTests))]
[CollectionDefinition(nameof(ServerZoneTests), DisableParallelization = true)]
public sealed class ServerZoneTests
{
    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Asia/Kathmandu")]
    public void Swapping_the_servers_zone_changes_nothing(string zone)
    {
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            TimeZoneInfo.Local.Id.ShouldBe(zone);
            var calendar = CalendarFile.Read(Shipped.File("workflows/calendars/cn-2026.yaml"));
            calendar.Version.ShouldBe(Shipped.China.Version);
            calendar.Show(calendar.DueAt(calendar.At("2026-03-02 11:00"), Budget.Parse("2 workHour").OrThrow())).ShouldBe("2026-03-02 15:00");
            calendar.Show(calendar.DueAt(calendar.At("2026-02-12 09:00"), Budget.Parse("3 workDayStatutory").OrThrow())).ShouldBe("2026-02-24 18:00");
            calendar.NextCutOff(calendar.At("2026-02-14 17:30"), new TimeOnly(17, 30)).At.ShouldBe(calendar.At("2026-02-24 17:30"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }
}
