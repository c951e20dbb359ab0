using System.Globalization;
using GridWorkflow.Host.Tests.Channels;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// SIGTERM under load: the node says that it is not ready while it still serves, takes nothing new, finishes what it has, and ends with 0
/// within 30 seconds. What was acknowledged is there; what was not can be sent again to the next one.
/// </summary>
/// <remarks>The number of ends is 2; <c>GRIDWORKFLOW_DRAINS=50</c> makes the long form.</remarks>
public sealed class DrainTests
{
    private static readonly int Drains = int.TryParse(Environment.GetEnvironmentVariable("GRIDWORKFLOW_DRAINS"), NumberStyles.None, CultureInfo.InvariantCulture, out var drains) ? drains : 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_is_told_to_leave_loses_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-drain-").FullName;
        try
        {
            await using var mail = new SmtpReceiver();
            var database = Path.Combine(folder, "drain.db");
            var city = await KillCity.Open(database, mail.Port, new Random(Drains));

            for (var drain = 1; drain <= Drains; drain++)
            {
                var (code, took, saidSo) = await city.LiveAndLeave(Cancellation);
                code.ShouldBe(0, $"drain {drain}");
                took.ShouldBeLessThan(TimeSpan.FromSeconds(30), $"drain {drain}");
                saidSo.ShouldBeTrue($"drain {drain}");
            }

            await city.LiveToRest(Cancellation);
            KillVerdict.Pass(city, database, mail, Drains, $"{Drains} drains");
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
