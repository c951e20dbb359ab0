using System.Globalization;
using GridWorkflow.Host.Tests.Channels;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// kill -9 at random moments against a running host under load, again and again on one database: what was acknowledged is there,
/// once; what was not can be sent again and is then there, once.
/// </summary>
/// <remarks>The number of kills is 8; <c>GRIDWORKFLOW_KILLS=200</c> makes the long form. A failing seed is in the message and replays with <c>GRIDWORKFLOW_SEED</c>.</remarks>
public sealed class KillTests
{
    private static readonly int Kills = Number("GRIDWORKFLOW_KILLS", 8);
    private static readonly int Seed = Number("GRIDWORKFLOW_SEED", 20261124);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled()
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-kill-").FullName;
        try
        {
            await using var mail = new SmtpReceiver();
            var database = Path.Combine(folder, "kill.db");
            var city = await KillCity.Open(database, mail.Port, new Random(Seed));

            for (var kill = 1; kill <= Kills; kill++)
                await city.LiveAndDie(Cancellation);
            await city.LiveToRest(Cancellation);

            KillVerdict.Pass(city, database, mail, Kills, $"seed {Seed}, {Kills} kills");
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
