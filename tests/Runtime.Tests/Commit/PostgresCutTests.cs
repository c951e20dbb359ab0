using System.Globalization;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Npgsql;

namespace GridWorkflow.Runtime.Tests.Commit;

/// <summary>
/// Fault 4: the connection is cut after the server has committed and before its answer has come. <c>GRIDWORKFLOW_CUTS=1000</c> makes
/// the long form.
/// </summary>
public sealed class PostgresCutTests : IDisposable
{
    private readonly PostgresBase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task What_is_asked_again_under_its_key_after_a_cut_happens_once()
    {
        var server = new NpgsqlConnectionStringBuilder(_database.Database.ConnectionString);
        using var proxy = new CuttingProxy(server.Host!, server.Port);
        server.Host = "127.0.0.1";
        server.Port = proxy.Port;
        // Without prepared statements each request carries its text, by which the proxy knows the commit.
        server.MaxAutoPrepare = 0;
        using var behind = new Behind(server.ToString());
        await using var rig = await Rig.On(behind);
        var id = await rig.Open();
        var cuts = int.TryParse(Environment.GetEnvironmentVariable("GRIDWORKFLOW_CUTS"), CultureInfo.InvariantCulture, out var given) ? given : 60;
        var unknown = 0;
        for (var number = 1; number <= cuts; number++)
        {
            proxy.CutAfter("insert into journal");
            var outcome = await rig.Say(id, $"remark {number}", $"key-{number}");
            unknown += outcome is CommandOutcome.Busy ? 1 : 0;
            while (outcome is CommandOutcome.Busy)
                outcome = await rig.Say(id, $"remark {number}", $"key-{number}");
            outcome.ShouldBeOfType<CommandOutcome.Done>();
        }

        proxy.Cuts.ShouldBe(cuts);
        unknown.ShouldBe(cuts);
        var journal = await rig.Journal(id);
        journal.Version.ShouldBe(1 + cuts);
        journal.Verdict.ShouldBe(new Runtime.Journal.ChainVerdict.Sound(1 + cuts));
    }

    private sealed class Behind(string connectionString) : TestDatabase
    {
        public override GridDatabase Database { get; } = new PostgresDatabase(connectionString);

        public override void Dispose() => Database.Dispose();
    }
}
