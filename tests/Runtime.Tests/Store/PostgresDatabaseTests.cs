using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using Npgsql;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>What becomes of a connection string; no server is asked.</summary>
public sealed class PostgresDatabaseTests
{
    [Fact]
    public void What_is_left_open_suits_the_product_and_what_is_said_stays()
    {
        using var database = new PostgresDatabase("Host=db1;Database=grid;Username=u;Password=p;Maximum Pool Size=7;Timeout=9");

        var given = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        (given.MaxPoolSize, given.Timeout).ShouldBe((7, 9));
        (given.MaxAutoPrepare, given.AutoPrepareMinUsages, given.NoResetOnClose, given.TcpKeepAlive).ShouldBe((128, 2, true, true));
        given.Options.ShouldBe("-c plan_cache_mode=force_generic_plan");
        given.ApplicationName.ShouldBe("GridWorkflow");
        database.Name.ShouldBe("PostgreSQL db1:5432/grid");
    }

    [Theory]
    [InlineData("Host=db1;Prt=5", "prt")]
    [InlineData("Host=db1;Port=five", "Port")]
    [InlineData("Host=db1;=;", "Format")]
    public void One_that_cannot_be_read_is_refused_without_its_password(string given, string says)
    {
        var refused = Should.Throw<InvalidDataException>(() => GridDatabase.Open($"{given};Password=secret"));

        refused.Message.ShouldContain(says, Case.Insensitive);
        refused.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("Host=db1;Database=grid", true)]
    [InlineData("server=db1", true)]
    [InlineData("data/grid.db", false)]
    [InlineData("/srv/host/grid.db", false)]
    public void A_connection_string_is_told_from_a_path(string given, bool isServer)
    {
        using var database = GridDatabase.Open(given);
        (database is PostgresDatabase).ShouldBe(isServer);
        (database is SqliteDatabase).ShouldBe(!isServer);
    }
}
