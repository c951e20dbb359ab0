using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Journal;

/// <summary>Whatever is done to the journal of any case behind the engine's back is found, with the case and the row.</summary>
public abstract class AuditSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();
    private readonly List<Guid> _cases = [];
    private Rig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database);
        for (var index = 0; index < 5; index++)
        {
            var id = await _rig.Open($"m-{index}", $"Lamp {index}");
            await _rig.Say(id, "noted");
            await _rig.Say(id, "hello");
            _cases.Add(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Journals_that_nobody_touched_are_sound()
    {
        var audit = new JournalAudit(_database);

        (await audit.Faults(Rig.Cancellation).ToListAsync(Rig.Cancellation)).ShouldBeEmpty();

        audit.Examined.ShouldBe(5);
    }

    [Theory]
    // Rows 1 to 3 are the report and two remarks.
    [InlineData("update journal set actor = 'p9' where case_id = (select id from cases where title = {0}) and seq = 2", 2)]
    [InlineData("update journal set role = 'leader' where case_id = (select id from cases where title = {0}) and seq = 1", 1)]
    [InlineData("update journal set entries = replace(entries, 'hello', 'bye') where case_id = (select id from cases where title = {0}) and seq = 3", 3)]
    [InlineData("update journal set program_hash = 'other' where case_id = (select id from cases where title = {0}) and seq = 2", 2)]
    [InlineData("update journal set hash = prev_hash where case_id = (select id from cases where title = {0}) and seq = 2", 2)]
    [InlineData("delete from journal where case_id = (select id from cases where title = {0}) and seq = 1", 1)]
    [InlineData("delete from journal where case_id = (select id from cases where title = {0}) and seq = 2", 2)]
    [InlineData("delete from journal where case_id = (select id from cases where title = {0}) and seq = 3", 3)]
    [InlineData("delete from journal where case_id = (select id from cases where title = {0})", 1)]
    [InlineData("update instances set journal_seq = 2 where id = (select id from cases where title = {0})", 3)]
    [InlineData("delete from instances where id = (select id from cases where title = {0})", 1)]
    public async Task A_changed_or_missing_row_is_named(string tampering, long row)
    {
        await using (var context = _database.CreateDbContext())
            (await context.Database.ExecuteSqlRawAsync(tampering, ["Lamp 2"], Rig.Cancellation)).ShouldBeGreaterThan(0);

        var fault = (await new JournalAudit(_database).Faults(Rig.Cancellation).ToListAsync(Rig.Cancellation)).ShouldHaveSingleItem();

        (fault.InstanceId, fault.Seq).ShouldBe((_cases[2], row));
        fault.CaseNumber.ShouldNotBeNull();
        fault.Reason.ShouldStartWith("Expected");
    }
}
