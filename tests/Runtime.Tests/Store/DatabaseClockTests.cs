using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Npgsql;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>The server's time, carried on by a node.</summary>
public sealed class DatabaseClockTests : IDisposable
{
    private readonly PostgresBase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task It_is_never_ahead_of_the_server_and_never_goes_back()
    {
        await using var source = NpgsqlDataSource.Create(_database.Database.ConnectionString);
        using var clock = new DatabaseClock(source);
        var last = DateTimeOffset.MinValue;
        for (var look = 0; look < 200; look++)
        {
            if (look % 20 == 0)
                await clock.ReadAgain();
            var here = clock.GetUtcNow();
            await using var ask = source.CreateCommand("select clock_timestamp()");
            var server = new DateTimeOffset((DateTime)(await ask.ExecuteScalarAsync(Rig.Cancellation))!);

            here.ShouldBeLessThanOrEqualTo(server);
            here.ShouldBeGreaterThanOrEqualTo(last);
            last = here;
        }
    }

    [Fact]
    public async Task It_goes_on_while_the_server_does_not_answer()
    {
        var source = NpgsqlDataSource.Create(_database.Database.ConnectionString);
        using var clock = new DatabaseClock(source);
        await source.DisposeAsync();
        var before = clock.GetUtcNow();

        await clock.ReadAgain();

        clock.GetUtcNow().ShouldBeGreaterThanOrEqualTo(before);
    }
}
