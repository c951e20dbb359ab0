using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;

namespace GridWorkflow.Runtime.Tests.Journal;

public sealed class JournalChainTests
{
    private static readonly JournalRow[] Rows = Chain(5);

    public static TheoryData<string, Func<JournalRow, JournalRow>> Changes => new()
    {
        { "case", row => row with { CaseId = Samples.Id(2) } },
        { "time", row => row with { At = row.At.AddMilliseconds(1) } },
        { "actor", row => row with { Actor = "p2" } },
        { "role", row => row with { Role = "leader" } },
        { "no role", row => row with { Role = null } },
        { "command", row => row with { Command = "Complete" } },
        { "entries", row => row with { Entries = "{}" } },
        { "a field moved over its edge", row => row with { Actor = row.Actor + row.Role, Role = "" } },
        { "program", row => row with { ProgramHash = "other" } },
        { "hash", row => row with { Hash = JournalChain.Origin() } },
    };

    [Fact]
    public void A_whole_chain_is_sound() => Verify(Rows).ShouldBe(new ChainVerdict.Sound(5));

    [Fact]
    public void An_empty_chain_is_sound() => JournalChain.Verify([], 0, JournalChain.Origin()).ShouldBe(new ChainVerdict.Sound(0));

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_row_is_found(string what, Func<JournalRow, JournalRow> change)
    {
        for (var index = 0; index < Rows.Length; index++)
            Verify([.. Rows.Select((row, at) => at == index ? change(row) : row)]).ShouldBeOfType<ChainVerdict.Broken>(what).Seq.ShouldBe(index + 1, what);
    }

    [Fact]
    public void A_row_that_was_changed_and_sealed_again_is_found_by_the_next_one()
    {
        var forged = JournalChain.Seal(Rows[1] with { Actor = "p2" });
        Verify([Rows[0], forged, .. Rows[2..]]).ShouldBeOfType<ChainVerdict.Broken>().Seq.ShouldBe(3);
    }

    [Fact]
    public void A_changed_last_row_that_was_sealed_again_is_found_by_the_head()
    {
        var forged = JournalChain.Seal(Rows[4] with { Actor = "p2" });
        Verify([.. Rows[..4], forged]).ShouldBeOfType<ChainVerdict.Broken>().Seq.ShouldBe(5);
    }

    [Fact]
    public void A_missing_row_is_found_wherever_it_was()
    {
        for (var index = 0; index < Rows.Length; index++)
            Verify([.. Rows[..index], .. Rows[(index + 1)..]]).ShouldBeOfType<ChainVerdict.Broken>().Seq.ShouldBe(index + 1);
    }

    [Fact]
    public void Swapped_and_doubled_rows_are_found()
    {
        Verify([Rows[0], Rows[2], Rows[1], Rows[3], Rows[4]]).ShouldBeOfType<ChainVerdict.Broken>().Seq.ShouldBe(2);
        Verify([Rows[0], Rows[1], Rows[1], .. Rows[2..]]).ShouldBeOfType<ChainVerdict.Broken>().Seq.ShouldBe(3);
        Verify([.. Rows, JournalChain.Seal(Rows[4] with { Seq = 6, PrevHash = Rows[4].Hash })]).ShouldBeOfType<ChainVerdict.Broken>();
    }

    private static ChainVerdict Verify(JournalRow[] rows) => JournalChain.Verify(rows, 5, Rows[4].Hash);

    private static JournalRow[] Chain(int length)
    {
        var rows = new List<JournalRow>();
        for (var seq = 1; seq <= length; seq++)
        {
            rows.Add(JournalChain.Seal(new JournalRow
            {
                CaseId = Samples.Id(1),
                Seq = seq,
                At = Rig.Morning.AddMinutes(seq),
                Actor = "p1",
                Role = "grid-worker",
                Command = "AddRemark",
                Entries = $"{{\"entries\":[{seq}]}}",
                ProgramHash = "hash",
                PrevHash = seq == 1 ? JournalChain.Origin() : rows[^1].Hash,
                Hash = [],
            }));
        }

        return [.. rows];
    }
}
