using System.Globalization;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Commit;

/// <summary>Disk full, a locked or a read-only file (proofs, fault 9): clean answers, no damage, and on it goes afterwards.</summary>
public sealed class SqliteTroubleTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_full_disk_is_a_clean_answer_and_no_damage()
    {
        SqliteStore store = null!;
        await using var rig = await Rig.On(_file, opened => store = (SqliteStore)opened);
        var id = await rig.Open();
        var pages = Pragma(store.WriterConnection, "page_count");
        Pragma(store.WriterConnection, $"max_page_count = {pages + 8}");

        var done = 0;
        CommandOutcome outcome;
        while ((outcome = await rig.Say(id, "large 20000")) is CommandOutcome.Done)
            done.ShouldBeLessThan(100, $"after {++done} large remarks");

        outcome.ShouldBeOfType<CommandOutcome.Busy>().Reason.ShouldContain("full");
        (await rig.File("m-2", new string('t', 200_000))).ShouldBeOfType<IntakeOutcome.Busy>();
        (await rig.Journal(id)).Version.ShouldBe(1 + done);

        Pragma(store.WriterConnection, $"max_page_count = {pages + 100_000}");
        (await rig.Say(id, "large 20000")).ShouldBeOfType<CommandOutcome.Done>();
        (await rig.File("m-2", new string('t', 200_000))).ShouldBeOfType<IntakeOutcome.Filed>();
        var journal = await rig.Journal(id);
        journal.Verdict.ShouldBe(new Runtime.Journal.ChainVerdict.Sound(2 + done));
        await Sound();
    }

    [Fact]
    public async Task A_database_that_another_holds_is_busy_and_then_usable_again()
    {
        var impatient = new SqliteDatabase(_file.Database.Path, TimeSpan.FromMilliseconds(20));
        await using var rig = await Rig.On(_file, opened =>
        {
            opened.Dispose();
            return new SqliteStore(impatient);
        });
        var id = await rig.Open();
        using (var other = new SqliteConnection(_file.Database.ConnectionString))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);
            (await rig.Say(id, "hello")).ShouldBeOfType<CommandOutcome.Busy>();
            (await rig.File("m-2")).ShouldBeOfType<IntakeOutcome.Busy>();
        }

        (await rig.Say(id, "hello")).ShouldBeOfType<CommandOutcome.Done>();
        (await rig.File("m-2")).ShouldBeOfType<IntakeOutcome.Filed>();
        await Sound();
    }

    [Fact]
    public async Task A_read_only_database_is_a_clean_answer()
    {
        SqliteStore store = null!;
        await using var rig = await Rig.On(_file, opened => store = (SqliteStore)opened);
        var id = await rig.Open();

        Pragma(store.WriterConnection, "query_only = 1");
        (await rig.Say(id, "hello")).ShouldBeOfType<CommandOutcome.Busy>().Reason.ShouldContain("readonly");

        Pragma(store.WriterConnection, "query_only = 0");
        (await rig.Say(id, "hello")).ShouldBeOfType<CommandOutcome.Done>();
    }

    [Fact]
    public void Every_connection_is_durable()
    {
        using var store = (SqliteStore)_file.OpenStore();
        (Pragma(store.WriterConnection, "synchronous"), Pragma(store.WriterConnection, "foreign_keys")).ShouldBe((2, 1));
        using var context = _file.CreateDbContext();
        context.Database.SqlQueryRaw<string>("pragma journal_mode").ToList().ShouldBe(["wal"]);
        context.Database.SqlQueryRaw<int>("pragma synchronous").ToList().ShouldBe([2]);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named() =>
        Should.Throw<StoreUnavailableException>(() => new SqliteStore(new SqliteDatabase(Path.Combine(_file.Folder, "missing", "grid.db")))).Message.ShouldContain("missing");

    private static long Pragma(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"pragma {pragma}";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private async Task Sound()
    {
        await using var context = _file.CreateDbContext();
        (await context.Database.SqlQueryRaw<string>("pragma integrity_check").ToListAsync(TestContext.Current.CancellationToken)).ShouldBe(["ok"]);
    }
}
