using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Moving;

/// <summary>Sources that are not moved, each with its reason.</summary>
public sealed class MoveRefusalTests : IDisposable
{
    private readonly SqliteFile _source = new();
    private readonly NewFile _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        using var missing = new NewFile();
        Refusal(missing.Database).ShouldBe($"Expected a database at {missing.Database.Path}, but there is none. Give the path of the system to move with --from.");
        File.Exists(missing.Database.Path).ShouldBeFalse();
        File.Exists(_target.Database.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_none_of_ours()
    {
        var path = Path.Combine(_source.Folder, "other.db");
        await File.WriteAllBytesAsync(path, [], Rig.Cancellation);
        using var other = new SqliteDatabase(path);
        Refusal(other).ShouldContain("but it holds none");

        await File.WriteAllTextAsync(path, new string('x', 4096), Rig.Cancellation);
        Refusal(other).ShouldContain("not a database");
    }

    [Fact]
    public void The_same_file_under_another_name()
    {
        var link = Path.Combine(_source.Folder, "link.db");
        File.CreateSymbolicLink(link, _source.Database.Path);
        using var same = new SqliteDatabase(link);
        MovedSystem.Move(MovedSystem.End(_source), MovedSystem.End(same)).Refusal().ShouldStartWith("Expected two databases, but both are");
    }

    [Fact]
    public async Task A_source_on_which_a_host_does_nothing()
    {
        await using var rig = await Rig.On(_source);
        Refusal(_source.Database).ShouldBe($"Expected nobody to use {_source.Database.Path}, but somebody does. Stop the host that runs on it, and close other programs.");
    }

    [Theory]
    [InlineData("delete from \"__EFMigrationsHistory\" where \"MigrationId\" like '%Versions'", "to be up to date, but it has not seen")]
    [InlineData("insert into \"__EFMigrationsHistory\" values ('29990101000000_Later', '99')", "that this version knows")]
    public async Task A_schema_of_another_version(string change, string reason)
    {
        await Change(change);
        Refusal(_source.Database).ShouldContain(reason);
    }

    [Fact]
    public async Task Text_that_PostgreSQL_cannot_keep()
    {
        using var server = new PostgresBase();
        await Change("insert into webhook_sources (name, protected_secret, created_at) values ('city', 'a' || char(0) || 'b', 0)");
        MovedSystem.Move(_source, server).Refusal()
            .ShouldBe("PostgreSQL keeps no NUL character in text, but there is one in column protected_secret of webhook_sources name 'city'. Take it out on the source.");
        await using var context = server.CreateDbContext();
        (await context.WebhookSources.CountAsync(Rig.Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Text_that_is_none()
    {
        await Change("insert into webhook_sources (name, protected_secret, created_at) values ('city', cast(x'ff' as text), 0)");
        Refusal(_source.Database).ShouldStartWith("Expected Text in column protected_secret of table webhook_sources, but a row holds something else");
    }

    [Fact]
    public async Task A_NUL_goes_from_file_to_file()
    {
        await Change("insert into webhook_sources (name, protected_secret, created_at) values ('city', 'a' || char(0) || 'b', 0)");
        MovedSystem.Move(MovedSystem.End(_source), MovedSystem.End(_target.Database)).ShouldBeOfType<Runtime.Moving.MoveOutcome.Moved>();
        await using var context = _target.Database.CreateDbContext();
        (await context.Database.SqlQueryRaw<string>("select hex(protected_secret) as Value from webhook_sources").SingleAsync(Rig.Cancellation)).ShouldBe("610062");
    }

    [Fact]
    public void A_server_that_is_not_there()
    {
        using var nobody = new PostgresDatabase("Host=127.0.0.1;Port=1;Database=none;Timeout=1");
        Refusal(nobody).ShouldStartWith("The database refused: ");
    }

    private string Refusal(Runtime.Store.GridDatabase source) => MovedSystem.Move(MovedSystem.End(source), MovedSystem.End(_target.Database)).Refusal();

    private async Task Change(string sql)
    {
        await using (var context = _source.CreateDbContext())
            await context.Database.ExecuteSqlRawAsync(sql, Rig.Cancellation);
        _source.Database.Dispose();
    }
}
